"""Rows of components: every figure is what the record makes it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.day_text import read_days, write_days
from chalicelib.domain.days import day_of, day_start
from chalicelib.domain.record import ComponentRecord, Record
from chalicelib.domain.snapshot import ComponentView, Pulse, View, view
from chalicelib.domain.tracks import tracks
from chalicelib.domain.uptime import Tally
from chalicelib.web.pages.component_rows import ComponentRow, latency, row
from chalicelib.words import ENGLISH
from tests.specimens import NOON, shown, snapshot

DAY = 86_400


def whole_day(parts: Sequence[int]) -> Tally:
    """A day of the length of a day, with those seconds of trouble in it."""
    names = (
        "no_data",
        "under_maintenance",
        "degraded_performance",
        "partial_outage",
        "major_outage",
    )
    return Tally(operational=DAY - sum(parts), **dict(zip(names, parts, strict=True)))


quiet = st.just(Tally(operational=DAY))
days = st.lists(
    quiet | st.lists(st.just(0) | st.integers(1, DAY // 5), min_size=5, max_size=5).map(whole_day),
    max_size=120,
)


def seen(closed: Sequence[Tally], component: ComponentView | None = None) -> View:
    """A page of one component with these closed days, looked at this minute."""
    component = component or shown("checkout")
    record = Record(
        begun_at=NOON - timedelta(days=200),
        horizon=NOON,
        day=day_of(NOON, "Etc/UTC"),
        day_start=day_start(day_of(NOON, "Etc/UTC"), "Etc/UTC"),
        components={
            "checkout": ComponentRecord(
                days=write_days(closed),
                today=Tally(operational=DAY // 2),
                latency_ms=(100.0, None, 84.4),
            )
        },
    )
    since = replace(component, created_at=NOON - timedelta(days=200))
    page = replace(snapshot(since), record=record)
    return view(page, Pulse(looked={0: NOON}, ticks={0: NOON - timedelta(minutes=1)}), NOON)


def row_of(shown_view: View) -> ComponentRow:
    (component,) = shown_view.snapshot.components
    return row(shown_view, component, tracks(shown_view).get("checkout"), ENGLISH)


def floored(share: Fraction) -> str:
    """Two places, cut off, by another way than the page's own."""
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.01'), rounding=ROUND_FLOOR)}%"


@settings(deadline=None)
@given(days)
def test_uptime_and_coverage_are_those_of_the_ninety_days(closed: list[Tally]) -> None:
    made = row_of(seen(closed))
    last = [*closed, Tally(operational=DAY // 2)][-90:]
    covered = sum(day.covered_s for day in last)
    counted = covered - sum(day.under_maintenance for day in last)
    weighed = (day.major_outage + Fraction(3, 10) * day.partial_outage for day in last)
    down = sum(weighed, Fraction(0))
    figure = f"{floored(1 - down / counted)} in {len(last)} day{'' if len(last) == 1 else 's'}"
    coverage = Fraction(covered, sum(day.total_s for day in last))
    if coverage < Fraction(99, 100):
        figure += f"; seen {floored(coverage)} of the time"
    assert made.figure == figure


@settings(deadline=None)
@given(days)
def test_the_chart_says_the_same_in_words_and_to_the_script(closed: list[Tally]) -> None:
    made = row_of(seen(closed))
    last = [*closed, Tally(operational=DAY // 2)][-90:]
    bad = sum(
        1 for day in last if day.degraded_performance or day.partial_outage or day.major_outage
    )
    assert made.chart
    assert read_days(made.chart.data) == (*[Tally()] * (90 - len(last)), *last)
    trouble = f"{bad or 'no'} day{'' if bad in (0, 1) else 's'} with problems"
    assert made.chart.label == f"Checkout: {made.figure}, {trouble}"


def test_the_response_time_is_the_newest() -> None:
    assert row_of(seen([])).latency == "84 ms"


@pytest.mark.parametrize(
    ("value", "said"), [(84.4, "84 ms"), (999.4, "999 ms"), (999.6, "1.0 s"), (2449.0, "2.4 s")]
)
def test_latencies_are_written_as_people_read_them(value: float, said: str) -> None:
    assert latency(value, ENGLISH) == said


def test_nothing_checked_has_neither_bars_nor_figures() -> None:
    made = row_of(seen([], shown("checkout", shard=None)))
    assert (made.chart, made.figure, made.latency) == (None, "", "")
    assert made.note == "Not checked automatically"


def test_what_was_never_clear_is_said_to_be_so() -> None:
    made = row_of(seen([], shown("checkout", ComponentStatus.NO_DATA)))
    assert made.note == "Looked at, with no clear answer yet"


def test_what_is_not_seen_any_more_says_when_it_was_last() -> None:
    old = seen([])
    late = view(old.snapshot, old.pulse, NOON + timedelta(minutes=10))
    made = row_of(late)
    assert made.status is ComponentStatus.NO_DATA
    assert (made.note, made.noted_at) == ("Last checked", NOON)


def test_a_response_time_of_earlier_says_nothing_of_now() -> None:
    fresh = seen([])
    record = fresh.snapshot.record
    assert record
    known = replace(record.components["checkout"], latency_ms=(100.0, 84.4, None))
    silent = replace(record, components={"checkout": known})
    assert row_of(replace(fresh, snapshot=replace(fresh.snapshot, record=silent))).latency == ""
    stale = view(fresh.snapshot, fresh.pulse, NOON + timedelta(hours=2, minutes=1))
    assert row_of(stale).latency == ""
