"""Maintenances: work that is planned, told of beforehand, and over at a promised time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.incidents import IncidentUpdate, MaintenanceStage

RECENT_MAINTENANCES = 50  # as many as Statuspage's scheduled-maintenances.json holds

_ACTIVE = (MaintenanceStage.IN_PROGRESS, MaintenanceStage.VERIFYING)


class MaintenanceKind(StrEnum):
    """What is done in the window: ordinary work, or a test of how we'd recover from a disaster."""

    WORK = "work"
    RECOVERY_TEST = "recovery_test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How a maintenance comes again, by an RRULE of RFC 5545 on the clock on the wall.

    `id` is that of its first one. `first` and `here` are when the first and this one begin by the
    rule, without a zone: what the page's clocks show, whether the window was moved or not. Each
    lasts for `length`, whichever of them took longer. `next_at` is when the next one begins; None
    once that is planned, or when this is the last.
    """

    id: str
    rule: str
    first: datetime
    here: datetime
    length: timedelta
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A window of planned work. `updates` are oldest first, and there is always one.

    `scheduled_for` and `scheduled_until` are what is promised, `started_at` and `completed_at`
    what came of it. `component_ids` are empty when it concerns the page as a whole. `names` are
    translations by language. `sequence` grows with every change of the window, so that calendars
    follow (RFC 5545, 3.8.7.4). `reminders` are how long before it begins subscribers hear of it
    again, and `reminded` those that are done with. `is_told` says whether they hear at all of what
    happens by itself. `series` is None for one that doesn't come again.
    """

    id: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    stage: MaintenanceStage
    scheduled_for: datetime
    scheduled_until: datetime
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    component_ids: tuple[str, ...]
    updates: tuple[IncidentUpdate, ...]
    sequence: int = 0
    kind: MaintenanceKind = MaintenanceKind.WORK
    reminders: tuple[timedelta, ...] = ()
    reminded: tuple[timedelta, ...] = ()
    is_told: bool = True
    series: Series | None = None

    @property
    def is_upcoming(self) -> bool:
        return self.stage is MaintenanceStage.SCHEDULED

    @property
    def is_active(self) -> bool:
        return self.stage in _ACTIVE

    @property
    def is_cancelled(self) -> bool:
        return self.stage is MaintenanceStage.CANCELLED


def upcoming(maintenances: Iterable[Maintenance]) -> tuple[Maintenance, ...]:
    """Those that have not begun, the next first."""
    return tuple(sorted((m for m in maintenances if m.is_upcoming), key=_window))


def active(maintenances: Iterable[Maintenance]) -> tuple[Maintenance, ...]:
    """Those that are under way, the one that was to begin first at the front."""
    return tuple(sorted((m for m in maintenances if m.is_active), key=_window))


def latest_first(maintenances: Iterable[Maintenance]) -> tuple[Maintenance, ...]:
    """By the beginning of their windows."""
    return tuple(sorted(maintenances, key=_window, reverse=True))


def concerning(maintenances: Iterable[Maintenance], component_id: str) -> tuple[Maintenance, ...]:
    """Those of one component."""
    return tuple(m for m in maintenances if component_id in m.component_ids)


def _window(maintenance: Maintenance) -> tuple[datetime, str]:
    return maintenance.scheduled_for, maintenance.id
