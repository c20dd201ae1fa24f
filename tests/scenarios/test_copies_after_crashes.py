"""Copies that a crash cut short are made good: nothing older is written over something newer.

The process dies before each call to AWS that the tick makes, one after another.
"""

import json

import pytest

from tests.copied_site import copied_world, copy_at
from tests.scenarios.test_copies import headline
from tests.scenarios.test_crashes import crashes
from tests.scenarios.test_outage import page_of
from tests.target import running_target
from tests.world import World

_MOST_CALLS = 90
# Every fourth call is one test, so that the stories can be told side by side.
_APART = 4


@pytest.mark.timeout(300)  # a story for every fourth call of the tick: a minute on a busy machine
@pytest.mark.parametrize("first", range(1, _APART + 1))
def test_a_crash_at_any_call_leaves_nothing_old_for_long(
    first: int, dynamodb_endpoint: str | None
) -> None:
    for call in range(first, _MOST_CALLS, _APART):
        with copied_world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            target.down("/checkout")
            here.tick()
            crashed = crashes(here.tick, call)
            here.fire(here.minute)
            seen = versions_over(here, 4)
            assert seen == sorted(seen), "nothing older is written over something newer"
            assert headline() == "Checkout is not available"
            assert same_everywhere() == {"Checkout is not available"}
        if not crashed:
            break
    assert 40 < call < _MOST_CALLS, "every call of the tick had its crash"


def versions_over(here: World, ticks: int) -> list[str]:
    """What the copies are as of, after each of the next ticks."""
    seen = []
    for _ in range(ticks):
        here.tick()
        seen.append(json.loads(copy_at("pulse.json"))["as_of"])
    return seen


def same_everywhere() -> set[str]:
    """The open incidents of all files that name some."""
    summary = json.loads(copy_at("api/v2/summary.json"))["incidents"]
    unresolved = json.loads(copy_at("api/v2/incidents/unresolved.json"))["incidents"]
    notice = json.loads(copy_at("notice.json"))["title"]
    return {notice, *(each["name"] for each in (*summary, *unresolved))}
