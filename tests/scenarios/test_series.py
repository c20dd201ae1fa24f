"""Stories of maintenance that comes again, over the days on which clocks change."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.incidents import MaintenanceStage
from tests.planning import announced, done, every
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target
from tests.world import World

SUNDAYS: Mapping[str, object] = {
    "name": "New database",
    "start": "2027-03-21T02:30",
    "duration": "1h",
    "components": ["checkout"],
    "recurrence": "FREQ=WEEKLY",
}


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """In Berlin, where clocks go forward on 28 March 2027 and back on 31 October."""
    document = page_of(target)
    document["page"]["time_zone"] = "Europe/Berlin"  # type: ignore[index] # plain test data
    here.apply(document)
    here.tick()
    here.subscribe(ANN)
    return here


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def windows(shop: World) -> list[datetime]:
    return [each.scheduled_for for each in every(shop)]


def past(shop: World, *moments: datetime) -> None:
    """The minutes that end at these moments are fired, and nothing between."""
    for moment in moments:
        shop.leap(moment - timedelta(minutes=1))
        shop.tick()


def test_a_time_that_clocks_skip_moves_forward(shop: World) -> None:
    announced(shop, SUNDAYS)
    assert windows(shop) == [at(3, 21, 1, 30)]  # 2:30 CET
    past(shop, at(3, 21, 1, 30), at(3, 21, 2, 30))
    assert windows(shop)[1:] == [at(3, 28, 1, 30)]  # 3:30 CEST, as there is no 2:30
    past(shop, at(3, 28, 1, 30), at(3, 28, 2, 30))
    assert windows(shop)[2:] == [at(4, 4, 0, 30)]  # 2:30 CEST
    assert [each.stage.value for each in every(shop)] == ["completed", "completed", "scheduled"]
    assert shop.news()[-1] == "[Demo Shop] Scheduled: New database"
    assert "on 4 April 2027, 02:30 CEST" not in shop.letters()[-1].text
    assert "from 4 April 2027, 02:30 CEST until 4 April 2027, 03:30 CEST" in shop.letters()[-1].text


def test_a_time_that_clocks_show_twice_happens_once(shop: World) -> None:
    announced(shop, {**SUNDAYS, "start": "2027-10-24T02:30"})
    past(shop, at(10, 24, 0, 30), at(10, 24, 1, 30))
    assert windows(shop)[1:] == [at(10, 31, 0, 30)]  # 2:30 CEST, the first of the two
    past(shop, at(10, 31, 0, 30))
    assert shop.summary["components"][0]["status"] == "under_maintenance"
    past(shop, at(10, 31, 1, 30))  # 2:30 CET, for the second time
    assert shop.summary["components"][0]["status"] == "operational"
    assert windows(shop)[2:] == [at(11, 7, 1, 30)]  # 2:30 CET
    shop.tick(5)
    assert len(every(shop)) == 3


def test_what_comes_daily_is_announced_three_days_before(shop: World) -> None:
    announced(shop, {**SUNDAYS, "start": "2026-11-25T02:30", "recurrence": "FREQ=DAILY"})
    shop.tick()
    assert windows(shop) == [datetime(2026, 11, 25, 1, 30, tzinfo=UTC)]
    shop.leap(datetime(2026, 11, 23, 0, 29, tzinfo=UTC))
    shop.tick(2)
    past(shop, datetime(2026, 11, 24, 0, 40, tzinfo=UTC))  # ten minutes late
    assert windows(shop)[1:] == [datetime(2026, 11, day, 1, 30, tzinfo=UTC) for day in (26, 27)]
    for each in every(shop)[1:]:
        assert each.scheduled_for - each.created_at >= timedelta(hours=72)


def test_one_that_is_moved_or_takes_longer_leaves_the_others_as_they_are(shop: World) -> None:
    planned = announced(shop, SUNDAYS)
    planned = done(shop, "move", planned, {"start": "2027-03-22T20:00", "duration": "3h"})
    past(shop, at(3, 22, 19), at(3, 22, 22))
    assert windows(shop) == [at(3, 22, 19), at(3, 28, 1, 30)]
    second = every(shop)[1]
    assert second.scheduled_until - second.scheduled_for == timedelta(hours=1)


def test_one_that_is_cancelled_is_followed_by_the_next(shop: World) -> None:
    planned = announced(shop, SUNDAYS)
    done(shop, "cancel", planned)
    assert windows(shop) == [at(3, 21, 1, 30), at(3, 28, 1, 30)]
    assert [each.stage.value for each in every(shop)] == ["cancelled", "scheduled"]


def test_a_series_is_cancelled_whole(shop: World) -> None:
    daily = {**SUNDAYS, "start": "2026-11-24T02:30", "recurrence": "FREQ=DAILY"}
    planned = announced(shop, daily)
    shop.tick()
    assert len(every(shop)) == 2
    done(shop, "cancel", planned, {"series": True})
    assert {each.stage.value for each in every(shop)} == {"cancelled"}
    past(shop, datetime(2026, 11, 30, tzinfo=UTC))
    assert len(every(shop)) == 2


def test_a_series_that_is_cancelled_while_it_runs_lets_that_one_go_on(shop: World) -> None:
    daily = {**SUNDAYS, "start": "2026-11-24T02:30", "recurrence": "FREQ=DAILY"}
    announced(shop, daily)
    shop.tick()
    past(shop, datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
    running, second = every(shop)[:2]
    done(shop, "cancel", second, {"series": True})
    assert running.is_active
    past(shop, datetime(2026, 11, 24, 2, 30, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC))
    first, *others = every(shop)
    assert first.stage is MaintenanceStage.COMPLETED
    assert {each.stage.value for each in others} == {"cancelled"}


def test_it_comes_as_often_as_the_rule_says(shop: World) -> None:
    rule = {"start": "2026-11-24T02:30", "recurrence": "FREQ=DAILY;COUNT=3"}
    announced(shop, {**SUNDAYS, **rule})
    for day in range(23, 30):
        past(shop, datetime(2026, 11, day, 1, 30, tzinfo=UTC))
        past(shop, datetime(2026, 11, day, 2, 30, tzinfo=UTC))
    assert [each.stage.value for each in every(shop)] == ["completed"] * 3


def test_those_that_were_slept_through_are_left_out(shop: World) -> None:
    announced(shop, SUNDAYS)
    past(shop, at(4, 15, 12))
    assert windows(shop) == [at(3, 21, 1, 30), at(4, 18, 0, 30)]


def test_the_words_of_the_first_are_those_of_all(shop: World) -> None:
    values = {**SUNDAYS, "body": "We move to new machines.", "tell": False, "reminders": ["2h"]}
    announced(shop, values)
    past(shop, at(3, 21, 1, 30), at(3, 21, 2, 30))
    first, second = every(shop)
    assert second.updates[0].body == "We move to new machines."
    assert (second.reminders, second.is_told) == (first.reminders, False)
    assert shop.news() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"recurrence": "FREQ=WEEKLY;BYDAY=MO"},
            (
                "recurrence: 21 March 2027, on which the window begins, isn't a day of this rule; "
                "begin with the first day that is."
            ),
        ),
        (
            {"recurrence": "FREQ=DAILY;COUNT=1"},
            "recurrence: By this rule it comes once; leave the rule out.",
        ),
        (
            {"recurrence": "FREQ=DAILY", "duration": "25h"},
            "recurrence: The next window would begin before this one is over; make it shorter.",
        ),
    ],
)
def test_a_rule_has_to_go_with_its_window(
    shop: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        announced(shop, {**SUNDAYS, **changes})
    assert str(refused.value) == sentence
