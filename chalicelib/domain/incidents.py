"""Incidents: what is told of a problem, in stages, update by update."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.components import ComponentStatus, worst


class Stage(StrEnum):
    """Where the team stands with an incident; Statuspage's words."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"


STAGE_WORDS = {stage: stage.value.capitalize() for stage in Stage}


class Impact(StrEnum):
    """How bad it is; declared from the least to the most."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Impact).index(self)


_IMPACT = {
    ComponentStatus.DEGRADED_PERFORMANCE: Impact.MINOR,
    ComponentStatus.PARTIAL_OUTAGE: Impact.MAJOR,
    ComponentStatus.MAJOR_OUTAGE: Impact.CRITICAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    """What an update says of one component, under the name that it had then."""

    component_id: str
    name: str
    before: ComponentStatus
    after: ComponentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdate:
    """One immutable piece of news; `number` counts from 1 within the incident.

    `is_told` says whether it goes out to subscribers, or stands on the page alone.
    """

    id: str
    number: int
    stage: Stage
    body: str
    at: datetime
    changes: tuple[ComponentChange, ...] = ()
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A problem as readers see it. `updates` are oldest first, and there is always one.

    `started_at` is when the problem began and `resolved_at` when it was over, by the first failing
    and the first good look; `created_at` is when we began to tell of it. `impact` stays at its
    peak after the components recover.
    """

    id: str
    name: str
    stage: Stage
    impact: Impact
    started_at: datetime
    created_at: datetime
    updated_at: datetime
    monitoring_at: datetime | None = None
    resolved_at: datetime | None = None
    component_ids: tuple[str, ...]
    updates: tuple[IncidentUpdate, ...]

    @property
    def is_open(self) -> bool:
        return self.stage not in (Stage.RESOLVED, Stage.POSTMORTEM)


def impact_of(changes: tuple[ComponentChange, ...]) -> Impact:
    """The impact of the worst status that the changes lead to."""
    return impact_of_status(worst(change.after for change in changes))


def impact_of_status(status: ComponentStatus) -> Impact:
    """What a component in that status means for an incident."""
    return _IMPACT.get(status, Impact.NONE)


def peak(first: Impact, second: Impact) -> Impact:
    return max(first, second, key=lambda impact: impact.rank)
