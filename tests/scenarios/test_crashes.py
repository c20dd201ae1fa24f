"""Every step may stop half way or run twice: nothing is lost, and nothing is repeated.

A crash is a call to AWS before which the process is gone. The tests let it happen at each call that
a tick makes, one after another, and then let time go on. Nothing is left of a process that died but
what its calls did: one that dies unanswered, after a call, is one that dies before the next.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from moto.core.models import botocore_stubber

from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target, running_target
from tests.telling import opened, updated
from tests.world import World, world

# More than the calls that any tick of these stories makes; reaching it means that none crashed.
MOST_CALLS = 60


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def dies_at(call: int) -> Iterator[None]:
    """The process is gone before its n-th call to AWS is made."""
    made = 0
    process: Callable[[Any], Any] = botocore_stubber.process_request

    def counting(request: Any) -> Any:
        nonlocal made
        made += 1
        if made == call:
            raise Crash
        return process(request)

    with patch.object(botocore_stubber, "process_request", counting):
        yield


def crashes(fire: Callable[[], object], call: int) -> bool:
    try:
        with dies_at(call):
            fire()
    except Crash:
        return True
    return False


@pytest.mark.timeout(300)  # some twenty stories, each with an outage
@pytest.mark.parametrize("breaking", [True, False], ids=["as it breaks", "as it comes back"])
def test_a_crash_at_any_call_of_the_deciding_tick(
    *, breaking: bool, dynamodb_endpoint: str | None
) -> None:
    repeated = 0
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            crashed = goes_on(here, target, call, breaking=breaking)
            repeated += len(here.news()) - 2
        if not crashed:
            break
    assert 10 < call < MOST_CALLS, "every call of the tick had its crash"
    # Only the send that was accepted in the very moment before the crash may be repeated.
    assert repeated <= 1


def goes_on(here: World, target: Target, call: int, *, breaking: bool) -> bool:
    """One outage with a crash in it. False when the tick made no such call."""
    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    target.down("/checkout")
    here.tick(1 if breaking else 2)
    if not breaking:
        target.up()
        here.tick()
    crashed = crashes(here.tick, call)
    here.fire(here.minute)  # an event may come twice
    here.tick(4)  # longer than a claim lasts that the crash left behind
    if breaking:
        target.up()
        here.tick(4)
    assert [i["status"] for i in here.incidents] == ["resolved"]
    assert len(here.incidents[0]["incident_updates"]) == 2
    subjects = here.news()
    assert subjects == sorted(subjects), "the end is never told before the beginning"
    assert set(subjects) == {
        "[Demo Shop] Investigating: Checkout is not available",
        "[Demo Shop] Resolved: Checkout is not available",
    }
    return crashed


def test_a_crash_at_any_call_of_who_writes(dynamodb_endpoint: str | None) -> None:
    """Who writes sends the same once more, as a form or a program does that got no answer."""
    repeated = 0
    for call in range(1, MOST_CALLS):
        with world(dynamodb_endpoint) as here, running_target() as target:
            here.apply(page_of(target))
            here.tick()
            here.subscribe(ANN)
            crashed = crashes(lambda: opened(here, key="one"), call)
            incident = opened(here, key="one")
            here.tick(4)
            updated(here, incident, {"status": "resolved", "body": "Over."}, key="two")
            assert [len(each["incident_updates"]) for each in here.incidents] == [2]
            assert set(here.news()) == {
                "[Demo Shop] Investigating: Payments are slow",
                "[Demo Shop] Resolved: Payments are slow",
            }
            repeated += len(here.news()) - 2
        if not crashed:
            break
    assert 10 < call < MOST_CALLS, "every call had its crash"
    assert repeated <= 1


def test_people_and_a_tick_at_once_lose_nothing(here: World, target: Target) -> None:
    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    incident = opened(here)
    target.down("/search")
    here.tick()
    minute = here.minute_after
    here.skip()

    def write(n: int) -> None:
        updated(here, incident, {"body": str(n)}, key=str(n))

    with ThreadPoolExecutor(4) as pool:
        ticking = pool.submit(here.fire, minute)
        for done in (ticking, *(pool.submit(write, n) for n in range(3))):
            done.result()
    here.tick()
    told = {each["name"]: each["incident_updates"] for each in here.incidents}
    assert {each["body"] for each in told["Payments are slow"]} == {"We are on it.", "0", "1", "2"}
    assert len(told["Search is not available"]) == 1
    assert len(here.news()) == 5


def test_two_ticks_at_once_are_one(here: World, target: Target) -> None:
    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    target.down("/checkout")
    here.tick()
    minute = here.minute_after
    here.skip()
    at_once(lambda: here.fire(minute), 4)
    here.tick()
    assert len(here.incidents) == 1
    assert len(here.incidents[0]["incident_updates"]) == 1
    assert len(here.news()) == 1


def test_a_tick_that_comes_late_is_not_counted(here: World, target: Target) -> None:
    here.apply(page_of(target))
    here.tick(3)
    late = here.minute_after
    here.skip()
    here.tick()
    target.down()
    here.fire(late)
    here.tick()
    assert here.incidents == []
    here.tick()
    assert len(here.incidents) == 1


def at_once(act: Callable[[], None], times: int) -> None:
    with ThreadPoolExecutor(times) as pool:
        for done in [pool.submit(act) for _ in range(times)]:
            done.result()
