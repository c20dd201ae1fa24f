"""Incidents: what is told of a problem, in stages, update by update."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from chalicelib.domain.components import ComponentStatus, worst
from chalicelib.words import marked


class Stage(StrEnum):
    """Where the team stands with an incident; Statuspage's words."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"


OVER = (Stage.RESOLVED, Stage.POSTMORTEM)


class MaintenanceStage(StrEnum):
    """Where a maintenance stands; Statuspage's words, and one for what never took place."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


STAGE_WORDS: Mapping[Stage | MaintenanceStage, str] = {
    Stage.INVESTIGATING: marked("Investigating"),
    Stage.IDENTIFIED: marked("Identified"),
    Stage.MONITORING: marked("Monitoring"),
    Stage.RESOLVED: marked("Resolved"),
    Stage.POSTMORTEM: marked("Postmortem"),
    MaintenanceStage.SCHEDULED: marked("Scheduled"),
    MaintenanceStage.IN_PROGRESS: marked("In progress"),
    MaintenanceStage.VERIFYING: marked("Verifying"),
    MaintenanceStage.COMPLETED: marked("Completed"),
    MaintenanceStage.CANCELLED: marked("Cancelled"),
}


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


class Aspect(StrEnum):
    """What readers want to know besides what happened; each is one labelled line of an update."""

    NOTICED = "what_you_notice"
    WORKS = "what_still_works"
    TO_DO = "what_to_do_now"
    SAFE = "what_is_safe"


ASPECT_WORDS: Mapping[Aspect, str] = {
    Aspect.NOTICED: marked("What you notice"),
    Aspect.WORKS: marked("What still works"),
    Aspect.TO_DO: marked("What to do now"),
    Aspect.SAFE: marked("Your data and money"),
}

SHOWN_UPDATES = 30  # of one incident, on pages that show several


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentChange:
    """What an update says of one component, under the name that it had then."""

    component_id: str
    name: str
    before: ComponentStatus
    after: ComponentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who of the company says it, by a name and a role that customers know.

    `key` is that of the signer among the page's settings, where the picture is.
    """

    key: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdate:
    """One immutable piece of news; `number` counts from 1 within the incident or maintenance.

    `is_told` says whether it goes out to subscribers, or stands on the page alone. `body` is in
    `language`; `bodies` are translations of it, by language. What a person wrote is Markdown;
    `is_automatic` marks what our checks say, in plain text. `next_update_by` is a promise.
    `corrects` is the number of an earlier update that this one puts right. `written_at` is when
    one was written that is dated back, else None.
    """

    id: str
    number: int
    stage: Stage | MaintenanceStage
    body: str
    at: datetime
    changes: tuple[ComponentChange, ...] = ()
    is_told: bool = True
    language: str = "en"
    bodies: Mapping[str, str] = field(default_factory=dict)
    aspects: Mapping[Aspect, str] = field(default_factory=dict)
    signature: Signature | None = None
    next_update_by: datetime | None = None
    corrects: int | None = None
    is_automatic: bool = False
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A problem as readers see it. `updates` are oldest first, and there is always one.

    `started_at` is when the problem began and `resolved_at` when it was over, by the first failing
    and the first good look; `created_at` is when we began to tell of it. `impact` stays at its
    peak after the components recover, unless people override it. `name` is in the language of its
    updates, `names` are its translations, by language. Once people write, it `is_taken_over`: our
    checks add no words any more, and `working_since` is since when they see it working. A draft is
    published by itself at `veto_until`.
    """

    id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    stage: Stage
    impact: Impact
    started_at: datetime
    created_at: datetime
    updated_at: datetime
    monitoring_at: datetime | None = None
    resolved_at: datetime | None = None
    component_ids: tuple[str, ...]
    updates: tuple[IncidentUpdate, ...]
    impact_override: Impact | None = None
    is_taken_over: bool = False
    working_since: datetime | None = None
    veto_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.stage not in OVER

    @property
    def promised_by(self) -> datetime | None:
        """Until when another update is to come; None when nothing is promised, or it is over."""
        return self.updates[-1].next_update_by if self.is_open and self.updates else None

    @property
    def is_whole(self) -> bool:
        """Whether all of its updates are here."""
        return not self.updates or len(self.updates) >= self.updates[-1].number


def shortened(incident: Incident) -> Incident:
    """With its first update and the newest, when there are more than a page of many can carry.

    A check that goes up and down for days tells of each time.
    """
    told = incident.updates
    if len(told) <= SHOWN_UPDATES:
        return incident
    return replace(incident, updates=(told[0], *told[1 - SHOWN_UPDATES :]))


@dataclass(frozen=True, slots=True)
class Text:
    """What was written, and the language that it is in."""

    text: str
    language: str


def text_of(update: IncidentUpdate, language: str) -> Text:
    """The update's words in the language; where there are none, as they were written."""
    if language in update.bodies:
        return Text(update.bodies[language], language)
    return Text(update.body, update.language)


class Told(Protocol):
    """What is told of in updates under one name: an incident, or a maintenance."""

    @property
    def name(self) -> str: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def updates(self) -> tuple[IncidentUpdate, ...]: ...


def name_of(told: Told, language: str) -> Text:
    """Its name in the language; where there is none, as it was given."""
    if language in told.names:
        return Text(told.names[language], language)
    return Text(told.name, told.updates[0].language if told.updates else "en")


def impact_of(changes: tuple[ComponentChange, ...]) -> Impact:
    """The impact of the worst status that the changes lead to."""
    return impact_of_status(worst(change.after for change in changes))


def impact_of_status(status: ComponentStatus) -> Impact:
    """What a component in that status means for an incident."""
    return _IMPACT.get(status, Impact.NONE)


def peak(first: Impact, second: Impact) -> Impact:
    return max(first, second, key=lambda impact: impact.rank)
