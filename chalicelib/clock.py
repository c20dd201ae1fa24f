"""The clock. Only doors read it (`clock.now()`); every floor below takes its time as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
