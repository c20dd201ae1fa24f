"""EventBridge's schedule expressions: which whole minutes they mean.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from devstack.clock import MINUTE

Due = Callable[[datetime], bool]

_UNITS = {"minute": MINUTE, "hour": timedelta(hours=1), "day": timedelta(days=1)}
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_EPOCH_MINUTE = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class UnknownSchedule(Exception):
    """An expression that isn't understood; the sentence names it."""


def period(expression: str) -> timedelta | None:
    """How often `rate(…)` fires; None for anything else."""
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    return int(found[1]) * _UNITS[found[2]] if found else None


def due(expression: str) -> Due:
    """Tells whether a whole minute is one of the schedule's. Raises `UnknownSchedule`."""
    every = period(expression)
    if every:
        return lambda minute: (minute - _EPOCH_MINUTE) % every == timedelta(0)
    found = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression)
    if not found:
        raise UnknownSchedule(
            f"The schedule {expression!r} is neither rate(…) nor cron(…) with six fields."
        )
    return _cron(expression, found.groups())


def _cron(expression: str, fields: tuple[str | None, ...]) -> Due:
    minute, hour, day, month, weekday, year = (field or "" for field in fields)
    try:
        minutes, hours = _values(minute, 0, 59), _values(hour, 0, 23)
        days, months = _values(day, 1, 31), _values(_numbered(month, _MONTHS, 1), 1, 12)
        weekdays = _values(_numbered(weekday, _WEEKDAYS, 1), 1, 7)
        years = _values(year, 1970, 2199)
    except ValueError as error:
        raise UnknownSchedule(
            f"The schedule {expression!r} has a field that the devstack doesn't know: {error}."
        ) from None

    def is_due(at: datetime) -> bool:
        return (
            at.minute in minutes
            and at.hour in hours
            and at.day in days
            and at.month in months
            and at.isoweekday() % 7 + 1 in weekdays  # EventBridge counts from Sunday, 1
            and at.year in years
        )

    return is_due


def _numbered(field: str, names: list[str], first: int) -> str:
    for number, name in enumerate(names, first):
        field = re.sub(name, str(number), field, flags=re.IGNORECASE)
    return field


def _values(field: str, lowest: int, highest: int) -> frozenset[int]:
    return frozenset(value for part in field.split(",") for value in _part(part, lowest, highest))


def _part(part: str, lowest: int, highest: int) -> range:
    found = re.fullmatch(r"(?:(\*|\?)|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
    if not found:
        raise ValueError(part)
    step = int(found[4] or 1)
    start = lowest if found[1] else int(found[2])
    open_ended = bool(found[1]) or bool(found[4])
    end = int(found[3]) if found[3] else highest if open_ended else start
    if not (lowest <= start <= end <= highest and step):
        raise ValueError(part)
    return range(start, end + 1, step)
