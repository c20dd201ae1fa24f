"""Days of incidents, and runs of days without."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.web.pages.past_days import SHOWN_DAYS, PastDays, past_days
from tests.specimens import NOON, incident


def test_days_without_incidents_go_together() -> None:
    old = replace(incident(), started_at=NOON - timedelta(days=3))
    assert past_days([old], NOON, "Etc/UTC") == (
        PastDays(date(2026, 11, 20), date(2026, 11, 22)),
        PastDays(date(2026, 11, 19), date(2026, 11, 19), (old,)),
        PastDays(date(2026, 11, 9), date(2026, 11, 18)),
    )


def test_an_incident_belongs_to_the_day_that_it_was_on_the_page() -> None:
    late = replace(incident(), started_at=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    (first, *_) = past_days([late], NOON, "Europe/Berlin")
    assert first == PastDays(date(2026, 11, 22), date(2026, 11, 22), (late,))


@settings(deadline=None)
@given(st.lists(st.floats(0, 30), max_size=40))
def test_every_day_is_there_once_and_no_incident_of_them_is_lost(ages: list[float]) -> None:
    told = [
        replace(incident(f"0tinc1den{n:03d}"), started_at=NOON - timedelta(days=age))
        for n, age in enumerate(ages)
    ]
    shown = past_days(told, NOON, "Etc/UTC")
    newest_first = [
        each.last - timedelta(days=n)
        for each in shown
        for n in range((each.last - each.first).days + 1)
    ]
    assert newest_first == [date(2026, 11, 22) - timedelta(days=n) for n in range(SHOWN_DAYS)]
    within = [i for i in told if i.started_at.date() >= date(2026, 11, 9)]
    assert {i.id for each in shown for i in each.incidents} == {i.id for i in within}
