"""EventBridge: fires the app's schedules at each whole minute of the virtual clock."""

import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalice.app import ScheduledEventConfig

from devstack import cron
from devstack.clock import MINUTE, VirtualClock, floor_to_minute
from devstack.functions import Functions
from devstack.invocations import ACCOUNT, REGION

OVERLAPPING_RUNS = 20
MINUTES_MADE_UP = 3


@dataclass(frozen=True, slots=True)
class _Schedule:
    name: str
    due: cron.Due
    each_minute: bool


class Schedules:
    """Each minute is fired once, in order, with that minute as the event's `time`.

    Runs overlap when they are slow, as on AWS, up to `OVERLAPPING_RUNS` of a function; then the
    next minute waits and is fired late. When more than `MINUTES_MADE_UP` minutes have come due at
    once, because the machine slept or can't keep up with SPEED, the older ones are left out and
    counted: a burst of looks in one second would say nothing about the minutes that are gone.
    """

    def __init__(
        self, sources: Iterable[object], functions: Functions, clock: VirtualClock
    ) -> None:
        self._schedules = [
            _schedule(source) for source in sources if isinstance(source, ScheduledEventConfig)
        ]
        self._functions = functions
        self._clock = clock
        self._stopped = threading.Event()
        self._last = floor_to_minute(clock.now())
        self.minutes_left_out = 0

    def start(self) -> None:
        """Fires what runs each minute at once, for the minute that has begun; then the clock."""
        for schedule in self._schedules:
            if schedule.each_minute:
                self._fire(schedule, self._last)
        threading.Thread(target=self._follow_clock, name="schedules", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _follow_clock(self) -> None:
        while not self._stopped.wait(self._clock.wall_seconds_until(self._last + MINUTE)):
            newest = floor_to_minute(self._clock.now())
            come_due = (newest - self._last) // MINUTE
            left_out = max(0, come_due - MINUTES_MADE_UP)
            self.minutes_left_out += left_out
            self._last += left_out * MINUTE
            while self._last < newest:
                self._last += MINUTE
                self._fire_all(self._last)

    def _fire_all(self, minute: datetime) -> None:
        for schedule in self._schedules:
            if schedule.due(minute):
                self._fire(schedule, minute)

    def _fire(self, schedule: _Schedule, minute: datetime) -> None:
        while self._functions.running(schedule.name) >= OVERLAPPING_RUNS:
            if self._stopped.wait(0.05):
                return
        self._functions.invoke_later(
            schedule.name, scheduled_event(schedule.name, minute), f"minute {minute:%H:%M}"
        )


def _schedule(source: ScheduledEventConfig) -> _Schedule:
    expression = source.schedule_expression
    text = expression if isinstance(expression, str) else expression.to_string()
    return _Schedule(source.name, cron.due(text), cron.period(text) == MINUTE)


def scheduled_event(name: str, minute: datetime) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": minute.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }
