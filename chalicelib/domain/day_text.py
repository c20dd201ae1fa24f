"""A year of days in a line of text: most days are alike, and a page carries many of them."""

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import groupby

from chalicelib.domain.uptime import Tally, total

_NAMES = tuple(each.name for each in fields(Tally))


@lru_cache(maxsize=4096)
def read_days(text: str) -> tuple[Tally, ...]:
    """What `write_days` wrote."""
    return tuple(day for run in text.split(",") if run for day in _read_run(run))


@lru_cache(maxsize=4096)
def sum_of_days(text: str) -> Tally:
    """All the days of the text in one."""
    return total(read_days(text))


def write_days(days: Sequence[Tally]) -> str:
    """Runs of equal days, such as `86400*88,86100.0.0.0.0.300`.

    The numbers are the seconds by status in the order of Tally's fields, zeros at the end left out.
    """
    runs = ((_write_day(day), len(list(alike))) for day, alike in groupby(days))
    return ",".join(f"{day}*{count}" if count > 1 else day for day, count in runs)


def _write_day(day: Tally) -> str:
    seconds = [
        day.operational,
        day.no_data,
        day.under_maintenance,
        day.degraded_performance,
        day.partial_outage,
        day.major_outage,
    ]
    while len(seconds) > 1 and not seconds[-1]:
        seconds.pop()
    return ".".join(map(str, seconds))


def _read_run(run: str) -> tuple[Tally, ...]:
    day, _, count = run.partition("*")
    return (_read_day(day),) * int(count or 1)


@lru_cache(maxsize=4096)
def _read_day(text: str) -> Tally:
    """Many days of many components are alike."""
    return Tally(**dict(zip(_NAMES, map(int, text.split(".")), strict=False)))
