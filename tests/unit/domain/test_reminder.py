"""The reminder in words, by how things are."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.record import Telling
from chalicelib.domain.reliability import Reliability, Tone
from chalicelib.domain.reminder import reminder
from chalicelib.words import ENGLISH, LANGUAGES, tongue

DAY = timedelta(days=1)
YEAR = Reliability(
    tone=Tone.CALM,
    uptime=Decimal("99.96"),
    coverage=Decimal("99.98"),
    hours=8760,
    available_hours=8757,
    had_outage=True,
    since_outage=47 * DAY + timedelta(hours=3),
    longest_run=112 * DAY,
    span=365 * DAY,
    is_year=True,
    told=None,
)


def test_a_calm_record_speaks_of_the_year_and_of_the_time_without_outages() -> None:
    assert reminder(YEAR, ENGLISH) == (
        "Available 99.96% of the last 12 months: 8,757 of 8,760 hours. 47 days since the last "
        "outage, the longest run 112 days."
    )


def test_during_an_outage_nothing_is_boasted_of() -> None:
    said = reminder(replace(YEAR, tone=Tone.MODEST, since_outage=None), ENGLISH)
    assert said == (
        "Available 99.96% of the last 12 months: 8,757 of 8,760 hours. What goes wrong now counts "
        "in it."
    )


def test_when_little_is_wrong_or_nothing_is_seen_no_outage_is_spoken_of() -> None:
    said = reminder(replace(YEAR, tone=Tone.MODEST), ENGLISH)
    assert said == "Available 99.96% of the last 12 months: 8,757 of 8,760 hours."


@pytest.mark.parametrize(
    "known", [None, replace(YEAR, tone=Tone.SILENT), replace(YEAR, uptime=None)]
)
def test_a_poor_record_or_none_is_not_spoken_of(known: Reliability | None) -> None:
    assert reminder(known, ENGLISH) == ""


def test_a_young_record_says_how_long_it_is() -> None:
    young = replace(
        YEAR, is_year=False, span=12 * DAY, had_outage=False, hours=300, available_hours=299
    )
    assert reminder(young, ENGLISH) == (
        "Available 99.96% of the last 12 days: 299 of 300 hours. Not one outage was seen in that "
        "time."
    )


def test_the_present_run_may_be_the_longest() -> None:
    best = replace(YEAR, since_outage=30 * DAY, longest_run=30 * DAY)
    assert reminder(best, ENGLISH).endswith(
        "30 days since the last outage, the longest run so far."
    )


def test_a_run_of_less_than_two_days_is_told_in_hours() -> None:
    fresh = replace(YEAR, since_outage=timedelta(hours=5, minutes=59))
    assert "5 hours since the last outage" in reminder(fresh, ENGLISH)


def test_how_fast_the_news_was_is_told_and_never_made_faster() -> None:
    told = replace(YEAR, told=Telling(median=timedelta(seconds=70), count=9))
    assert reminder(told, ENGLISH).endswith(
        "When something broke, the first notice was out within 2 minutes: median of 9 incidents."
    )


def test_every_language_can_say_it() -> None:
    told = replace(YEAR, told=Telling(median=timedelta(minutes=1), count=1))
    for code in LANGUAGES:
        said = reminder(told, tongue(code))
        assert "99" in said
        assert "{" not in said
