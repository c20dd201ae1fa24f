"""Months in addresses and links: `2026-11`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from chalicelib.domain.days import day_of, month_start, months_back, next_month
from chalicelib.domain.errors import NotFound
from chalicelib.domain.snapshot import View
from chalicelib.words import marked

_WRITTEN = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """The month that is shown and its neighbours, if there are any; `years` are newest first."""

    shown: date
    before: date | None
    after: date | None
    years: tuple[tuple[int, tuple[date, ...]], ...]


def month_of(text: str, view: View, begun: date) -> date:
    """The first day of the month so written.

    NotFound for months to come, and for those before `begun`, the first that there is.
    """
    written = _WRITTEN.fullmatch(text)
    year, month = (int(part) for part in written.groups()) if written else (0, 0)
    if year and 1 <= month <= 12 and begun <= date(year, month, 1) <= this_month(view):
        return date(year, month, 1)
    raise NotFound(marked("There is no record of that month."))


def record_month(view: View) -> date:
    """The first month of which there are figures."""
    record = view.snapshot.record
    return _month_of_page(record.begun_at if record else view.snapshot.created_at, view)


def told_month(view: View) -> date:
    """The first month of which something may have been told: that of the page, if not before."""
    snapshot = view.snapshot
    earliest = min((snapshot.created_at, *(i.started_at for i in snapshot.incidents)))
    return min(_month_of_page(earliest, view), record_month(view))


def this_month(view: View) -> date:
    """The first day of the month that it is on the page."""
    return _month_of_page(view.at, view)


def pager(shown: date, view: View, first: date) -> Pager:
    """The way from month to month, from the first that there is."""
    last = this_month(view)
    months = list(_down(last, first))
    return Pager(
        shown=shown,
        before=months_back(shown, 1) if shown > first else None,
        after=next_month(shown) if shown < last else None,
        years=tuple((year, tuple(each)) for year, each in groupby(months, lambda m: m.year)),
    )


def _down(last: date, first: date) -> Iterator[date]:
    while last >= first:
        yield last
        last = months_back(last, 1)


def _month_of_page(at: datetime, view: View) -> date:
    return month_start(day_of(at, view.snapshot.page.time_zone))
