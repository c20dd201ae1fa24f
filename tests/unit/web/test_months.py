"""Months in addresses, and the way from one to the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.days import day_of, day_start
from chalicelib.domain.errors import NotFound
from chalicelib.domain.record import Record
from chalicelib.domain.snapshot import View, view
from chalicelib.web.pages.months import month_of, pager, record_month, told_month
from tests.specimens import NOON, PAGE, incident, snapshot

NOVEMBER = date(2026, 11, 1)


def seen(at: datetime = NOON, zone: str = "Etc/UTC") -> View:
    return view(snapshot(page=replace(PAGE, time_zone=zone)), None, at)


SEPTEMBER = date(2026, 9, 1)


def test_a_month_is_written_as_year_and_number() -> None:
    assert month_of("2026-11", seen(), SEPTEMBER) == NOVEMBER
    assert month_of("2026-09", seen(), SEPTEMBER) == SEPTEMBER


@pytest.mark.parametrize(
    "text", ["2026-12", "2026-13", "2026-00", "2026-08", "1970-01", "0000-01", "2026-1"]
)
def test_a_month_to_come_or_before_all_records_is_none(text: str) -> None:
    with pytest.raises(NotFound):
        month_of(text, seen(), SEPTEMBER)


def test_there_are_figures_since_the_record_and_news_since_the_page() -> None:
    made = snapshot(incidents=(replace(incident(), started_at=NOON - timedelta(days=31)),))
    zone = "Etc/UTC"
    begun_at = NOON + timedelta(days=20)
    day = day_of(begun_at, zone)
    record = Record(begun_at=begun_at, horizon=begun_at, day=day, day_start=day_start(day, zone))
    with_record = view(replace(made, record=record), None, begun_at)
    assert record_month(view(made, None, NOON)) == NOVEMBER
    assert record_month(with_record) == date(2026, 12, 1)
    assert told_month(with_record) == date(2026, 10, 1)


def test_the_present_month_is_that_of_the_pages_zone() -> None:
    last_minutes = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert month_of("2026-12", seen(last_minutes, "Europe/Berlin"), NOVEMBER) == date(2026, 12, 1)
    with pytest.raises(NotFound):
        month_of("2026-12", seen(last_minutes, "Etc/UTC"), NOVEMBER)


@settings(deadline=None)
@given(st.integers(0, 20_000))
def test_every_month_since_the_beginning_is_there_once_newest_first(days: int) -> None:
    begun_at = NOON - timedelta(days=days)
    shown = pager(NOVEMBER, seen(), begun_at.date().replace(day=1))
    months = [month for _, of_year in shown.years for month in of_year]
    expected = (2026 - begun_at.year) * 12 + 11 - begun_at.month + 1
    assert len(months) == len(set(months)) == expected
    assert months == sorted(months, reverse=True)
    assert all(month.year == year for year, of_year in shown.years for month in of_year)


def test_the_first_month_leads_no_further_back_and_the_last_no_further_on() -> None:
    first, middle, last = (pager(date(2026, month, 1), seen(), SEPTEMBER) for month in (9, 10, 11))
    assert (first.before, first.after) == (None, date(2026, 10, 1))
    assert (middle.before, middle.after) == (date(2026, 9, 1), NOVEMBER)
    assert (last.before, last.after) == (date(2026, 10, 1), None)
