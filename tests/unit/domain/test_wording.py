"""Names, times and durations as readers read them."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.wording import (
    STATUS_WORDS,
    clock_time,
    date_and_time,
    duration,
    listed,
    said,
    said_of_all,
)
from tests.specimens import minute

DEGRADED = ComponentStatus.DEGRADED_PERFORMANCE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
MAJOR = ComponentStatus.MAJOR_OUTAGE


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("A", "A"),
        ("AB", "A and B"),
        ("ABC", "A, B and C"),
        ("ABCD", "A, B, C and D"),
        ("ABCDE", "A, B, C and 2 more"),
        ("ABCDEFG", "A, B, C and 4 more"),
    ],
)
def test_names_are_listed_as_people_list_them(names: str, text: str) -> None:
    assert listed(list(names)) == text


@pytest.mark.parametrize(
    ("status", "one", "two"),
    [
        (ComponentStatus.OPERATIONAL, "is working", "are working"),
        (ComponentStatus.NO_DATA, "is in an unknown state", "are in an unknown state"),
        (ComponentStatus.UNDER_MAINTENANCE, "is under maintenance", "are under maintenance"),
        (DEGRADED, "is not working as it should", "have problems"),
        (PARTIAL, "is partly unavailable", "are partly unavailable"),
        (MAJOR, "is not available", "are not available"),
    ],
)
def test_what_is_said_of_one_and_of_two(status: ComponentStatus, one: str, two: str) -> None:
    assert said(["Search"], status) == f"Search {one}"
    assert said(["Checkout", "Search"], status) == f"Checkout and Search {two}"


def test_every_status_has_a_word_of_its_own() -> None:
    assert set(STATUS_WORDS) == set(ComponentStatus)
    assert len(set(STATUS_WORDS.values())) == len(ComponentStatus)


def test_of_things_that_differ_is_said_what_is_true_of_all() -> None:
    assert said_of_all(["A", "B"], [MAJOR, MAJOR]) == "A and B are not available"
    assert said_of_all(["A", "B"], [MAJOR, PARTIAL]) == "A and B have problems"


@pytest.mark.parametrize(
    ("zone", "time", "date"),
    [
        ("Etc/UTC", "12:03 UTC", "22 November 2026, 12:03 UTC"),
        ("Europe/Berlin", "13:03 CET", "22 November 2026, 13:03 CET"),
        ("America/New_York", "07:03 EST", "22 November 2026, 07:03 EST"),
        ("Pacific/Auckland", "01:03 NZDT", "23 November 2026, 01:03 NZDT"),
        ("Asia/Kathmandu", "17:48 +0545", "22 November 2026, 17:48 +0545"),
    ],
)
def test_times_are_told_in_the_zone_of_the_page(zone: str, time: str, date: str) -> None:
    assert clock_time(minute(3), zone) == time
    assert date_and_time(minute(3), zone) == date


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=59.9), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=2, seconds=59), "2 minutes"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=2, minutes=5), "2 hours and 5 minutes"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=1, minutes=5), "1 day and 5 minutes"),
        (timedelta(days=3, hours=1, minutes=59), "3 days and 1 hour"),
    ],
)
def test_durations_are_told_in_two_units_at_most(span: timedelta, text: str) -> None:
    assert duration(span) == text


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=4000)))
def test_a_duration_is_never_told_longer_than_it_was(span: timedelta) -> None:
    units = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    parts = re.findall(r"(\d+) (day|hour|minute)s?\b", duration(span))
    told = [int(number) * units[unit] for number, unit in parts]
    left_out = span - sum(told, timedelta())
    assert timedelta(0) <= left_out < timedelta(hours=1)
