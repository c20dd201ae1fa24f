"""The agenda: what maintenances need next, and when; all that a quiet tick has to look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.maintenances import Maintenance

# Maintenance is announced 72 hours before or more; the hour more is for a tick that comes late.
AHEAD = timedelta(hours=73)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """From when on something is due for a maintenance."""

    maintenance_id: str
    at: datetime


class Step(StrEnum):
    """What a maintenance needs."""

    REMIND = "remind"
    BEGIN = "begin"
    END = "end"
    REPEAT = "repeat"  # the next of its series is to be planned


def step_due(planned: Maintenance, now: datetime) -> Step | None:
    """What it needs first of all that is due; None when nothing is.

    One whose whole window was slept through is only ended.
    """
    if (planned.is_upcoming or planned.is_active) and planned.scheduled_until <= now:
        return Step.END
    if planned.is_upcoming and planned.scheduled_for <= now:
        return Step.BEGIN
    if planned.is_upcoming and reminders_due(planned, now):
        return Step.REMIND
    repeats = _repeats_at(planned)
    return Step.REPEAT if repeats and repeats <= now else None


def reminders_due(planned: Maintenance, now: datetime) -> tuple[timedelta, ...]:
    """Those whose time has come and that aren't done with, the nearest to the beginning first."""
    waiting = set(planned.reminders) - set(planned.reminded)
    return tuple(sorted(each for each in waiting if planned.scheduled_for - each <= now))


def due_at(planned: Maintenance) -> datetime | None:
    """When it needs something next; None when it never does."""
    moments = [_repeats_at(planned)]
    if planned.is_upcoming:
        waiting = set(planned.reminders) - set(planned.reminded)
        moments += [planned.scheduled_for - each for each in waiting]
        moments += [planned.scheduled_for]
    if planned.is_active:
        moments += [planned.scheduled_until]
    return min((each for each in moments if each), default=None)


def with_appointments(
    agenda: Sequence[Appointment], changed: Iterable[Maintenance]
) -> tuple[Appointment, ...]:
    """The agenda after these maintenances became what they are, the next first."""
    changed = tuple(changed)
    others = [a for a in agenda if a.maintenance_id not in {each.id for each in changed}]
    new = [Appointment(maintenance_id=each.id, at=at) for each in changed if (at := due_at(each))]
    return tuple(sorted((*others, *new), key=lambda a: (a.at, a.maintenance_id)))


def due(agenda: Iterable[Appointment], now: datetime) -> tuple[str, ...]:
    """The maintenances that need something by now."""
    return tuple(each.maintenance_id for each in agenda if each.at <= now)


def _repeats_at(planned: Maintenance) -> datetime | None:
    """Early enough to announce the next one in time, and at the latest when this one is over."""
    if planned.series is None or planned.series.next_at is None:
        return None
    return min(planned.scheduled_until, planned.series.next_at - AHEAD)
