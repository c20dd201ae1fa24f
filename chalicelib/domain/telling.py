"""Telling by people: what an incident becomes with what they write, and all that changes with it.

An update carries what they say of components; one that they leave out keeps its state. What they
say of a component stands beside what its checks see, and the worse of the two is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.automatic import Episode
from chalicelib.domain.board import Board, Change, Pin
from chalicelib.domain.component_states import (
    changed_from,
    changes_of,
    components_with,
    status_change,
)
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import (
    OVER,
    Aspect,
    ComponentChange,
    Impact,
    Incident,
    IncidentUpdate,
    Signature,
    Stage,
    impact_of,
    peak,
)
from chalicelib.domain.notifications import Notification, news_of
from chalicelib.domain.results import Verdict
from chalicelib.domain.rolling_up import condition_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says in one update. `statuses` are by component id.

    `at` is when it was so, where that is in the past; `is_told` says whether subscribers hear.
    """

    stage: Stage
    body: str
    aspects: Mapping[Aspect, str] = field(default_factory=dict)
    statuses: Mapping[str, ComponentStatus] = field(default_factory=dict)
    next_update_by: datetime | None = None
    signature: Signature | None = None
    corrects: int | None = None
    at: datetime | None = None
    is_told: bool = True
    name: str | None = None
    impact: Impact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is written upon: the page and all that is believed, now, under its public address.

    `by_clock` says that nobody asks for it: a tick does it, and `now` is its minute.
    """

    definition: Definition
    board: Board
    now: datetime
    base_url: str
    by_clock: bool = False

    @property
    def at(self) -> datetime:
        """Now; of what people do, never within the second of a tick, which has that for itself."""
        return self.now if self.by_clock or self.now.second else self.now.replace(second=1)


def opened(incident_id: str, said: Said, ground: Ground) -> Change:
    """A new incident, and what changes with it."""
    at = said.at or ground.now
    fresh = Incident(
        id=incident_id,
        name=said.name or "",
        stage=said.stage,
        impact=Impact.NONE,
        started_at=at,
        created_at=ground.now,
        updated_at=ground.now,
        component_ids=(),
        updates=(),
    )
    return _told(fresh, said, ground)


def continued(incident: Incident, said: Said, ground: Ground) -> Change:
    """The incident with one more update, and what changes with it.

    People take it over by that; once they say that it is over, it is the checks' again.
    """
    return _told(incident, said, ground)


def rewritten(draft: Incident, said: Said, ground: Ground) -> Change:
    """A draft of the checks in people's words, as the first update of its incident."""
    return _told(replace(draft, updates=(), names={}), said, ground)


def _told(incident: Incident, said: Said, ground: Ground) -> Change:
    pins = _pins(incident.id, said, ground)
    components = _components(pins, said, ground)
    changes = _changes(incident, said, components, ground)
    told = _with_update(incident, said, changes, ground)
    changed = changed_from(ground.board, components)
    return Change(
        components=changed,
        history=tuple(status_change(state, ground.board, ground.at) for state in changed),
        incidents=(told,),
        told_before={told.id: len(incident.updates)},
        notifications=(news(told, ground),) if said.is_told else (),
        episodes=_episodes(told, ground),
        pins=pins if pins != ground.board.pins else None,
    )


def _pins(incident_id: str, said: Said, ground: Ground) -> tuple[Pin, ...]:
    """What people say of components after it; nothing of it outlives the incident."""
    is_over = said.stage in OVER
    kept = [
        pin
        for pin in ground.board.pins
        if pin.told_id != incident_id or not (is_over or pin.component_id in said.statuses)
    ]
    new = [
        Pin(told_id=incident_id, component_id=key, status=status)
        for key, status in said.statuses.items()
        if status is not ComponentStatus.OPERATIONAL and not is_over
    ]
    return (*kept, *new)


def _components(pins: tuple[Pin, ...], said: Said, ground: Ground) -> Mapping[str, ComponentState]:
    def since(component_id: str) -> datetime:
        return said.at if said.at and component_id in said.statuses else ground.at

    return components_with(pins, ground.definition, ground.board, since=since, now=ground.at)


def _changes(
    incident: Incident, said: Said, components: Mapping[str, ComponentState], ground: Ground
) -> tuple[ComponentChange, ...]:
    """Of what is spoken of; at the beginning and the end of all that it is about."""
    spoken = set(said.statuses)
    if said.stage is Stage.RESOLVED or not incident.updates:
        spoken |= set(incident.component_ids)
    return changes_of(spoken, components, ground.definition, ground.board)


def _with_update(
    incident: Incident, said: Said, changes: tuple[ComponentChange, ...], ground: Ground
) -> Incident:
    number = len(incident.updates) + 1
    at = said.at or ground.now
    update = IncidentUpdate(
        id=derived_id("update", f"{incident.id}:{number}"),
        number=number,
        stage=said.stage,
        body=said.body,
        at=at,
        changes=changes,
        is_told=said.is_told,
        language=ground.definition.page.languages[0],
        aspects=said.aspects,
        signature=said.signature,
        next_update_by=said.next_update_by,
        corrects=said.corrects,
        written_at=ground.now if said.at else None,
    )
    names = dict.fromkeys((*incident.component_ids, *(c.component_id for c in changes)))
    override = said.impact or incident.impact_override
    told = replace(
        incident,
        stage=said.stage,
        impact=override or peak(incident.impact, impact_of(changes)),
        impact_override=override,
        updated_at=ground.now,
        monitoring_at=at if said.stage is Stage.MONITORING else incident.monitoring_at,
        resolved_at=_resolved_at(incident, said, ground.now),
        component_ids=tuple(names),
        updates=(*incident.updates, update),
        is_taken_over=said.stage not in OVER,
    )
    return replace(told, name=said.name, names={}) if said.name else told


def _resolved_at(incident: Incident, said: Said, now: datetime) -> datetime | None:
    """When our checks saw it working before people say so, it was over by then."""
    if said.stage is Stage.POSTMORTEM:
        return incident.resolved_at
    over = said.at or incident.working_since or now
    return over if said.stage is Stage.RESOLVED else None


def news(told: Incident, ground: Ground) -> Notification:
    """Its last update, on its way to subscribers."""
    return news_of(told, ground.definition, ground.board.components, ground.base_url)


def _episodes(told: Incident, ground: Ground) -> tuple[Episode, ...] | None:
    """What the checks have to know of it: that people write it, or that it is over."""
    episodes = ground.board.episodes
    known = next((each for each in episodes if each.incident_id == told.id), None)
    if known is None and not told.is_open:
        return None
    known = known or Episode(
        incident_id=told.id, check_ids=_failing(told, ground), opened_at=ground.now
    )
    after = replace(
        known,
        taken_over=told.is_open,
        component_ids=told.component_ids,
        resolved_at=None if told.is_open else known.resolved_at or ground.now,
    )
    others = (each for each in episodes if each.incident_id != told.id)
    return (*others, after)


def _failing(told: Incident, ground: Ground) -> tuple[str, ...]:
    """The checks that fail of what it is about, and of which no other incident tells."""
    elsewhere = {each for episode in ground.board.episodes for each in episode.check_ids}
    return tuple(
        check.id
        for check in ground.definition.checks
        if check.component_id in told.component_ids
        and check.id not in elsewhere
        and condition_of(check, ground.board.checks) is Verdict.DOWN
    )
