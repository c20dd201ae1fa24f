"""Months as squares: each day in its own, under the weekday that it is."""

import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.days import next_month
from chalicelib.domain.uptime import Tally
from chalicelib.web.pages.month_grid import CELL, SIDE, column, grid

months = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(lambda day: day.replace(day=1))
first_weekdays = st.sampled_from([0, 5, 6])
WELL = Tally(operational=86_400)


def squares(paths: dict[str, str]) -> set[tuple[int, int]]:
    """Column and row of every whole square."""
    found = re.findall(r"M(\d+) (\d+)h10", paths.get("o", ""))
    return {(int(x) // CELL, (int(y) - SIDE // 2) // CELL) for x, y in found}


@settings(deadline=None)
@given(months, first_weekdays)
def test_every_day_of_a_month_has_a_square_of_its_own(month: date, first_weekday: int) -> None:
    days = {month + timedelta(days=n): WELL for n in range((next_month(month) - month).days)}
    drawn = grid(month, days, first_weekday)
    found = squares(dict(drawn.paths))
    assert len(found) == len(days)
    assert all((row + 1) * CELL <= drawn.height + CELL - SIDE for _, row in found)
    assert {(column(day, first_weekday), 0) for day in days if day.day == 1} <= found


@settings(deadline=None)
@given(months, first_weekdays)
def test_the_first_column_is_where_weeks_begin(month: date, first_weekday: int) -> None:
    day = month + timedelta(days=(first_weekday - month.weekday()) % 7)
    assert column(day, first_weekday) == 0


def test_days_that_are_not_known_are_left_out() -> None:
    november = date(2026, 11, 1)
    drawn = grid(november, {date(2026, 11, 2): WELL}, 0)
    assert dict(drawn.paths) == {"o": "M0 17h10"}  # a Monday, in the second row


def test_an_outage_fills_its_square_from_below() -> None:
    november = date(2026, 11, 1)
    bad = Tally(operational=43_200, major_outage=43_200)
    drawn = grid(november, {date(2026, 11, 2): bad}, 0)
    assert dict(drawn.paths) == {"m t": "M0 17h10", "m f": "M5 22v-8"}
