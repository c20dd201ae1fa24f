"""Tracks: every number that a page shows of a component, as counting minutes would give it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.beats import Beat, next_beat
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.day_text import write_days
from chalicelib.domain.days import DAY, HOUR, dates, day_of, day_start
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import TICK
from chalicelib.domain.record import KEPT_DAYS, SHOWN_DAYS, ComponentRecord, Record
from chalicelib.domain.snapshot import BLIND_AFTER, ComponentView, Pulse, View, view
from chalicelib.domain.timeline import Stretch
from chalicelib.domain.tracks import Track, outages_of, tracks
from chalicelib.domain.uptime import NOTHING, Tally, total
from tests.past_times import EDGES, SHOP, MadeUp, minutes, pasts, rolled, rolled_on
from tests.specimens import NOON, PAGE, minute, shown, snapshot

SPAN = timedelta(hours=26)  # for as long are gaps remembered
SECOND = timedelta(seconds=1)
UTC_ZONE = "Etc/UTC"
DOWN = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)


def beat_of(looks: Iterable[datetime]) -> Beat:
    beat: Beat | None = None
    for tick in looks:
        beat = next_beat(beat, tick=tick, roster="r", at=tick + 2 * SECOND)
    assert beat
    return beat


def maintenance_of(number: int, stretch: Stretch, component_id: str) -> Maintenance:
    return Maintenance(
        id=f"0work{number:07d}",
        name="Work",
        stage=MaintenanceStage.COMPLETED,
        scheduled_for=stretch.start,
        scheduled_until=stretch.end,
        created_at=stretch.start - DAY,
        updated_at=stretch.end,
        started_at=stretch.start,
        completed_at=stretch.end,
        component_ids=(component_id,),
        updates=(),
    )


def component_of(key: str, made: MadeUp, shard: int) -> ComponentView:
    return replace(shown(key, made.status, shard=shard), created_at=made.begins)


def view_of(made: Mapping[str, MadeUp], record: Record, now: datetime, zone: str) -> View:
    """The page as it is read then; each component is looked at by a shard of its own."""
    beats = {number: beat_of(each.looks) for number, each in enumerate(made.values())}
    changes = (change for each in made.values() for change in each.changes)
    works = [(key, stretch) for key, each in made.items() for stretch in each.planned]
    page = snapshot(
        *(component_of(key, each, n) for n, (key, each) in enumerate(made.items())),
        page=replace(PAGE, time_zone=zone),
    )
    pulse = Pulse(
        looked={number: beat.at for number, beat in beats.items()},
        ticks={number: beat.tick for number, beat in beats.items()},
        gaps={number: beat.gaps for number, beat in beats.items()},
    )
    with_history = replace(
        page,
        record=record,
        changes=tuple(change for change in changes if change.tick > record.horizon),
        maintenances=tuple(
            maintenance_of(n, stretch, key) for n, (key, stretch) in enumerate(works)
        ),
    )
    return view(with_history, pulse, now)


@st.composite
def at_an_edge(draw: st.DrawFn) -> tuple[str, MadeUp]:
    zone, day = draw(st.sampled_from(EDGES))
    start = day_start(day, zone) + TICK * draw(st.integers(0, 24 * 60 - 1))
    return zone, draw(pasts(start, SPAN))


def days_of(track: Track) -> dict[date, Tally]:
    return {day: tally for day, tally in track.dated if tally.total_s}


@settings(max_examples=80, deadline=None)
@given(at_an_edge(), st.integers(0, 28), st.integers(0, 3) | st.integers(4, 600))
def test_wherever_the_horizon_stands_each_day_is_what_its_minutes_add_up_to(
    case: tuple[str, MadeUp], hours: int, quiet: int
) -> None:
    """The last look speaks for its minute; once it is too old, no data goes on up to now."""
    zone, made = case
    now = made.ends - TICK + 2 * SECOND + quiet * TICK
    record = rolled({SHOP: made}, min(made.begins + hours * HOUR, now), (made.begins, zone))
    track = tracks(view_of({SHOP: made}, record, now, zone))[SHOP]
    is_gone = now - (made.ends - TICK + 2 * SECOND) > BLIND_AFTER
    until = max(made.ends, now.replace(second=0)) if is_gone else made.ends
    until = max(until, record.horizon)
    assert days_of(track) == made.counted_by_date(zone, until)
    assert track.shown == track.year == made.counted(made.begins, until)
    assert track.last_day == max(record.day, day_of(now, zone))


@settings(max_examples=30, deadline=None)
@given(at_an_edge(), st.integers(1, 25), st.sampled_from([zone for zone, _ in EDGES]))
def test_after_a_move_to_another_zone_all_minutes_still_count_once(
    case: tuple[str, MadeUp], hours: int, other: str
) -> None:
    """The days before keep their bounds, and the page reads the rest by the clock of now."""
    zone, made = case
    moves = made.begins + hours * HOUR
    record = rolled({SHOP: made}, moves, (made.begins, zone))
    now = made.ends - TICK + 2 * SECOND
    track = tracks(view_of({SHOP: made}, record, now, other))[SHOP]
    assert track.year == made.counted(made.begins, made.ends)
    closed = record.components.get(SHOP, ComponentRecord()).closed_days
    assert track.days[: len(closed)] == closed


@settings(max_examples=30, deadline=None)
@given(at_an_edge(), st.integers(0, 25), st.integers(1, 25), st.sampled_from(EDGES))
def test_a_roll_up_after_a_move_changes_nothing_that_is_shown(
    case: tuple[str, MadeUp], hours: int, more: int, other: tuple[str, date]
) -> None:
    """Nor does it without one; day by day, the page reads the same before it and after."""
    (zone, made), (elsewhere, _) = case, other
    now = made.ends - TICK + 2 * SECOND
    before = rolled({SHOP: made}, made.begins + hours * HOUR, (made.begins, zone))
    until = min(before.horizon + more * HOUR, now)
    after = rolled_on(before, {SHOP: made}, until, (made.begins, elsewhere))
    read = [tracks(view_of({SHOP: made}, record, now, elsewhere)) for record in (before, after)]
    assert days_of(read[0][SHOP]) == days_of(read[1][SHOP])


@settings(max_examples=40, deadline=None)
@given(pasts(NOON, SPAN), pasts(NOON + 3 * HOUR, SPAN - 3 * HOUR, "cart"), st.integers(0, 25))
def test_outages_are_the_minutes_in_which_any_component_had_one(
    shop: MadeUp, cart: MadeUp, hours: int
) -> None:
    made = {SHOP: shop, "cart": cart}
    record = rolled(made, NOON + hours * HOUR, (NOON, UTC_ZONE))
    seen = view_of(made, record, shop.ends - TICK + 2 * SECOND, UTC_ZONE)
    expected = {
        at
        for at in minutes(NOON, shop.ends)
        if any(each.status_at(at) in DOWN for each in made.values())
    }
    outages = outages_of(seen)
    assert {at for each in outages for at in minutes(each.start, each.end)} == expected
    for key, each in made.items():
        assert tracks(seen)[key].year == each.counted(each.begins, shop.ends)


amounts = st.integers(0, 86_400)
closed_days = st.lists(
    st.builds(Tally, operational=amounts, no_data=amounts, major_outage=amounts),
    max_size=KEPT_DAYS,
)


@settings(max_examples=25, deadline=None)
@given(closed_days, amounts)
def test_90_days_and_twelve_months_are_the_last_of_the_days(
    days: list[Tally], seconds: int
) -> None:
    made = MadeUp(begins=minute(-400 * 1440), ends=minute(1), changes=())
    record = Record(
        begun_at=made.begins,
        horizon=NOON,
        day=NOON.date(),
        day_start=NOON.replace(hour=0),
        components={SHOP: ComponentRecord(days=write_days(days), today=Tally(operational=seconds))},
    )
    component = replace(shown(SHOP), created_at=made.begins)
    page = replace(snapshot(component), record=record)
    pulse = Pulse(looked={0: NOON}, ticks={0: NOON})
    track = tracks(view(page, pulse, minute(0.5)))[SHOP]
    today = Tally(operational=seconds + 60)
    assert track.days == (*days, today)
    assert track.shown == total([*days, today][-SHOWN_DAYS:])
    assert track.year == total([*days, today])
    assert len(track.shown_days) == min(SHOWN_DAYS, len(days) + 1)
    assert track.shown_days[-1] == (NOON.date(), today)
    assert [day for day, _ in track.dated] == list(
        dates(NOON.date() - len(days) * DAY, NOON.date())
    )


def simple(
    *components: ComponentView, record: Record | None, ticks: Mapping[int, datetime]
) -> View:
    page = replace(snapshot(*components), record=record)
    return view(page, Pulse(looked=ticks, ticks=ticks), minute(1))


RECORD = Record(begun_at=NOON, horizon=NOON, day=NOON.date(), day_start=NOON)


def test_what_nothing_checks_has_no_track() -> None:
    seen = simple(shown(SHOP), shown("docs", shard=None), record=RECORD, ticks={0: NOON})
    assert set(tracks(seen)) == {SHOP}


def test_what_was_not_looked_at_yet_has_no_track() -> None:
    seen = simple(shown(SHOP), shown("cart", shard=1), record=RECORD, ticks={0: NOON})
    assert set(tracks(seen)) == {SHOP}


def test_before_there_is_a_record_there_are_no_tracks() -> None:
    seen = simple(shown(SHOP), record=None, ticks={0: NOON})
    assert tracks(seen) == {}
    assert outages_of(seen) == ()


@pytest.mark.parametrize("zone", ["Etc/UTC", "Asia/Kathmandu", "Pacific/Kiritimati"])
def test_shortly_after_midnight_yesterday_is_still_open_and_today_has_begun(zone: str) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    record = Record(
        begun_at=midnight - HOUR,
        horizon=midnight - HOUR,
        day=date(2026, 11, 22),
        day_start=midnight - HOUR,
    )
    component = replace(shown(SHOP), created_at=midnight - HOUR)
    page = replace(snapshot(component, page=replace(PAGE, time_zone=zone)), record=record)
    tick = midnight + 5 * TICK
    pulse = Pulse(looked={0: tick}, ticks={0: tick})
    track = tracks(view(page, pulse, tick + SECOND))[SHOP]
    assert track.shown_days == (
        (date(2026, 11, 22), Tally(operational=3600)),
        (date(2026, 11, 23), Tally(operational=6 * 60)),
    )


def test_a_component_that_came_in_this_minute_has_next_to_nothing() -> None:
    component = replace(shown(SHOP), created_at=minute(2))
    page = replace(snapshot(component), record=RECORD)
    seen = view(page, Pulse(looked={0: minute(1)}, ticks={0: minute(1)}), minute(2))
    assert tracks(seen)[SHOP].days == (NOTHING,)
