"""Hours and days of the past: written once or many times, read in a bounded number of items."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.days import DAY, HOUR, dates, stretch_of
from chalicelib.domain.errors import LostRace
from chalicelib.domain.histogram import Histogram
from chalicelib.domain.record import (
    DayRollup,
    Hour,
    Rollup,
    day_of_hours,
)
from chalicelib.domain.timeline import Stretch
from chalicelib.domain.uptime import Tally
from tests.aws_calls import Call, Stopped, recorded, stopped_before
from tests.specimens import NOON, minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

MIDNIGHT = NOON.replace(hour=0)
TODAY = MIDNIGHT.date()


def rollup(start: datetime, number: int = 0, end: datetime | None = None) -> Rollup:
    """An hour that differs from others by its number."""
    end = end or start + HOUR
    down = 60 * (number % 7)
    return Rollup(
        start=start,
        end=end,
        tally=Tally(operational=int((end - start).total_seconds()) - down, major_outage=down),
        latency=Histogram.of([50.0 + number, 80.0, 80.0, 300.0 + 10 * number]),
    )


def hour(start: datetime, *component_ids: str, number: int = 0) -> Hour:
    return Hour(
        start=start,
        end=start + HOUR,
        rollups={each: rollup(start, number) for each in component_ids or ("shop",)},
    )


def save(day: date, *hours: Hour, now: datetime = NOON) -> None:
    from chalicelib.storage import rollups

    for each in hours:
        rollups.save_hour(day, each, now=now)


def hours_of(day: date, bounds: Stretch | None = None) -> Mapping[str, tuple[Rollup, ...]]:
    from chalicelib.storage import rollups

    stretch = bounds or stretch_of(day, "Etc/UTC")
    return rollups.hours_of_day(day, stretch.start, stretch.end)


def whole_day(day: date, zone: str = "Etc/UTC", number: int = 0) -> tuple[Rollup, ...]:
    """The hours of a day; the last may be shorter."""
    from chalicelib.domain.days import hours

    return tuple(
        rollup(each.start, number + n, each.end)
        for n, each in enumerate(hours(stretch_of(day, zone)))
    )


def put_away(day: date, **hours: tuple[Rollup, ...]) -> None:
    from chalicelib.storage import rollups

    rollups.put_away(day, hours)


def days(first: date, last: date, *component_ids: str) -> Mapping[str, tuple[DayRollup, ...]]:
    from chalicelib.storage import rollups

    return rollups.days(component_ids or ("shop",), first, last)


def hours(first: date, last: date, component_id: str = "shop") -> tuple[Rollup, ...]:
    from chalicelib.storage import rollups

    return rollups.hours(component_id, first, last)


def keys_asked(calls: Iterable[Call]) -> int:
    """How many items were asked for by their keys; nothing else may have been."""
    asked = 0
    for call in calls:
        assert call.operation == "BatchGetItem"
        asked += sum(len(table["Keys"]) for table in call.body["RequestItems"].values())
    return asked


def items() -> list[dict[str, Any]]:
    table = boto3.resource("dynamodb").Table(settings.names().table)
    found = table.scan(ConsistentRead=True)["Items"]
    return sorted(found, key=lambda item: (str(item["pk"]), str(item["sk"])))


# Hours


def test_the_hours_of_a_day_are_read_oldest_first_by_component(here: World) -> None:
    save(TODAY, *(hour(minute(60 * n), "shop", "cart", number=n) for n in (2, 0, 1)))
    found = hours_of(TODAY)
    assert set(found) == {"shop", "cart"}
    assert found["shop"] == tuple(rollup(minute(60 * n), n) for n in range(3))


def test_an_hour_that_is_written_again_is_there_once(here: World) -> None:
    save(TODAY, hour(NOON), hour(NOON))
    before = items()
    save(TODAY, hour(NOON))
    assert items() == before
    assert hours_of(TODAY) == {"shop": (rollup(NOON),)}


def test_days_are_apart(here: World) -> None:
    save(TODAY, hour(NOON))
    assert hours_of(TODAY - DAY) == {}


def test_an_hour_of_120_components_is_as_many_rows_as_one_of_two(here: World) -> None:
    from chalicelib.storage.rollups import BLOCKS

    save(TODAY, hour(NOON, "shop", "cart"))
    assert len(items()) == BLOCKS
    ids = [f"part-{n:03d}" for n in range(120)]
    save(TODAY, hour(NOON, *ids))
    assert len(items()) == BLOCKS
    assert set(hours_of(TODAY)) == set(ids)


def test_the_latest_hours_of_one_component_are_read_without_those_of_all_others(
    here: World,
) -> None:
    from chalicelib.storage import rollups

    ids = [f"part-{n:03d}" for n in range(60)]
    save(TODAY, *(hour(minute(60 * n), *ids[: 60 - 30 * n], number=n) for n in range(2)))
    with recorded() as calls:
        found = rollups.latest_hours(ids[7], TODAY, minute(-60), minute(180))
    assert found == (rollup(NOON), rollup(minute(60), 1))
    assert keys_asked(calls) == 4, "one for each hour"
    assert rollups.latest_hours(ids[40], TODAY, NOON, minute(180)) == (rollup(NOON),)
    assert rollups.latest_hours(ids[7], TODAY, NOON, NOON) == ()


def test_an_hour_that_is_rolled_up_again_is_as_it_was_seen_last(here: World) -> None:
    """A run broke off, and before the next most components had left the page."""
    ids = [f"part-{n:03d}" for n in range(60)]
    save(TODAY, hour(NOON, *ids, number=1))
    save(TODAY, hour(NOON, ids[59], number=2))
    assert hours_of(TODAY) == {ids[59]: (rollup(NOON, 2),)}


def test_an_hour_without_anything_leaves_nothing_of_what_was_there(here: World) -> None:
    save(TODAY, hour(NOON))
    save(TODAY, Hour(start=NOON, end=minute(60), rollups={}))
    assert hours_of(TODAY) == {}


def test_hours_that_lie_outside_of_their_day_are_left_over_and_not_taken_in(here: World) -> None:
    """A run broke off, the page moved to another zone, and the day ended sooner."""
    save(TODAY, *(hour(minute(60 * n)) for n in range(-1, 4)))
    found = hours_of(TODAY, Stretch(minute(0), minute(180)))
    assert [each.start for each in found["shop"]] == [minute(0), minute(60), minute(120)]


def test_no_hour_counts_twice_when_components_have_moved_to_other_rows(here: World) -> None:
    """A run broke off, half of the components left the page, and the hour was rolled up again."""
    ids = [f"part-{n:03d}" for n in range(60)]
    save(TODAY, hour(NOON, *ids))
    save(TODAY, hour(NOON, *ids[30:]))
    assert {each: len(hours) for each, hours in hours_of(TODAY).items()} == dict.fromkeys(
        ids[30:], 1
    )


def test_hours_go_some_time_after_they_were_written_however_old_they_are(here: World) -> None:
    """Not after they were: a roll-up that makes up for months may still need them."""
    save(TODAY, hour(NOON - 100 * DAY), now=NOON)
    assert min(item["ttl"] for item in items()) > (NOON + 7 * DAY).timestamp()


# Days


def test_a_day_is_put_away_whole_and_in_its_hours(here: World) -> None:
    own = whole_day(TODAY)
    put_away(TODAY, shop=own)
    assert days(TODAY, TODAY) == {"shop": (day_of_hours(TODAY, own),)}
    assert hours(TODAY, TODAY) == own


def test_a_day_that_is_put_away_again_is_there_once(here: World) -> None:
    for _ in range(2):
        put_away(TODAY, shop=whole_day(TODAY), cart=whole_day(TODAY, number=3))
    assert len(days(TODAY, TODAY)["shop"]) == 1
    assert hours(TODAY, TODAY, "cart") == whole_day(TODAY, number=3)


def test_what_is_put_away_again_replaces_what_was_there(here: World) -> None:
    put_away(TODAY, shop=whole_day(TODAY))
    put_away(TODAY + DAY, shop=whole_day(TODAY + DAY))
    put_away(TODAY, shop=whole_day(TODAY, number=5))
    found = days(TODAY, TODAY + DAY)["shop"]
    assert [each.day for each in found] == [TODAY, TODAY + DAY]
    assert found[0] == day_of_hours(TODAY, whole_day(TODAY, number=5))
    expected = whole_day(TODAY, number=5) + whole_day(TODAY + DAY)
    assert hours(TODAY, TODAY + DAY) == expected


def test_many_days_at_once_are_read_as_those_that_were_put_away_one_by_one(here: World) -> None:
    from chalicelib.storage import rollups

    of_days = {day: whole_day(day, number=day.day) for day in dates(TODAY - 40 * DAY, TODAY)}
    rollups.put_away_days({day: {"shop": own} for day, own in of_days.items()})
    for day, own in of_days.items():
        put_away(day, cart=own)
    found = days(TODAY - 40 * DAY, TODAY, "shop", "cart")
    assert len(found["shop"]) == 41
    assert found["shop"] == found["cart"]
    assert hours(TODAY - 40 * DAY, TODAY) == hours(TODAY - 40 * DAY, TODAY, "cart")
    put_away(TODAY + DAY, shop=whole_day(TODAY + DAY))  # life goes on in the same row
    assert len(days(TODAY - 40 * DAY, TODAY + DAY)["shop"]) == 42


def test_days_are_read_over_months_and_years(here: World) -> None:
    first, last = date(2026, 12, 28), date(2027, 3, 3)
    every = list(dates(first, last))
    for n, day in enumerate(every):
        put_away(day, shop=(rollup(stretch_of(day, "Etc/UTC").start, n),))
    assert [each.day for each in days(first, last)["shop"]] == every
    part = days(date(2026, 12, 31), date(2027, 1, 1))["shop"]
    assert [each.day for each in part] == [date(2026, 12, 31), date(2027, 1, 1)]
    assert days(last + DAY, last + 30 * DAY)["shop"] == ()
    assert days(date(2020, 1, 1), date(2020, 12, 31)) == {}


@pytest.mark.parametrize(
    ("zone", "day", "count"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 24),
        ("Asia/Kathmandu", date(2026, 6, 1), 24),
    ],
)
def test_days_keep_their_true_length_and_hours(
    here: World, zone: str, day: date, count: int
) -> None:
    own = whole_day(day, zone)
    put_away(day, shop=own)
    put_away(day + DAY, shop=whole_day(day + DAY, zone))
    first, second = days(day, day + DAY)["shop"]
    assert (first.whole.start, first.whole.end) == (own[0].start, stretch_of(day, zone).end)
    assert first.whole.end == second.whole.start
    assert len(own) == count
    assert hours(day, day)[:count] == own


def test_a_day_of_a_zone_that_was_left_stands_beside_those_of_the_new_one(here: World) -> None:
    """The page moves from Auckland to Los Angeles: one day is 45 hours long."""
    auckland = stretch_of(TODAY, "Pacific/Auckland")
    angeles = stretch_of(TODAY + DAY, "America/Los_Angeles")
    long_day = Stretch(auckland.end, angeles.end)
    from chalicelib.domain.days import hours as cut

    put_away(TODAY, shop=whole_day(TODAY, "Pacific/Auckland"))
    put_away(TODAY + DAY, shop=tuple(rollup(each.start, 1, each.end) for each in cut(long_day)))
    put_away(TODAY + 2 * DAY, shop=whole_day(TODAY + 2 * DAY, "America/Los_Angeles"))
    found = days(TODAY, TODAY + 2 * DAY)["shop"]
    assert [each.whole.end - each.whole.start for each in found] == [DAY, 45 * HOUR, DAY]
    read = hours(TODAY, TODAY + 2 * DAY)
    assert len(read) == 24 + 45 + 24
    assert all(left.end == right.start for left, right in pairwise(read))


def test_of_two_who_put_days_away_at_once_neither_takes_the_others_away(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower one has read the month before the quicker one wrote two days of it."""
    from chalicelib.storage.models import Row

    batch_get = Row.batch_get

    def read_then_overtaken(*args: Any, **options: Any) -> Any:
        found = list(batch_get(*args, **options))
        monkeypatch.setattr(Row, "batch_get", batch_get)
        put_away(TODAY, shop=whole_day(TODAY))
        put_away(TODAY + DAY, shop=whole_day(TODAY + DAY))
        return found

    monkeypatch.setattr(Row, "batch_get", read_then_overtaken)
    with pytest.raises(LostRace):
        put_away(TODAY, shop=whole_day(TODAY))
    assert [each.day for each in days(TODAY, TODAY + DAY)["shop"]] == [TODAY, TODAY + DAY]


def test_many_components_are_put_away_although_somebody_dies_on_the_way(here: World) -> None:
    """More than a transaction holds: what is missing is made up for, what is there stays."""
    own = {f"part-{n:03d}": whole_day(TODAY, number=n) for n in range(120)}
    for call in (1, 2, 3):
        with pytest.raises(Stopped), stopped_before(call, "TransactWriteItems"):
            put_away(TODAY, **own)
    put_away(TODAY, **own)
    found = days(TODAY, TODAY, *own)
    assert found == {key: (day_of_hours(TODAY, each),) for key, each in own.items()}
    assert hours(TODAY, TODAY, "part-119") == own["part-119"]


# A bounded number of items, whatever the number of checks


def test_twelve_months_of_a_component_are_thirteen_items_at_most(here: World) -> None:
    with recorded() as calls:
        days(TODAY - 364 * DAY, TODAY)
    assert keys_asked(calls) == 13


def test_a_month_of_five_years_ago_is_one_item_a_component(here: World) -> None:
    with recorded() as calls:
        days(date(2021, 2, 1), date(2021, 2, 28), "shop", "cart", "docs")
    assert keys_asked(calls) == 3


@pytest.mark.parametrize("first", [date(2026, 10, 24), date(2026, 2, 1), date(2028, 1, 31)])
def test_thirty_days_of_hours_are_six_items_at_most(here: World, first: date) -> None:
    with recorded() as calls:
        hours(first, first + 29 * DAY)
    assert 4 <= keys_asked(calls) <= 6


def test_a_year_of_results_is_a_few_kilobytes(here: World) -> None:
    """Each day another one, as bad as can be: and yet every row stays far below its limit."""
    for n, day in enumerate(dates(date(2026, 10, 1), date(2026, 10, 31))):
        put_away(day, shop=whole_day(day, number=n))
    packed = [bytes(item["packed"]) for item in items() if item["pk"] == "RECORD#shop"]
    assert len(packed) == 5
    assert max(map(len, packed)) < 20_000


def test_a_histogram_and_a_tally_are_read_as_they_were_written(here: World) -> None:
    odd = Rollup(
        start=datetime(2026, 11, 22, 13, 30, tzinfo=UTC),
        end=datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
        tally=Tally(
            operational=1,
            no_data=2,
            under_maintenance=3,
            degraded_performance=4,
            partial_outage=5,
            major_outage=6,
        ),
        latency=Histogram({-26: 3, 0: 1, 77: 12_345}),
    )
    empty = Rollup(start=odd.end, end=odd.end + timedelta(minutes=30), tally=Tally())
    put_away(TODAY, shop=(odd, empty))
    assert hours(TODAY, TODAY) == (odd, empty)
    assert days(TODAY, TODAY)["shop"][0].whole.latency == odd.latency
