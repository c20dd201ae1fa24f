"""What the clock starts."""

from datetime import UTC, datetime

from chalicelib import clock
from chalicelib.services import notifying, probing


def tick(time: str) -> None:
    """One scheduled minute; `time` is its event's own. News that was left over goes out, too."""
    try:
        probing.run(minute_of(time), clock.now())
    finally:
        notifying.flush(clock.now())


def minute_of(time: str) -> datetime:
    """The minute that an event's ISO time belongs to."""
    at = datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone(UTC)
    return at.replace(second=0, microsecond=0)
