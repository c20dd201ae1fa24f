"""The ticks in which a maintenance begins, and ends while something fails, die at every call.

Before each call alone: after one is before the next.
"""

import pytest

from tests.planning import PLAN, announced, done, every
from tests.scenarios.test_by_itself import log
from tests.scenarios.test_crashes import MOST_CALLS, crashes
from tests.scenarios.test_outage import ANN, page_of
from tests.specimens import minute
from tests.target import Target, running_target
from tests.world import World, world

# The minutes of the beginning and the end.
_TICKS = {"start": 3, "end": 5}
_LAST = 9  # longer after than a claim lasts that a crash left behind


@pytest.mark.timeout(600)  # some forty stories: minutes on embedded AWS
@pytest.mark.parametrize("number", _TICKS.values(), ids=_TICKS.keys())
def test_a_crash_at_any_call_of_the_tick(number: int, dynamodb_endpoint: str | None) -> None:
    repeated = 0
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            crashed = goes_on(here, target, number, call)
            repeated += len(here.news()) - 5
        if not crashed:
            break
    assert 10 < call < MOST_CALLS, "every call of the tick had its crash"
    # Only a send that was accepted in the very moment before the crash may be repeated: of the
    # end, of what doesn't work then, and of the next of the series.
    assert repeated <= 3


def goes_on(here: World, target: Target, number: int, call: int) -> bool:
    """A maintenance at whose end the checks fail, with a crash in one tick of it.

    False when the tick made no such call. The second of a series is there at the end, too.
    """
    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    window = {"start": "2026-11-22T12:03", "duration": "2m"}
    announced(here, {**PLAN, **window, "recurrence": "FREQ=WEEKLY;COUNT=2"})
    crashed = False
    for at in (3, 4, 5, _LAST):
        here.leap(minute(at - 1))
        if at == _TICKS["start"]:
            target.down("/checkout")
        if at == number:
            crashed = crashes(here.tick, call)
            here.fire(here.minute)  # an event may come twice
        else:
            here.tick()
    first, second = every(here)
    assert [update.stage.value for update in first.updates] == [
        "scheduled",
        "in_progress",
        "completed",
    ]
    assert [update.stage.value for update in second.updates] == ["scheduled"]
    assert [len(each["incident_updates"]) for each in here.incidents] == [1]
    told = [subject.removeprefix("[Demo Shop] ") for subject in dict.fromkeys(here.news())]
    of_it = [each for each in told if each.endswith("New database")]
    assert of_it == [
        f"{stage}: New database" for stage in ("Scheduled", "In progress", "Completed")
    ]
    assert "Investigating: Checkout is not available" in told
    assert sorted(each.action for each in log(here)) == [
        "maintenance.announced",
        "maintenance.begun",
        "maintenance.ended",
    ]
    return crashed


@pytest.mark.timeout(600)  # as above
def test_a_crash_at_any_call_of_who_ends_it(dynamodb_endpoint: str | None) -> None:
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            here.tick()
            planned = announced(here, {**PLAN, "start": "2026-11-22T12:02"}, key="one")
            here.tick()
            crashed = crashes(
                lambda: done(here, "complete", planned, key="two"),  # noqa: B023 - called at once
                call,
            )
            over = done(here, "complete", planned, key="two")
            here.tick(2)
            assert [each.updates[-1].number for each in every(here)] == [3]
            assert over.stage.value == "completed"
            assert {each["status"] for each in here.summary["components"]} == {"operational"}
        if not crashed:
            break
    assert 5 < call < MOST_CALLS, "every call had its crash"
