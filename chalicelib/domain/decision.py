"""What a tick's results mean: for checks, for components, and for what is told.

It goes in two steps, because the incidents that the second one continues have to be read first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import nudges
from chalicelib.domain.automatic import Known, MoveKind, Moves, next_moves
from chalicelib.domain.board import Board, Change
from chalicelib.domain.checks import Check
from chalicelib.domain.component_states import changed_from, component_state, status_change
from chalicelib.domain.components import ComponentState, ComponentStatus, severity
from chalicelib.domain.definition import Definition
from chalicelib.domain.drafts import Drafts, Moved, parted
from chalicelib.domain.incidents import Incident
from chalicelib.domain.notifications import news_of
from chalicelib.domain.nudges import Concern, Nudge
from chalicelib.domain.page import PageSettings
from chalicelib.domain.reporting import Scene, tell
from chalicelib.domain.results import Result
from chalicelib.domain.rolling_up import component_statuses, condition_of, contribution
from chalicelib.domain.state import CheckState, Transition, advance


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is believed after a tick, and what there is to tell of it."""

    tick: datetime
    changed: tuple[CheckState, ...]
    transitions: tuple[Transition, ...]
    components: Mapping[str, ComponentState]
    moves: Moves

    @property
    def incident_ids(self) -> tuple[str, ...]:
        """The incidents that the telling may continue."""
        return tuple(move.episode.incident_id for move in self.moves.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a transition means for its component: what its check made of it before, and since."""

    before: ComponentStatus
    after: ComponentStatus
    since: datetime


def outlook(
    definition: Definition, board: Board, results: Sequence[Result], tick: datetime
) -> Outlook:
    """What to believe once the results of the tick are counted."""
    states, changed, transitions = _advanced(definition.checks, board, results, tick)
    # What fails of a component amid planned work on it is part of the plan.
    worked_on = {pin.component_id for pin in board.pins if pin.is_maintenance}
    moves = next_moves(
        tick=tick,
        transitions=[t for t in transitions if t.component_id not in worked_on],
        checks={
            check.id: Known(component_id=check.component_id, condition=condition_of(check, states))
            for check in definition.checks
        },
        episodes=board.episodes,
        join_window=definition.page.join_window,
    )
    return Outlook(
        tick=tick,
        changed=changed,
        transitions=transitions,
        components=_components(definition, board, states, transitions, tick),
        moves=moves,
    )


def change(
    definition: Definition,
    board: Board,
    seen: Outlook,
    incidents: Mapping[str, Incident],
    base_url: str,
) -> Change:
    """All that is to be written; `incidents` holds those of `seen.incident_ids` that exist."""
    scene = _scene(definition, board, seen)
    page = definition.page
    known = {**incidents, **{draft.id: draft for draft in board.drafts}}
    moved = tuple(
        (move.kind, tell(move, known.get(move.episode.incident_id), scene))
        for move in seen.moves.moves
        if not move.episode.is_dropped
    )
    drafts, told = parted(moved, board.drafts, veto=page.veto, tick=seen.tick)
    changed = changed_from(board, seen.components)
    return Change(
        checks=seen.changed,
        components=changed,
        history=tuple(status_change(state, board, seen.tick) for state in changed),
        incidents=told,
        told_before={incident.id: len(incident.updates) for incident in incidents.values()},
        notifications=tuple(
            news_of(incident, definition, seen.components, base_url)
            for incident in told
            if incident.updates[-1].is_told and _is_new(incident, incidents)
        ),
        is_news_of_checks=bool(seen.transitions),
        episodes=seen.moves.episodes if seen.moves.episodes != board.episodes else None,
        drafts=drafts if drafts != board.drafts else None,
        nudges=(
            *_of_new(drafts, board, page, base_url, seen.tick),
            *_of_working(moved, page, base_url, seen.tick),
        ),
    )


def _of_new(
    drafts: Drafts, board: Board, page: PageSettings, base_url: str, tick: datetime
) -> tuple[Nudge, ...]:
    known = {draft.id for draft in board.drafts}
    return tuple(
        nudges.of_draft(draft, page, base_url, tick) for draft in drafts if draft.id not in known
    )


def _of_working(
    moved: Sequence[Moved], page: PageSettings, base_url: str, tick: datetime
) -> tuple[Nudge, ...]:
    """What works again, but people write: only they can say that it is over."""
    return tuple(
        nudges.of_incident(Concern.WORKING, incident, page, base_url, tick)
        for kind, incident in moved
        if kind is MoveKind.WORK
    )


def _is_new(incident: Incident, before: Mapping[str, Incident]) -> bool:
    """Whether its last update is this tick's."""
    known = before.get(incident.id)
    return known is None or len(incident.updates) > len(known.updates)


def _advanced(
    checks: Sequence[Check], board: Board, results: Sequence[Result], tick: datetime
) -> tuple[Mapping[str, CheckState], tuple[CheckState, ...], tuple[Transition, ...]]:
    """All states, those that changed, and the transitions, in the order of the checks."""
    by_check = {result.check_id: result for result in results}
    states = dict(board.checks)
    changed: list[CheckState] = []
    transitions: list[Transition] = []
    for check in checks:
        if check.id not in by_check:
            continue
        before = states.get(check.id)
        after, transition = advance(check, before, by_check[check.id], tick)
        if after is not before:
            states[check.id] = after
            changed.append(after)
        if transition:
            transitions.append(transition)
    return states, tuple(changed), tuple(transitions)


def _components(
    definition: Definition,
    board: Board,
    states: Mapping[str, CheckState],
    transitions: Sequence[Transition],
    tick: datetime,
) -> Mapping[str, ComponentState]:
    statuses = component_statuses(definition, states, board.pins)
    made = {key: _made(key, definition, transitions) for key in statuses}
    return {key: _stated(key, board, status, made[key], tick) for key, status in statuses.items()}


def _stated(
    component_id: str,
    board: Board,
    status: ComponentStatus,
    made: Sequence[_Made],
    tick: datetime,
) -> ComponentState:
    """Dated as the transitions are that made it so."""
    before = board.components.get(component_id)
    since = _since(before.status, status, made, tick) if before else tick
    return component_state(component_id, before, status, since=since, now=tick)


def _made(
    component_id: str, definition: Definition, transitions: Sequence[Transition]
) -> tuple[_Made, ...]:
    when_down = {check.id: check.when_down for check in definition.checks}
    return tuple(
        _Made(
            before=contribution(each.before, when_down[each.check_id]),
            after=contribution(each.after, when_down[each.check_id]),
            since=each.since,
        )
        for each in transitions
        if each.component_id == component_id
    )


def _since(
    was: ComponentStatus, status: ComponentStatus, made: Sequence[_Made], tick: datetime
) -> datetime:
    """The worse counts from the first check that makes it so bad, the better from when the last
    one let go that had held it worse. What other checks did in the same tick doesn't matter.
    """
    if severity(status) > severity(was):
        return min((each.since for each in made if each.after is status), default=tick)
    held = (each for each in made if severity(each.before) > severity(status))
    return max((each.since for each in held), default=tick)


def _scene(definition: Definition, board: Board, seen: Outlook) -> Scene:
    before = {key: state.status for key, state in board.components.items()}
    unmet = ComponentStatus.OPERATIONAL
    return Scene(
        tick=seen.tick,
        time_zone=definition.page.time_zone,
        languages=definition.page.languages,
        names={component.id: component.name for component in definition.components},
        own={component.id: component.words for component in definition.components},
        before={
            component.id: before.get(component.id, unmet) for component in definition.components
        },
        after={key: state.status for key, state in seen.components.items()},
    )
