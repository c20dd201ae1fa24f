from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from devstack.clock import MINUTE, VirtualClock
from devstack.schedules import MINUTES_MADE_UP, Schedules, scheduled_event
from devstack.stack import DevStack
from tests.integration.devstack.samples import sample_app, until


def fired() -> list[datetime]:
    return [
        datetime.fromisoformat(event["time"])
        for name, event in sample_app().seen
        if name == "each_minute"
    ]


def test_each_virtual_minute_is_fired_once_and_in_order(stack: DevStack) -> None:
    until(lambda: len(fired()) >= 4)
    minutes = fired()
    assert minutes == [minutes[0] + number * MINUTE for number in range(len(minutes))]
    assert all(minute.second == 0 for minute in minutes)


def test_the_first_minute_is_fired_as_the_stack_starts(stack: DevStack) -> None:
    until(fired)
    assert fired()[0] <= stack.clock.now()


def test_the_event_has_the_form_of_eventbridge() -> None:
    event = scheduled_event("tick", datetime(2026, 11, 22, 17, 5, tzinfo=UTC))
    assert event["time"] == "2026-11-22T17:05:00Z"
    assert event["detail-type"] == "Scheduled Event"
    assert event["resources"] == ["arn:aws:events:us-east-1:123456789012:rule/tick"]


class LeapingClock:
    """A clock whose machine slept for ten minutes right after its first reading."""

    speed = 1.0

    def __init__(self, clock: VirtualClock) -> None:
        self._start = clock.now()
        self._asked = 0

    def now(self) -> datetime:
        self._asked += 1
        return self._start if self._asked == 1 else self._start + timedelta(minutes=10)

    def wall_seconds_until(self, moment: datetime) -> float:
        return 0.0 if moment <= self.now() else 3600.0


class Written:
    """Functions that only write down what they were invoked for."""

    def __init__(self) -> None:
        self.minutes: list[str] = []

    def running(self, _name: str) -> int:
        return 0

    def invoke_later(
        self, _name: str, event: Any, _trigger: str, *_done: Callable[[], None]
    ) -> None:
        self.minutes.append(event["time"])


def test_minutes_that_a_sleeping_machine_missed_are_left_out_but_for_the_last(
    stack: DevStack,
) -> None:
    functions = Written()
    clock = LeapingClock(stack.clock)
    schedules = Schedules(stack.functions._app.event_sources, functions, clock)  # type: ignore[arg-type]  # stand-ins of the same form
    schedules.start()
    try:
        until(lambda: len(functions.minutes) == 1 + MINUTES_MADE_UP)
    finally:
        schedules.stop()
    assert schedules.minutes_left_out == 10 - MINUTES_MADE_UP
