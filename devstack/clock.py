"""The one virtual clock: it runs SPEED times as fast as the wall, and never back.

Only the app's own time is virtual. Network time-outs, cache ages and browser timers stay real.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

MINUTE = timedelta(minutes=1)


def floor_to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def in_json(moment: datetime) -> str:
    """A moment in UTC as the console's JSON has it: ISO 8601 to the millisecond, with a Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class VirtualClock:
    """Starts at the time on the wall, or at `not_before` when that is later.

    `reserve` is told of a moment before any reading reaches it. Who keeps the last such moment and
    starts the next clock at it has a clock that never goes back, even when the process is killed
    between two readings.
    """

    def __init__(
        self,
        speed: float,
        *,
        not_before: datetime | None = None,
        reserve: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        self.speed = speed
        self._reserve = reserve
        self._wall_at_start = time.time()
        wall = datetime.fromtimestamp(self._wall_at_start, UTC)
        self._start = max(wall, not_before) if not_before else wall
        self._last = self._start
        self._reserved = self._start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The virtual time, aware, in UTC. The wall may be set back; this stands still then."""
        with self._lock:
            passed = timedelta(seconds=(time.time() - self._wall_at_start) * self.speed)
            self._last = max(self._last, self._start + passed)
            if self._last >= self._reserved:
                self._reserved = self._last + timedelta(seconds=self.speed)
                self._reserve(self._reserved)
            return self._last

    def wall_seconds(self, virtual: timedelta) -> float:
        """How many seconds on the wall that much virtual time takes."""
        return virtual.total_seconds() / self.speed

    def wall_seconds_until(self, moment: datetime) -> float:
        """How many seconds on the wall until it is `moment`; 0 when it has been."""
        return max(0.0, self.wall_seconds(moment - self.now()))
