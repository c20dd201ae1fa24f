"""The last days of incidents, day by day; days in which nothing happened go together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.days import DAY, dates, day_of
from chalicelib.domain.incidents import Incident

SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class PastDays:
    """Either one day with its incidents, newest first, or a run of days without any."""

    first: date
    last: date
    incidents: tuple[Incident, ...] = ()


def past_days(
    incidents: Iterable[Incident], now: datetime, zone: str, count: int = SHOWN_DAYS
) -> tuple[PastDays, ...]:
    """So many days up to today, newest first. An incident belongs to the day on which it began."""
    today = day_of(now, zone)
    begun: dict[date, list[Incident]] = {}
    for incident in sorted(incidents, key=lambda i: i.started_at, reverse=True):
        begun.setdefault(day_of(incident.started_at, zone), []).append(incident)
    made: list[PastDays] = []
    for day in reversed(tuple(dates(today - (count - 1) * DAY, today))):
        if told := begun.get(day):
            made.append(PastDays(day, day, tuple(told)))
        elif made and not made[-1].incidents:
            made[-1] = PastDays(day, made[-1].last)
        else:
            made.append(PastDays(day, day))
    return tuple(made)
