"""Automatic incidents: which one a failure belongs to, and when one is over.

Failures that are believed within the join window of one another are one incident. A check that
fails again within a while of the all-clear continues its incident instead of opening another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.ids import timed_id
from chalicelib.domain.results import Verdict
from chalicelib.domain.state import Transition

REOPEN_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What the checks know of an incident that they opened.

    `check_ids` are the checks whose failure it tells of. `opened_at` is when it opened, or opened
    again: others may join from then on. `eased` holds from when they answer again, but slowly,
    until they fail again or the incident is resolved.

    An incident that people write is `taken_over`: then `component_ids` are those that it is about,
    whatever fails of them belongs to it in silence, `eased` holds as soon as all of it works again,
    and only people resolve it. Of one that they dropped, nothing is told.
    """

    incident_id: str
    check_ids: tuple[str, ...]
    opened_at: datetime
    eased: bool = False
    resolved_at: datetime | None = None
    taken_over: bool = False
    component_ids: tuple[str, ...] = ()
    is_dropped: bool = False


class MoveKind(StrEnum):
    OPEN = "open"
    JOIN = "join"  # more fails: the incident that is open grows
    RETURN = "return"  # it fails again: the incident goes on, or re-opens
    EASE = "ease"  # all of it answers again, some of it slowly
    WORK = "work"  # all that people write about works again: it is for them to say that it is over
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing to tell: the episode as it is after it, and the transitions that caused it.

    `is_checked` is False when all checks of the episode have left the page.
    """

    kind: MoveKind
    episode: Episode
    transitions: tuple[Transition, ...] = ()
    is_checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is believed of a check that is on the page, and whose it is."""

    component_id: str
    condition: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """All that one tick has to tell, and the episodes to remember for the next."""

    moves: tuple[Move, ...]
    episodes: tuple[Episode, ...]


def next_moves(
    *,
    tick: datetime,
    transitions: Sequence[Transition],
    checks: Mapping[str, Known],
    episodes: Sequence[Episode],
    join_window: timedelta,
) -> Moves:
    """What the transitions of a tick mean for incidents.

    `checks` holds every check that still exists: one that was taken off the page no longer holds
    its incident open.
    """
    known = {e.incident_id: e for e in episodes if _still_matters(e, tick)}
    failing = tuple(t for t in transitions if t.after is Verdict.DOWN)
    fresh = tuple(t for t in failing if _home(t, known) is None)
    moves = _returns(failing, known, tick)
    joins = _with_people(fresh, known, checks)
    moves += joins
    fresh = tuple(t for t in fresh if not any(t in join.transitions for join in joins))
    if fresh:
        homes = [e for e in known.values() if _takes_in(e, fresh, checks, tick, join_window)]
        moves = _with_fresh(fresh, moves, homes, tick)
    known |= {move.episode.incident_id: move.episode for move in moves}
    told = {move.episode.incident_id for move in moves}
    endings = [
        move
        for episode in known.values()
        if episode.incident_id not in told
        for move in _ending(episode, checks, transitions, tick)
    ]
    known |= {move.episode.incident_id: move.episode for move in endings}
    return Moves(moves=(*moves, *endings), episodes=tuple(known.values()))


def _still_matters(episode: Episode, tick: datetime) -> bool:
    """What was dropped matters until it is over: should it come back, people are asked again."""
    if episode.is_dropped and episode.resolved_at:
        return False
    return episode.resolved_at is None or tick - episode.resolved_at <= REOPEN_WITHIN


def _home(transition: Transition, known: Mapping[str, Episode]) -> Episode | None:
    """The episode that already tells of this check: an open one before one that was resolved."""
    homes = [e for e in known.values() if transition.check_id in e.check_ids]
    return min(homes, key=lambda e: (e.resolved_at is not None, e.opened_at), default=None)


def _returns(
    failing: Sequence[Transition], known: Mapping[str, Episode], tick: datetime
) -> list[Move]:
    """Failures of checks whose episode had been told to be better. Its window opens again."""
    again: dict[str, list[Transition]] = {}
    for transition in failing:
        home = _home(transition, known)
        if home and (home.eased or home.resolved_at):
            again.setdefault(home.incident_id, []).append(transition)
    return [
        Move(
            kind=MoveKind.RETURN,
            episode=replace(known[incident_id], eased=False, resolved_at=None, opened_at=tick),
            transitions=tuple(caused),
        )
        for incident_id, caused in again.items()
    ]


def _with_people(
    fresh: Sequence[Transition], known: Mapping[str, Episode], checks: Mapping[str, Known]
) -> list[Move]:
    """Failures of components that people write about already, in the incidents that they do."""
    joins, left = [], list(fresh)
    for episode in known.values():
        if not episode.taken_over or episode.resolved_at:
            continue
        about = {*episode.component_ids, *_hit(episode, checks)}
        if caused := tuple(t for t in left if t.component_id in about):
            left = [t for t in left if t not in caused]
            joins.append(_grown(MoveKind.JOIN, replace(episode, eased=False), (), caused))
    return joins


def _with_fresh(
    fresh: tuple[Transition, ...],
    moves: Sequence[Move],
    homes: Sequence[Episode],
    tick: datetime,
) -> list[Move]:
    """Failures that no episode tells of yet go to one incident, all of a tick to the same.

    To one that returns in this very tick, else to an open one that takes them in, else to a new.
    """
    for index, move in enumerate(moves):
        if not move.episode.taken_over:
            grown = _grown(move.kind, move.episode, move.transitions, fresh)
            return [*moves[:index], grown, *moves[index + 1 :]]
    if homes:
        return [*moves, _grown(MoveKind.JOIN, homes[0], (), fresh)]
    began = min(t.since for t in fresh)
    opened = Episode(
        incident_id=timed_id(began, f"{fresh[0].check_id}:{tick.isoformat()}"),
        check_ids=(),
        opened_at=tick,
    )
    return [*moves, _grown(MoveKind.OPEN, opened, (), fresh)]


def _takes_in(
    episode: Episode,
    fresh: Sequence[Transition],
    checks: Mapping[str, Known],
    tick: datetime,
    join_window: timedelta,
) -> bool:
    """An open episode, within its window or about a component that fails once more.

    To a reader one component is one problem, however many of its checks say so, and when.
    """
    if episode.resolved_at or episode.eased or episode.taken_over or episode.is_dropped:
        return False
    hit = _hit(episode, checks)
    is_about = all(transition.component_id in hit for transition in fresh)
    return is_about or tick - episode.opened_at < join_window


def _hit(episode: Episode, checks: Mapping[str, Known]) -> set[str]:
    """The components whose failing checks it tells of."""
    return {checks[c].component_id for c in episode.check_ids if c in checks}


def _grown(
    kind: MoveKind,
    episode: Episode,
    caused: tuple[Transition, ...],
    fresh: tuple[Transition, ...],
) -> Move:
    check_ids = episode.check_ids + tuple(t.check_id for t in fresh)
    return Move(
        kind=kind, episode=replace(episode, check_ids=check_ids), transitions=caused + fresh
    )


def _ending(
    episode: Episode,
    checks: Mapping[str, Known],
    transitions: Sequence[Transition],
    tick: datetime,
) -> list[Move]:
    """The all-clear when every check of an open episode is up again; at least a word when slow.

    A check that we can't look at keeps the incident open: not seeing isn't being well.
    """
    if episode.resolved_at is not None:
        return []
    now = {checks[c].condition for c in episode.check_ids if c in checks}
    caused = tuple(t for t in transitions if t.check_id in episode.check_ids)
    if episode.taken_over:
        works = now == {Verdict.UP} and not episode.eased
        eased = replace(episode, eased=True)
        return [Move(kind=MoveKind.WORK, episode=eased, transitions=caused)] if works else []
    if now <= {Verdict.UP}:
        over = replace(episode, eased=False, resolved_at=tick)
        left = bool(now)
        return [Move(kind=MoveKind.RESOLVE, episode=over, transitions=caused, is_checked=left)]
    if now <= {Verdict.UP, Verdict.SLOW} and not episode.eased:
        eased = replace(episode, eased=True)
        return [Move(kind=MoveKind.EASE, episode=eased, transitions=caused)]
    return []
