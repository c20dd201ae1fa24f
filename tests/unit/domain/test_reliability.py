"""The reliability reminder: true to the minute, and modest when it has to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.day_text import write_days
from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.page import TICK
from chalicelib.domain.record import ComponentRecord, Record, Telling
from chalicelib.domain.reliability import Reliability, Tone, reliability
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.domain.timeline import Stretch
from chalicelib.domain.tracks import tracks
from chalicelib.domain.uptime import Tally
from tests.past_times import SHOP, MadeUp, minutes, pasts, rolled
from tests.specimens import NOON, PAGE, incident, shown, snapshot
from tests.unit.domain.test_tracks import view_of

SPAN = timedelta(hours=26)
SECOND = timedelta(seconds=1)
MIDNIGHT = NOON.replace(hour=0)
DOWN = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
GOOD = Tally(operational=86_400)
UP, MAJOR = ComponentStatus.OPERATIONAL, ComponentStatus.MAJOR_OUTAGE


def told_of(seen: View) -> Reliability:
    told = reliability(seen, tracks(seen))
    assert told
    return told


def page_of(
    days: Sequence[Tally],
    *outages: Stretch,
    status: ComponentStatus = UP,
    begun_at: datetime | None = None,
    told: Telling | None = None,
    floor: str = "99",
) -> View:
    """A page at a minute after noon, with these closed days, and noon's hour under way."""
    record = Record(
        begun_at=begun_at or MIDNIGHT - len(days) * DAY,
        horizon=NOON,
        day=NOON.date(),
        day_start=MIDNIGHT,
        components={
            SHOP: ComponentRecord(days=write_days(days), today=Tally(operational=12 * 3600))
        },
        outages=outages,
        told=told,
    )
    component = replace(shown(SHOP, status), created_at=record.begun_at)
    settings_of_page = replace(PAGE, reliability_floor=Decimal(floor))
    page = replace(snapshot(component, page=settings_of_page), record=record)
    return view(page, Pulse(looked={0: NOON}, ticks={0: NOON}), NOON + TICK)


def longest_run(down: set[datetime], start: datetime, end: datetime) -> timedelta:
    """Counted minute by minute."""
    longest = run = 0
    for at in minutes(start, end):
        run = 0 if at in down else run + 1
        longest = max(longest, run)
    return longest * TICK


@settings(max_examples=40, deadline=None)
@given(
    pasts(MIDNIGHT, SPAN), pasts(MIDNIGHT + 3 * HOUR, SPAN - 3 * HOUR, "cart"), st.integers(0, 25)
)
def test_every_number_is_what_the_minutes_add_up_to(shop: MadeUp, cart: MadeUp, hours: int) -> None:
    made: Mapping[str, MadeUp] = {SHOP: shop, "cart": cart}
    record = rolled(made, MIDNIGHT + hours * HOUR, (MIDNIGHT, "Etc/UTC"))
    now = shop.ends  # the minute of the last look is just over
    seen = view_of(made, record, now, "Etc/UTC")
    told = told_of(seen)
    counted = down = Fraction(0)
    seconds = 0
    out: set[datetime] = set()
    for each in made.values():
        whole = each.counted(each.begins, each.ends)
        counted += whole.counted_s
        seconds += whole.total_s
        down += whole.down_s
        out |= {at for at in minutes(MIDNIGHT, shop.ends) if each.status_at(at) in DOWN}
    assert told.had_outage == bool(out)
    assert told.longest_run == longest_run(out, MIDNIGHT, now)
    last = max(out, default=MIDNIGHT - TICK) + TICK
    is_down = any(each.status_at(now - TICK) in DOWN for each in made.values())
    assert told.since_outage == (None if is_down else now - last)
    assert told.span == SPAN
    assert not told.is_year
    watched = Fraction(26) * counted / seconds
    assert told.hours == int(watched)
    assert told.available_hours == int(int(watched) * (1 - down / counted) if counted else 0)
    if counted:
        assert told.uptime is not None
        exact = 100 * (1 - down / counted)
        assert Fraction(told.uptime) <= exact < Fraction(told.uptime) + Fraction(1, 100)
    else:
        assert told.uptime is None
        assert told.tone is Tone.SILENT


def test_a_quiet_year_is_told_calmly() -> None:
    told = told_of(page_of([GOOD] * 364, begun_at=MIDNIGHT - 400 * DAY))
    assert told.tone is Tone.CALM
    assert told.uptime == 100
    assert told.hours == told.available_hours == 364 * 24 + 12
    assert not told.had_outage
    assert told.is_year
    assert told.span == told.longest_run == told.since_outage == 365 * DAY


def test_runs_lie_between_outages() -> None:
    outages = [
        Stretch(MIDNIGHT - 100 * DAY, MIDNIGHT - 100 * DAY + HOUR),
        Stretch(MIDNIGHT - 47 * DAY - HOUR, MIDNIGHT - 47 * DAY),
    ]
    told = told_of(page_of([GOOD] * 300, *outages))
    assert told.had_outage
    assert told.since_outage == 47 * DAY + 12 * HOUR + TICK
    assert told.longest_run == 200 * DAY


def test_the_present_run_may_be_the_longest() -> None:
    outage = Stretch(MIDNIGHT - 47 * DAY - HOUR, MIDNIGHT - 47 * DAY)
    told = told_of(page_of([GOOD] * 60, outage))
    assert told.longest_run == told.since_outage == 47 * DAY + 12 * HOUR + TICK


def test_an_outage_of_before_the_twelve_months_is_none() -> None:
    """It is on record for a while longer, as days are closed one at a time."""
    at = NOON + TICK - 365 * DAY
    view_then = page_of([GOOD] * 364, Stretch(at - HOUR, at - TICK), begun_at=MIDNIGHT - 500 * DAY)
    told = told_of(view_then)
    assert not told.had_outage
    assert told.since_outage == told.longest_run == 365 * DAY


def test_an_outage_at_the_edge_of_the_twelve_months_counts_from_there() -> None:
    at = NOON + TICK - 365 * DAY
    told = told_of(
        page_of([GOOD] * 364, Stretch(at - HOUR, at + HOUR), begun_at=MIDNIGHT - 500 * DAY)
    )
    assert told.had_outage
    assert told.since_outage == told.longest_run == 365 * DAY - HOUR


def test_an_outage_from_the_first_minute_on_leaves_no_run_before_it() -> None:
    start = MIDNIGHT - 10 * DAY
    told = told_of(page_of([GOOD] * 10, Stretch(start, start + DAY)))
    assert told.longest_run == 9 * DAY + 12 * HOUR + TICK


def test_during_an_outage_nothing_is_counted_since_the_last() -> None:
    told = told_of(page_of([GOOD] * 10, Stretch(NOON - HOUR, NOON), status=MAJOR))
    assert told.since_outage is None
    assert told.tone is Tone.MODEST
    assert told.longest_run == 10 * DAY + 11 * HOUR


BAD = Tally(operational=86_400 - 8640, major_outage=8640)
UNSEEN = Tally(no_data=86_400)


@pytest.mark.parametrize(
    ("seen", "tone"),
    [
        pytest.param(page_of([GOOD] * 30), Tone.CALM, id="all is well"),
        pytest.param(page_of([GOOD]), Tone.CALM, id="a day and a half"),
        pytest.param(page_of([]), Tone.SILENT, id="half a day"),
        pytest.param(page_of([GOOD] * 30, status=MAJOR), Tone.MODEST, id="an outage"),
        pytest.param(
            page_of([GOOD] * 30, status=ComponentStatus.DEGRADED_PERFORMANCE),
            Tone.MODEST,
            id="slow",
        ),
        pytest.param(
            page_of([GOOD] * 30, status=ComponentStatus.UNDER_MAINTENANCE),
            Tone.CALM,
            id="planned work",
        ),
        pytest.param(page_of([BAD] * 30), Tone.SILENT, id="a poor record"),
        pytest.param(page_of([BAD] * 30, floor="90"), Tone.CALM, id="good enough for its owner"),
        pytest.param(
            page_of([GOOD] * 29 + [BAD], floor="99.7"), Tone.SILENT, id="just below the floor"
        ),
        pytest.param(page_of([GOOD] * 29 + [BAD], floor="99.6"), Tone.CALM, id="just above"),
        pytest.param(page_of([GOOD] * 20 + [UNSEEN] * 3), Tone.SILENT, id="full of holes"),
        pytest.param(page_of([GOOD] * 40 + [UNSEEN] * 3), Tone.CALM, id="a few holes"),
    ],
)
def test_the_tone_is_that_of_the_moment(seen: View, tone: Tone) -> None:
    assert told_of(seen).tone is tone


def test_an_open_incident_makes_modest_whatever_the_components_say() -> None:
    seen = page_of([GOOD] * 30)
    page = replace(seen.snapshot, incidents=(incident(),))
    assert told_of(view(page, seen.pulse, seen.at)).tone is Tone.MODEST


def test_who_sees_nothing_is_modest() -> None:
    seen = page_of([GOOD] * 30)
    assert told_of(view(seen.snapshot, seen.pulse, seen.at + HOUR)).tone is Tone.MODEST


def test_how_fast_the_news_was_is_handed_on() -> None:
    telling = Telling(median=timedelta(seconds=95), count=3)
    assert told_of(page_of([GOOD] * 3, told=telling)).told == telling


def test_before_the_first_look_there_is_nothing_to_tell() -> None:
    empty = view(snapshot(shown(SHOP)), None, NOON)
    assert reliability(empty, tracks(empty)) is None
    nothing_looked_at = replace(page_of([]).snapshot)
    seen = view(nothing_looked_at, None, NOON)
    assert reliability(seen, tracks(seen)) is None
