"""Moments as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.places import Place, Unusable, quoted


def moment(place: Place, zone: str) -> datetime:
    """A moment in ISO 8601, in that time zone when it names none; in UTC."""
    if not isinstance(place.value, str):
        raise Unusable("This must be a time, such as 2026-03-01T12:30.")
    try:
        at = datetime.fromisoformat(place.value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):  # a year that no zone reaches
        raise Unusable(
            f"{quoted(place.value)} isn't a time; write for example 2026-03-01T12:30."
        ) from None
