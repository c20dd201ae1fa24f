"""The clock. Only doors read it (`clock.now()`); below them, time is an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
