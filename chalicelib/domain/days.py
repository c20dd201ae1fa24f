"""Days and hours as the page has them: in its time zone, 23, 24 or 25 hours long."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.domain.timeline import Stretch

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def day_of(at: datetime, zone: str) -> date:
    """The date that a calendar on the wall says there at that moment."""
    return at.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=2048)
def day_start(day: date, zone: str) -> datetime:
    """The first moment of that date there, in UTC.

    Where clocks skip midnight it is the moment at which they do; where they show it twice, the
    first. Of a date that a zone left out whole (Samoa, 30 December 2011) start and end coincide.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC)


def stretch_of(day: date, zone: str) -> Stretch:
    """The day from its first moment to that of the next."""
    return Stretch(day_start(day, zone), day_start(day + DAY, zone))


def hours(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch cut into hours from its beginning; the last may be shorter."""
    start = stretch.start
    while start < stretch.end:
        end = min(start + HOUR, stretch.end)
        yield Stretch(start, end)
        start = end


def dates(first: date, last: date) -> Iterator[date]:
    """Each date from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def month_start(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first of the month after."""
    return (month_start(day) + timedelta(days=31)).replace(day=1)


def months_back(day: date, count: int) -> date:
    """The first of the month that lies so many months before."""
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)
