"""Days as a calendar on the wall has them: whatever clocks do, they tile time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.days import (
    DAY,
    HOUR,
    dates,
    day_of,
    day_start,
    hours,
    month_start,
    months_back,
    next_month,
    stretch_of,
)
from chalicelib.domain.timeline import Stretch
from tests.specimens import NOON

# From when zones are governed by what we know well, to when rules are anybody's guess.
zones = st.sampled_from(sorted(available_timezones()))
calendar = st.dates(date(1980, 1, 1), date(2037, 12, 30))
moments = st.integers(0, 57 * 365 * 24 * 60).map(
    lambda number: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
)


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Etc/UTC", date(2026, 3, 29), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Africa/Cairo", date(2026, 10, 29), 25),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("Asia/Beirut", date(2026, 10, 24), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Antarctica/Troll", date(2026, 3, 29), 22),
        ("Antarctica/Troll", date(2026, 10, 25), 26),
        ("Pacific/Apia", date(2011, 12, 29), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 24),
        ("Europe/Berlin", date(2028, 2, 29), 24),
    ],
)
def test_days_have_their_true_length(zone: str, day: date, length: float) -> None:
    assert stretch_of(day, zone).length == length * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        pytest.param(
            "America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00", id="midnight is skipped"
        ),
        pytest.param("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00", id="skipped in Cairo"),
        pytest.param("Africa/Cairo", date(2026, 10, 30), "2026-10-29T22:00", id="after 23 h twice"),
        pytest.param(
            "Atlantic/Azores", date(2026, 10, 25), "2026-10-25T00:00", id="midnight comes twice"
        ),
        pytest.param("Asia/Kathmandu", date(2026, 6, 1), "2026-05-31T18:15", id="a quarter to six"),
    ],
)
def test_a_day_begins_with_the_first_moment_of_its_date(zone: str, day: date, first: str) -> None:
    assert day_start(day, zone) == datetime.fromisoformat(first).replace(tzinfo=UTC)


@given(zones, calendar)
def test_days_follow_one_another_without_holes_or_overlaps(zone: str, day: date) -> None:
    today, tomorrow = stretch_of(day, zone), stretch_of(day + DAY, zone)
    assert today.end == tomorrow.start
    assert today.start <= today.end


@given(zones, moments)
def test_each_moment_is_on_the_day_that_the_wall_shows(zone: str, at: datetime) -> None:
    """But where clocks go back over midnight: there, a day that has begun goes on."""
    shown = day_of(at, zone)
    is_repeated = at.astimezone(ZoneInfo(zone)).fold
    possible = [shown, shown + DAY] if is_repeated else [shown]
    stretches = [stretch_of(day, zone) for day in possible]
    assert sum(stretch.start <= at < stretch.end for stretch in stretches) == 1


@given(zones, calendar)
def test_the_wall_shows_the_date_from_the_first_moment_to_the_last(zone: str, day: date) -> None:
    stretch = stretch_of(day, zone)
    if stretch.start < stretch.end:
        assert day_of(stretch.start, zone) == day
        assert day_of(stretch.end - timedelta.resolution, zone) == day
        assert day_of(stretch.start - timedelta.resolution, zone) < day


@given(zones, calendar)
def test_hours_tile_their_day_and_only_the_last_may_be_shorter(zone: str, day: date) -> None:
    stretch = stretch_of(day, zone)
    cut = list(hours(stretch))
    assert sum((hour.length for hour in cut), timedelta()) == stretch.length
    assert all(left.end == right.start for left, right in pairwise(cut))
    assert all(hour.length == HOUR for hour in cut[:-1])
    if cut:
        assert cut[0].start == stretch.start
        assert cut[-1].end == stretch.end
        assert timedelta() < cut[-1].length <= HOUR


def test_a_stretch_of_no_length_has_no_hours() -> None:
    assert list(hours(Stretch(NOON, NOON))) == []


@given(calendar, st.integers(0, 500))
def test_dates_are_each_from_the_first_to_the_last(first: date, count: int) -> None:
    last = first + count * DAY
    listed = list(dates(first, last))
    assert (listed[0], listed[-1], len(listed)) == (first, last, count + 1)
    assert all(right - left == DAY for left, right in pairwise(listed))
    assert list(dates(last + DAY, first)) == []


@given(calendar, st.integers(0, 300))
def test_months_go_back_and_forth(day: date, count: int) -> None:
    back = months_back(day, count)
    assert back.day == 1
    for _ in range(count):
        back = next_month(back)
    assert back == month_start(day)
    assert next_month(day) > day


def test_the_month_after_december_is_in_the_next_year() -> None:
    assert next_month(date(2027, 12, 31)) == date(2028, 1, 1)
    assert next_month(date(2028, 1, 31)) == date(2028, 2, 1)
    assert months_back(date(2028, 2, 29), 12) == date(2027, 2, 1)
