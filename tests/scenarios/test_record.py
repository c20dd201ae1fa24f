"""Stories of the record: what happened is added up, late or early, once or twice, to the same."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import RECENT_MAINTENANCES
from chalicelib.domain.page import TICK
from chalicelib.domain.record import Record
from chalicelib.domain.tracks import Track, tracks
from chalicelib.domain.uptime import Tally, percent
from infra.policies import policy
from tests.aws_calls import Call, Stopped, recorded, stopped_before
from tests.scenarios.test_outage import page_of
from tests.specimens import maintenance, update
from tests.target import Target, running_target
from tests.world import BEGINNING, World, world

# The wings are imported where they are used: they read the environment that the fixtures make.

# Midnight is at 13:00 UTC there: the first day ends an hour after the beginning of the world.
ZONE = "Pacific/Guadalcanal"
FIRST_DAY, SECOND_DAY = date(2026, 11, 22), date(2026, 11, 23)
UP = ComponentStatus.OPERATIONAL


def document_of(target: Target) -> dict[str, Any]:
    """Two components on a page whose day ends at 13:00 UTC."""
    document: dict[str, Any] = page_of(target)
    document["page"]["time_zone"] = ZONE
    return document


def live(shop: World, target: Target) -> None:
    """From 12:01 to 13:41: an outage, a missed tick, and two stretches in which nobody looked."""
    shop.tick(10)
    target.down("/checkout")  # fails from 12:11 on, is believed at 12:12
    shop.tick(10)
    target.up()  # answers from 12:21 on, is believed at 12:22
    shop.tick(5)
    skip(shop, 25)  # 12:26 to 12:50
    shop.tick(4)
    skip(shop, 1)  # 12:55
    shop.tick(10)
    skip(shop, 30)  # 13:06 to 13:35
    shop.tick(5)


def skip(shop: World, times: int) -> None:
    for _ in range(times):
        shop.skip()


# What that comes to, by hand.
FIRST = {
    "Checkout": Tally(operational=23 * 60, no_data=26 * 60, major_outage=10 * 60),
    "Search": Tally(operational=33 * 60, no_data=26 * 60),
}
SECOND = Tally(operational=11 * 60, no_data=30 * 60)  # both of them
LIVED_UNTIL = BEGINNING + HOUR + 41 * TICK


def by_hand(until: datetime = LIVED_UNTIL) -> dict[str, dict[date, Tally]]:
    """The figures as they are read at that time: what comes after the last look is no data."""
    second = SECOND + Tally(no_data=60 * ((until - LIVED_UNTIL) // TICK))
    return {name: {FIRST_DAY: first, SECOND_DAY: second} for name, first in FIRST.items()}


@dataclass(frozen=True)
class Story:
    """What was lived through once, and can be gone back to."""

    world: World
    target: Target
    items: list[dict[str, Any]]


@pytest.fixture(scope="module")
def story(dynamodb_endpoint: str | None) -> Iterator[Story]:
    with world(dynamodb_endpoint) as here, running_target() as target:
        here.apply(document_of(target))
        live(here, target)
        yield Story(here, target, all_items())


@pytest.fixture
def lived(story: Story) -> World:
    """After it all: the clock says 13:40, and nothing is rolled up yet."""
    restore(story.items)
    story.world.clock.moment = LIVED_UNTIL - TICK + timedelta(seconds=5)
    story.world.forget()
    return story.world


@pytest.fixture
def empty(story: Story) -> World:
    """The same world, with nothing in its table."""
    restore([])
    story.world.clock.moment = BEGINNING
    return story.world


def shown(shop: World) -> dict[str, Track]:
    """The tracks of the page as it is published, by the names of the components."""
    from chalicelib.services import publishing

    publishing.forget()
    view = publishing.current(shop.clock.now(), monotonic=0)
    names = {each.component.id: each.component.name for each in view.snapshot.components}
    return {names[key]: track for key, track in tracks(view).items()}


def figures(shop: World) -> dict[str, dict[date, Tally]]:
    return {
        name: {day: tally for day, tally in track.dated if tally.total_s}
        for name, track in shown(shop).items()
    }


def roll_up_at(shop: World, hour: int, minute: int = 16) -> None:
    shop.clock.moment = BEGINNING.replace(hour=hour, minute=minute, second=5)
    shop.roll_up()


def record() -> Record:
    from chalicelib.storage import rollups

    found, _ = rollups.load()
    assert found
    return found


def rolled_rows() -> dict[tuple[str, str], bytes]:
    """What the roll-up has written, by key, whoever wrote it, how often, and until when."""
    return {
        (item["pk"], item["sk"]): bytes(item["packed"])
        for item in all_items()
        if item["pk"].startswith(("HOURS#", "RECORD#"))
    }


def all_items() -> list[dict[str, Any]]:
    table = boto3.resource("dynamodb").Table(settings.names().table)
    found: list[dict[str, Any]] = []
    start: dict[str, Any] = {}
    while True:
        page = table.scan(ConsistentRead=True, **start)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def restore(items: list[dict[str, Any]]) -> None:
    """Put the table back to what it was."""
    table = boto3.resource("dynamodb").Table(settings.names().table)
    with table.batch_writer() as batch:
        for item in all_items():
            batch.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    with table.batch_writer() as batch:
        for item in items:
            batch.put_item(Item=item)


def test_the_figures_of_a_day_are_those_computed_by_hand(lived: World) -> None:
    """And stay the same however far the roll-up has come: not at all, an hour, or two days."""
    assert figures(lived) == by_hand()
    first_day, _ = shown(lived)["Checkout"].shown_days
    assert str(percent(first_day[1].uptime)) == "69.69"  # 10 of 33 minutes
    roll_up_at(lived, 13, 41)
    assert record().horizon == BEGINNING + HOUR
    assert figures(lived) == by_hand()
    roll_up_at(lived, 14)
    assert record().horizon == BEGINNING + 2 * HOUR
    assert figures(lived) == by_hand(BEGINNING.replace(hour=14, minute=16))


def test_the_day_is_put_away_with_its_hours_and_latencies(lived: World) -> None:
    from chalicelib.storage import rollups

    roll_up_at(lived, 14)
    ids = ids_of(lived)
    found = rollups.days(ids.values(), FIRST_DAY, SECOND_DAY)
    ((checkout,), (search,)) = found[ids["Checkout"]], found[ids["Search"]]
    assert (checkout.day, checkout.whole.tally) == (FIRST_DAY, FIRST["Checkout"])
    assert (search.day, search.whole.tally) == (FIRST_DAY, FIRST["Search"])
    assert search.whole.latency.count == 33
    assert checkout.whole.latency.count == 23, "what failed has no latency"
    of_today = rollups.hours_of_day(SECOND_DAY, BEGINNING + HOUR, BEGINNING + 2 * HOUR)
    (hour,) = of_today[ids["Search"]]
    assert hour.tally == Tally(operational=11 * 60, no_data=49 * 60)


def ids_of(shop: World) -> dict[str, str]:
    return {each["name"]: each["id"] for each in shop.summary["components"]}


@pytest.mark.parametrize(
    ("begins", "lasts", "late"),
    [
        pytest.param(DAY, HOUR, timedelta(), id="begun before its window"),
        pytest.param(-90 * DAY, DAY, timedelta(), id="still running long after its window"),
        pytest.param(DAY, HOUR, 2 * DAY, id="rolled up late, when the page has forgotten it"),
    ],
)
def test_work_that_does_not_keep_to_its_window_is_no_outage(
    lived: World, begins: timedelta, lasts: timedelta, late: timedelta
) -> None:
    """What was announced doesn't matter: it ran while Checkout was down."""
    from chalicelib.storage import maintenances, rollups

    checkout = ids_of(lived)["Checkout"]
    work = maintenance(
        begins / TICK,
        update(1, MaintenanceStage.IN_PROGRESS),
        minutes=lasts / TICK,
        component_ids=(checkout,),
    )
    maintenances.save(replace(work, started_at=min(work.scheduled_for, BEGINNING)))
    for n in range(RECENT_MAINTENANCES if late else 0):
        maintenances.save(maintenance((DAY + HOUR) / TICK + n, name=f"other {n}", component_ids=()))
    lived.clock.moment = BEGINNING + HOUR + 16 * TICK + late
    lived.roll_up()
    (day,) = rollups.days([checkout], FIRST_DAY, FIRST_DAY)[checkout]
    assert day.whole.tally == Tally(under_maintenance=33 * 60, no_data=26 * 60)


def test_an_hour_is_rolled_up_when_nothing_reaches_back_into_it_any_more(lived: World) -> None:
    lived.clock.moment = BEGINNING + HOUR + 15 * TICK - timedelta(seconds=1)
    lived.roll_up()
    assert rolled_rows() == {}
    lived.clock.moment = BEGINNING + HOUR + 15 * TICK
    lived.roll_up()
    assert record().horizon == BEGINNING + HOUR


def of_the_table(calls: list[Call]) -> set[str]:
    """What was asked of the table: dead letters are counted as well, by SQS."""
    return {call.operation for call in calls if call.service.startswith("DynamoDB")}


def test_a_roll_up_with_nothing_to_do_writes_nothing(lived: World) -> None:
    roll_up_at(lived, 14)
    with recorded() as calls:
        lived.roll_up()
    assert of_the_table(calls) <= {"GetItem", "BatchGetItem", "Query"}


def test_the_roll_up_asks_for_nothing_that_its_role_does_not_allow(lived: World) -> None:
    with recorded() as calls:
        roll_up_at(lived, 14)
    statements: Any = policy("roll_up", "dev")["Statement"]
    allowed = {action for statement in statements for action in statement["Action"]}
    # A transaction asks for the actions of its parts.
    made = of_the_table(calls) - {"TransactWriteItems"}
    assert {f"dynamodb:{operation}" for operation in made} <= allowed


def test_before_a_page_is_applied_and_looked_at_there_is_nothing_to_roll_up(
    empty: World, story: Story
) -> None:
    empty.roll_up()
    assert all_items() == []
    empty.apply(document_of(story.target))
    empty.roll_up()
    assert rolled_rows() == {}


def in_time(shop: World) -> None:
    roll_up_at(shop, 13)
    roll_up_at(shop, 14)


def once_and_late(shop: World) -> None:
    roll_up_at(shop, 14)


def twice(shop: World) -> None:
    roll_up_at(shop, 14)
    roll_up_at(shop, 14)


def at_once(shop: World) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(roll_up_at, shop, 14) for _ in range(2)]:
            done.result()


@pytest.mark.parametrize("rolled_up", [once_and_late, twice, at_once])
def test_late_repeated_and_simultaneous_runs_come_to_the_same(
    lived: World, rolled_up: Callable[[World], None]
) -> None:
    before = all_items()
    in_time(lived)
    expected = record(), rolled_rows(), figures(lived)
    restore(before)
    rolled_up(lived)
    assert (record(), rolled_rows(), figures(lived)) == expected


# More than the calls that the roll-up makes; reaching it means that none stopped.
_MOST_CALLS = 60


@pytest.mark.timeout(300)  # some forty roll-ups: minutes on a busy machine
def test_a_run_that_is_killed_at_any_call_is_made_up_for(lived: World) -> None:
    before = all_items()
    roll_up_at(lived, 14)
    expected = record(), rolled_rows(), figures(lived)
    for call in range(1, _MOST_CALLS):
        restore(before)
        try:
            with stopped_before(call):
                lived.roll_up()
        except Stopped:
            assert figures(lived) == expected[2], "what readers see is true at any moment"
            lived.roll_up()
            assert (record(), rolled_rows(), figures(lived)) == expected
        else:
            break
    assert 10 < call < _MOST_CALLS, "every call had its crash"


def test_a_run_that_makes_up_for_days_leaves_something_when_it_is_killed(lived: World) -> None:
    """The next one goes on from there, and doesn't begin again."""
    lived.clock.moment = BEGINNING + 4 * DAY + 2 * HOUR + 16 * TICK
    with pytest.raises(Stopped), stopped_before(5, "TransactWriteItems"):
        lived.roll_up()
    assert record().day == SECOND_DAY + 3 * DAY
    lived.roll_up()
    assert record().horizon == BEGINNING + 4 * DAY + 2 * HOUR
    for component in record().components.values():
        assert len(component.closed_days) == 5
        assert component.closed_days[-1] == Tally(no_data=86_400)


def test_a_component_that_left_keeps_its_days(lived: World, story: Story) -> None:
    from chalicelib.storage import rollups

    ids = ids_of(lived)
    document = document_of(story.target)
    document["components"] = document["components"][1:]
    lived.apply(document)
    roll_up_at(lived, 14)
    assert set(figures(lived)) == {"Search"}
    (day,) = rollups.days([ids["Checkout"]], FIRST_DAY, FIRST_DAY)[ids["Checkout"]]
    assert day.whole.tally == FIRST["Checkout"]


def test_a_page_that_moves_to_another_zone_keeps_its_minutes(lived: World, story: Story) -> None:
    """The first day was closed in Guadalcanal; what was the second goes on for longer in Dublin."""
    roll_up_at(lived, 13)
    document = document_of(story.target)
    document["page"]["time_zone"] = "Europe/Dublin"
    lived.apply(document)
    until = BEGINNING.replace(hour=14, minute=16)
    for _ in range(2):
        lived.clock.moment = until
        assert figures(lived) == by_hand(until)
        lived.roll_up()
    lived.clock.moment = BEGINNING + DAY + 13 * HOUR
    lived.roll_up()
    days = [tally.total_s // 3600 for _, tally in shown(lived)["Search"].dated]
    assert days == [0, 35, 1]  # 59 minutes, until midnight of the 24th in Dublin, and since


def test_how_fast_the_first_news_was_is_on_record(lived: World) -> None:
    roll_up_at(lived, 14)
    told = record().told
    assert told
    assert told.count == 1
    assert TICK <= told.median < 2 * TICK  # it failed from 12:11 on, and was told at 12:12
