"""The record: hours into days, days into years, the same as counting every minute by itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.days import DAY, HOUR, dates, day_of, day_start
from chalicelib.domain.histogram import Histogram
from chalicelib.domain.hourly import Past, Seen, rolled_up
from chalicelib.domain.page import TICK
from chalicelib.domain.record import (
    KEPT_DAYS,
    SPARK_HOURS,
    ComponentRecord,
    DayRollup,
    Hour,
    Record,
    Rollup,
    begun,
    begun_with,
    closed,
    day_of_hours,
    next_hour,
    only,
    with_hour,
)
from chalicelib.domain.timeline import Stretch
from chalicelib.domain.uptime import NOTHING, Tally, total
from tests.past_times import EDGES, SHOP, MadeUp, minutes, past_of, pasts, rolling
from tests.specimens import NOON, minute

UTC_ZONE = "Etc/UTC"
OUTAGES = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
zones = st.sampled_from(sorted({zone for zone, _ in EDGES}))
span = timedelta(hours=54)


@st.composite
def at_an_edge(draw: st.DrawFn) -> tuple[str, MadeUp]:
    """A zone, and a past that begins on the day before something odd happens to its calendar."""
    zone, day = draw(st.sampled_from(EDGES))
    start = day_start(day, zone) + TICK * draw(st.integers(0, 24 * 60 - 1))
    return zone, draw(pasts(start, span))


def records(made: Mapping[str, MadeUp], *changes_of_zone: tuple[datetime, str]) -> list[Record]:
    """All records from the first look until the past ends."""
    first = min(each.begins for each in made.values())
    until = max(each.ends for each in made.values())
    every: list[Record] = []
    for record in rolling(begun(first, changes_of_zone[0][1]), made, *changes_of_zone):
        if record.horizon > until - HOUR:
            break
        every.append(record)
    return every


def tally_of(record: Record) -> Tally:
    """All that is on record of the shop."""
    shop = record.components.get(SHOP, ComponentRecord())
    return total((*shop.closed_days, shop.today))


@settings(max_examples=60, deadline=None)
@given(at_an_edge())
def test_each_day_is_what_its_minutes_on_the_wall_add_up_to(case: tuple[str, MadeUp]) -> None:
    zone, made = case
    last = records({SHOP: made}, (made.begins, zone))[-1]
    on_the_wall = made.counted_by_date(zone, last.horizon)
    shop = last.components.get(SHOP, ComponentRecord())
    days = (*shop.closed_days, shop.today)
    first = last.day - (len(days) - 1) * DAY
    recorded = dict(zip(dates(first, last.day), days, strict=True))
    assert {day: tally for day, tally in recorded.items() if tally.total_s} == on_the_wall


@settings(max_examples=60, deadline=None)
@given(at_an_edge(), zones, st.integers(1, 54))
def test_days_keep_their_time_when_the_page_moves_to_another_zone(
    case: tuple[str, MadeUp], other: str, hour: int
) -> None:
    """Whatever day a minute counts to then: each counts once, and to the day under way."""
    zone, made = case
    moves = made.begins + hour * HOUR
    whole = under_way = NOTHING
    for before, after in pairwise(records({SHOP: made}, (made.begins, zone), (moves, other))):
        if after.day != before.day:
            assert after.day > before.day
            assert after.day_start == before.horizon == after.horizon
            under_way = NOTHING
        else:
            assert after.day_start == before.day_start
            rolled = made.counted(before.horizon, after.horizon)
            whole, under_way = whole + rolled, under_way + rolled
        assert after.components.get(SHOP, ComponentRecord()).today == under_way
        assert tally_of(after) == whole


@settings(max_examples=30, deadline=None)
@given(at_an_edge())
def test_the_outages_on_record_are_the_minutes_of_outage(case: tuple[str, MadeUp]) -> None:
    zone, made = case
    last = records({SHOP: made}, (made.begins, zone))[-1]
    down = {at for at in minutes(made.begins, last.horizon) if made.status_at(at) in OUTAGES}
    assert {at for each in last.outages for at in minutes(each.start, each.end)} == down
    assert all(left.end < right.start for left, right in pairwise(last.outages))


@settings(max_examples=30, deadline=None)
@given(pasts(NOON, span), pasts(NOON + 7 * HOUR + TICK, span - 7 * HOUR, "cart"))
def test_components_have_records_of_their_own(shop: MadeUp, cart: MadeUp) -> None:
    """And one that came later has no time before it was first looked at."""
    made = {SHOP: shop, "cart": cart}
    last = records(made, (NOON, UTC_ZONE))[-1]
    for key, own in made.items():
        record = last.components[key]
        whole = total((*record.closed_days, record.today))
        assert whole == own.counted(own.begins, last.horizon)
        assert len(record.closed_days) == (last.day - NOON.date()).days
    down = {
        at
        for at in minutes(NOON, last.horizon)
        for own in made.values()
        if own.status_at(at) in OUTAGES
    }
    assert {at for each in last.outages for at in minutes(each.start, each.end)} == down


@pytest.mark.parametrize(
    ("zone", "at", "horizon"),
    [
        (UTC_ZONE, minute(25), minute(0)),
        ("Asia/Kathmandu", minute(14), minute(-45)),
        ("Asia/Kathmandu", minute(15), minute(15)),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 15, 31, tzinfo=UTC), None),
    ],
)
def test_a_record_begins_with_the_hour_of_the_first_look(
    zone: str, at: datetime, horizon: datetime | None
) -> None:
    record = begun(at, zone)
    assert record.begun_at == at
    assert record.horizon <= at < record.horizon + HOUR
    assert record.day == day_of(at, zone)
    assert record.day_start == record.horizon >= day_start(record.day, zone)
    assert horizon in (None, record.horizon)


def test_a_page_that_was_never_looked_at_has_no_record() -> None:
    assert begun_with({}, UTC_ZONE) is None


def test_the_record_begins_with_the_first_look_at_any_component() -> None:
    states = {
        key: ComponentState(
            component_id=key,
            status=ComponentStatus.OPERATIONAL,
            since=minute(90),
            created_at=minute(number),
        )
        for key, number in (("shop", 70), ("cart", 5))
    }
    assert begun_with(states, UTC_ZONE) == begun(minute(5), UTC_ZONE)


def hour_of(start: datetime, *latencies: float) -> Hour:
    rollup = Rollup(
        start=start,
        end=start + HOUR,
        tally=Tally(operational=3600),
        latency=Histogram.of(latencies),
    )
    return Hour(start=start, end=start + HOUR, rollups={SHOP: rollup})


def test_the_last_hours_are_remembered_with_their_medians() -> None:
    record = begun(NOON, UTC_ZONE)
    for number in range(30):
        record = with_hour(record, hour_of(record.horizon, *([100.0] if number % 2 else [])))
    medians = record.components[SHOP].latency_ms
    assert len(medians) == SPARK_HOURS
    assert medians[-2] is None
    assert medians[-1] == pytest.approx(100, rel=0.045)


def test_a_component_that_has_left_has_hours_without_anything() -> None:
    record = with_hour(begun(NOON, UTC_ZONE), hour_of(NOON, 100.0))
    later = with_hour(record, Hour(start=minute(60), end=minute(120), rollups={}))
    assert later.components[SHOP].today == record.components[SHOP].today
    assert later.components[SHOP].latency_ms[-1] is None


def test_twelve_months_of_days_are_kept() -> None:
    record = begun(NOON, UTC_ZONE)
    for number in range(KEPT_DAYS + 3):
        rollup = Rollup(
            start=record.horizon,
            end=record.horizon + DAY,
            tally=Tally(operational=86_400 - number, major_outage=number),
        )
        whole = Hour(
            start=record.horizon, end=record.horizon + DAY, rollups={SHOP: rollup}, outages=()
        )
        record = closed(with_hour(record, whole), UTC_ZONE)
    days = record.components[SHOP].closed_days
    assert [day.major_outage for day in days] == list(range(3, KEPT_DAYS + 3))


def test_outages_of_more_than_twelve_months_ago_are_forgotten() -> None:
    at = NOON.replace(hour=0)
    old = Stretch(at - 366 * DAY, at - 365 * DAY)
    recent = Stretch(at - 365 * DAY, at - 365 * DAY + TICK)
    record = replace(begun(at, UTC_ZONE), outages=(old, recent))
    assert closed(record, UTC_ZONE).outages == (recent,)


def test_a_record_can_be_had_of_some_components_alone() -> None:
    record = with_hour(begun(NOON, UTC_ZONE), hour_of(NOON))
    assert only(record, [SHOP, "unknown"]) == record
    assert only(record, ["unknown"]).components == {}


def test_a_date_that_a_zone_left_out_is_a_day_of_no_length() -> None:
    record = begun(day_start(date(2011, 12, 29), "Pacific/Apia"), "Pacific/Apia")
    while hour := next_hour(record, "Pacific/Apia"):
        record = with_hour(record, hour_of(hour.start))
    after = closed(record, "Pacific/Apia")
    assert after.day == date(2011, 12, 31)
    assert after.components[SHOP].closed_days == (Tally(operational=24 * 3600), NOTHING)


def test_a_day_is_made_of_its_hours() -> None:
    hours = [hour_of(minute(60 * n), 100.0 * (n + 1)).rollups[SHOP] for n in range(3)]
    assert day_of_hours(date(2026, 11, 22), hours) == DayRollup(
        day=date(2026, 11, 22),
        whole=Rollup(
            start=NOON,
            end=minute(180),
            tally=Tally(operational=3 * 3600),
            latency=Histogram.of([100.0, 200.0, 300.0]),
        ),
    )


@settings(max_examples=40, deadline=None)
@given(pasts(NOON - 2 * HOUR, 5 * HOUR))
def test_an_hour_is_what_its_minutes_add_up_to(made: MadeUp) -> None:
    hour = Stretch(NOON, NOON + HOUR)
    rolled = rolled_up(hour, past_of({SHOP: made}), {SHOP: Seen(ticks=frozenset(made.looks))})
    assert rolled.rollups[SHOP].tally == made.counted(NOON, NOON + HOUR)
    assert rolled.rollups[SHOP].tally.total_s == 3600


def test_an_hour_before_the_first_look_is_not_there() -> None:
    past = Past(
        since={SHOP: minute(60)},
        statuses={SHOP: ComponentStatus.OPERATIONAL},
        changes={},
        maintenance={},
    )
    assert rolled_up(Stretch(NOON, minute(60)), past, {SHOP: Seen()}).rollups == {}


def test_what_is_not_on_the_board_is_not_rolled_up() -> None:
    past = Past(since={}, statuses={}, changes={}, maintenance={})
    seen = {"gone": Seen(ticks=frozenset([NOON]), latencies_ms=(100.0,))}
    assert rolled_up(Stretch(NOON, minute(60)), past, seen).rollups == {}
