"""Words and times for readers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.components import ComponentStatus

STATUS_WORDS = {
    ComponentStatus.OPERATIONAL: "Operational",
    ComponentStatus.NO_DATA: "No data",
    ComponentStatus.UNDER_MAINTENANCE: "Under maintenance",
    ComponentStatus.DEGRADED_PERFORMANCE: "Degraded performance",
    ComponentStatus.PARTIAL_OUTAGE: "Partial outage",
    ComponentStatus.MAJOR_OUTAGE: "Major outage",
}

# What is said of one thing, and of several.
_SAID = {
    ComponentStatus.OPERATIONAL: ("is working", "are working"),
    ComponentStatus.NO_DATA: ("is in an unknown state", "are in an unknown state"),
    ComponentStatus.UNDER_MAINTENANCE: ("is under maintenance", "are under maintenance"),
    ComponentStatus.DEGRADED_PERFORMANCE: ("is not working as it should", "have problems"),
    ComponentStatus.PARTIAL_OUTAGE: ("is partly unavailable", "are partly unavailable"),
    ComponentStatus.MAJOR_OUTAGE: ("is not available", "are not available"),
}

LISTED_AT_MOST = 4


def listed(names: Sequence[str]) -> str:
    """The names as in a sentence: A; A and B; A, B, C and D; A, B, C and 2 more."""
    shown = list(names)
    if len(names) > LISTED_AT_MOST:
        shown = [*names[: LISTED_AT_MOST - 1], f"{len(names) - LISTED_AT_MOST + 1} more"]
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def said(names: Sequence[str], status: ComponentStatus) -> str:
    """A sentence without its full stop, such as: Checkout and Search are not available."""
    one, several = _SAID[status]
    return f"{listed(names)} {one if len(names) == 1 else several}"


def said_of_all(names: Sequence[str], statuses: Collection[ComponentStatus]) -> str:
    """As `said`, of things that may differ: then they have problems, whichever they are."""
    kinds = set(statuses)
    shared = kinds.pop() if len(kinds) == 1 else ComponentStatus.DEGRADED_PERFORMANCE
    return said(names, shared)


def clock_time(at: datetime, zone: str) -> str:
    """Such as 12:03 UTC, in the page's zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M %Z")


def date_and_time(at: datetime, zone: str) -> str:
    """Such as 22 November 2026, 12:03 UTC, in the page's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local.strftime('%B %Y, %H:%M %Z')}"


def duration(span: timedelta) -> str:
    """Such as: less than a minute, 1 minute, 2 hours and 5 minutes, 3 days and 1 hour."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    amounts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in amounts if n]
    return " and ".join(parts[:2])
