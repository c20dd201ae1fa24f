"""The calendar of maintenances, read by icalendar."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import MaintenanceStage as Stage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.snapshot import View, view
from chalicelib.web.programs.calendars import maintenance as calendar
from chalicelib.words import ENGLISH, LANGUAGES, tongue
from tests.specimens import maintenance, minute, shown, snapshot, update

DAY = 24 * 60
PLANNED = maintenance(DAY, update(3, Stage.SCHEDULED, body="We move; it takes a while."))


def page(*planned: Maintenance, at: float = 0) -> View:
    made = snapshot(shown("checkout"), shown("search"), maintenances=planned)
    return view(made, None, minute(at))


def read(text: str) -> Any:
    """The calendar; none of its properties may be beyond icalendar."""
    made = Calendar.from_ical(text)
    assert [error for part in made.walk() for error in part.errors] == []
    return made


def events(view: View, component_id: str | None = None) -> Any:
    return read(calendar(view, ENGLISH, component_id).body).walk("VEVENT")


def test_an_event_says_all_that_a_calendar_needs() -> None:
    (event,) = events(page(replace(PLANNED, sequence=2)))
    assert event["UID"] == f"{PLANNED.id}@status.example.com"
    assert event.start == minute(DAY)
    assert event.end == minute(DAY + 120)
    assert event["SUMMARY"] == "New database"
    assert event["DESCRIPTION"] == "We move; it takes a while.\n\nThis concerns Checkout."
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 2
    assert event["URL"].startswith("https://status.example.com/")
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == PLANNED.updated_at
    assert event["CREATED"].dt == PLANNED.created_at


def test_the_calendar_says_what_it_is_and_when_to_look_again() -> None:
    body = calendar(page(PLANNED), ENGLISH).body
    made = read(body)
    assert made["VERSION"] == "2.0"
    assert made["METHOD"] == "PUBLISH"
    assert made["CALSCALE"] == "GREGORIAN"
    assert made["PRODID"]
    assert made["NAME"] == made["X-WR-CALNAME"] == "Demo Shop – maintenance"
    assert made["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert body.startswith("BEGIN:VCALENDAR\r\n")
    assert body.endswith("END:VCALENDAR\r\n")
    assert "\n" not in body.replace("\r\n", "")


def test_a_calendar_without_a_maintenance_still_has_something_in_it() -> None:
    made = read(calendar(page(), ENGLISH).body)
    assert [part.name for part in made.subcomponents] == ["VTIMEZONE"]


def test_what_was_cancelled_stays_and_says_so() -> None:
    off = update(4, Stage.CANCELLED, body="We put it off.")
    (event,) = events(page(replace(maintenance(DAY, off), sequence=1)))
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1


@pytest.mark.parametrize(("days", "count"), [(0, 1), (89, 1), (91, 0)])
def test_what_is_over_stays_for_ninety_days(days: int, count: int) -> None:
    over = maintenance(0, update(1, Stage.COMPLETED))
    assert len(events(page(over, at=120 + days * DAY))) == count


def test_what_is_under_way_stays_however_long_it_takes() -> None:
    assert len(events(page(maintenance(0, update(1, Stage.IN_PROGRESS)), at=500 * DAY))) == 1


def test_a_moved_window_keeps_its_uid() -> None:
    moved = replace(PLANNED, scheduled_for=minute(9 * DAY), scheduled_until=minute(10 * DAY))
    (before,), (after,) = events(page(PLANNED)), events(page(moved))
    assert before["UID"] == after["UID"]
    assert before.start != after.start


def test_a_window_without_length_is_a_moment() -> None:
    moment = replace(PLANNED, scheduled_until=PLANNED.scheduled_for)
    (event,) = events(page(moment))
    assert event.start == event.end


def test_the_calendar_of_a_component_has_what_concerns_it() -> None:
    other = maintenance(2 * DAY, name="New search", component_ids=("search",))
    shop = page(PLANNED, other)
    assert [event["SUMMARY"] for event in events(shop, "search")] == ["New search"]
    assert len(events(shop)) == 2
    with pytest.raises(NotFound):
        calendar(shop, ENGLISH, "nothing")


def test_the_calendar_stays_the_same_while_nothing_is_told() -> None:
    assert calendar(page(PLANNED), ENGLISH) == calendar(page(PLANNED, at=30), ENGLISH)


@given(st.text(min_size=1), st.text(), st.sampled_from(LANGUAGES))
def test_whatever_is_written_stays_one_event(name: str, told: str, code: str) -> None:
    planned = replace(maintenance(DAY, update(1, Stage.SCHEDULED, body=told)), name=name)
    body = calendar(page(planned), tongue(code)).body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    made = read(body)
    assert [part.name for part in made.subcomponents] == ["VTIMEZONE", "VEVENT"]
    (event,) = made.walk("VEVENT")
    assert set(event) == set(events(page(PLANNED))[0])
