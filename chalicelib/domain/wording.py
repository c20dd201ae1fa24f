"""Words and times for readers, in their language."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import STAGE_WORDS, MaintenanceStage, Stage
from chalicelib.words import ENGLISH, Tongue, marked, marked_n

STATUS_WORDS = {
    ComponentStatus.OPERATIONAL: marked("Operational"),
    ComponentStatus.NO_DATA: marked("No data"),
    ComponentStatus.UNDER_MAINTENANCE: marked("Under maintenance"),
    ComponentStatus.DEGRADED_PERFORMANCE: marked("Degraded performance"),
    ComponentStatus.PARTIAL_OUTAGE: marked("Partial outage"),
    ComponentStatus.MAJOR_OUTAGE: marked("Major outage"),
}

# The same within a line, such as: Checkout (major outage).
_WITHIN = {
    ComponentStatus.OPERATIONAL: marked("operational"),
    ComponentStatus.NO_DATA: marked("no data"),
    ComponentStatus.UNDER_MAINTENANCE: marked("under maintenance"),
    ComponentStatus.DEGRADED_PERFORMANCE: marked("degraded performance"),
    ComponentStatus.PARTIAL_OUTAGE: marked("partial outage"),
    ComponentStatus.MAJOR_OUTAGE: marked("major outage"),
}

# What is said of one thing, and of several.
_SAID: Mapping[ComponentStatus, tuple[str, str]] = {
    ComponentStatus.OPERATIONAL: marked_n("{names} is working", "{names} are working"),
    ComponentStatus.NO_DATA: marked_n(
        "{names} is in an unknown state", "{names} are in an unknown state"
    ),
    ComponentStatus.UNDER_MAINTENANCE: marked_n(
        "{names} is under maintenance", "{names} are under maintenance"
    ),
    ComponentStatus.DEGRADED_PERFORMANCE: marked_n(
        "{names} is not working as it should", "{names} have problems"
    ),
    ComponentStatus.PARTIAL_OUTAGE: marked_n(
        "{names} is partly unavailable", "{names} are partly unavailable"
    ),
    ComponentStatus.MAJOR_OUTAGE: marked_n("{names} is not available", "{names} are not available"),
}

_SAID_SINCE: Mapping[ComponentStatus, tuple[str, str]] = {
    ComponentStatus.OPERATIONAL: marked_n(
        "Since {time}, {names} is working.", "Since {time}, {names} are working."
    ),
    ComponentStatus.NO_DATA: marked_n(
        "Since {time}, {names} is in an unknown state.",
        "Since {time}, {names} are in an unknown state.",
    ),
    ComponentStatus.UNDER_MAINTENANCE: marked_n(
        "Since {time}, {names} is under maintenance.",
        "Since {time}, {names} are under maintenance.",
    ),
    ComponentStatus.DEGRADED_PERFORMANCE: marked_n(
        "Since {time}, {names} is not working as it should.",
        "Since {time}, {names} have problems.",
    ),
    ComponentStatus.PARTIAL_OUTAGE: marked_n(
        "Since {time}, {names} is partly unavailable.",
        "Since {time}, {names} are partly unavailable.",
    ),
    ComponentStatus.MAJOR_OUTAGE: marked_n(
        "Since {time}, {names} is not available.", "Since {time}, {names} are not available."
    ),
}

# While an incident grows: the whole picture, and what is new in it.
_SAID_NOW: Mapping[ComponentStatus, tuple[str, str]] = {
    ComponentStatus.OPERATIONAL: marked_n(
        "Now {names} is working; {new} since {time}.",
        "Now {names} are working; {new} since {time}.",
    ),
    ComponentStatus.NO_DATA: marked_n(
        "Now {names} is in an unknown state; {new} since {time}.",
        "Now {names} are in an unknown state; {new} since {time}.",
    ),
    ComponentStatus.UNDER_MAINTENANCE: marked_n(
        "Now {names} is under maintenance; {new} since {time}.",
        "Now {names} are under maintenance; {new} since {time}.",
    ),
    ComponentStatus.DEGRADED_PERFORMANCE: marked_n(
        "Now {names} is not working as it should; {new} since {time}.",
        "Now {names} have problems; {new} since {time}.",
    ),
    ComponentStatus.PARTIAL_OUTAGE: marked_n(
        "Now {names} is partly unavailable; {new} since {time}.",
        "Now {names} are partly unavailable; {new} since {time}.",
    ),
    ComponentStatus.MAJOR_OUTAGE: marked_n(
        "Now {names} is not available; {new} since {time}.",
        "Now {names} are not available; {new} since {time}.",
    ),
}

LISTED_AT_MOST = 4


def status_word(status: ComponentStatus, tongue: Tongue = ENGLISH) -> str:
    """Such as: Major outage."""
    return tongue.say(STATUS_WORDS[status])


def status_within(status: ComponentStatus, tongue: Tongue = ENGLISH) -> str:
    """The status as it stands within a line, such as: major outage."""
    return tongue.say(_WITHIN[status])


@cache
def stage_words(tongue: Tongue) -> Mapping[Stage | MaintenanceStage, str]:
    """The word for every stage of an incident or a maintenance."""
    return {stage: tongue.say(word) for stage, word in STAGE_WORDS.items()}


def listed(names: Sequence[str], tongue: Tongue = ENGLISH) -> str:
    """The names as in a sentence: A; A and B; A, B, C and D; A, B, C and 2 more."""
    shown = list(names)
    if len(names) > LISTED_AT_MOST:
        more = len(names) - LISTED_AT_MOST + 1
        shown = [*names[: LISTED_AT_MOST - 1], tongue.say_n("{n} more", "{n} more", more)]
    return tongue.listed(shown)


def said(names: Sequence[str], status: ComponentStatus, tongue: Tongue = ENGLISH) -> str:
    """A sentence without its full stop, such as: Checkout and Search are not available."""
    one, several = _SAID[status]
    return tongue.say_n(one, several, len(names), names=listed(names, tongue))


def said_since(
    names: Sequence[str], status: ComponentStatus, since: str, tongue: Tongue = ENGLISH
) -> str:
    """A whole sentence, such as: Since 12:03 UTC, Checkout is not available."""
    one, several = _SAID_SINCE[status]
    return tongue.say_n(one, several, len(names), names=listed(names, tongue), time=since)


def said_now(
    names: Sequence[str],
    status: ComponentStatus,
    *,
    new: Sequence[str],
    since: str,
    tongue: Tongue = ENGLISH,
) -> str:
    """Such as: Now Checkout and Search are not available; Search since 12:03 UTC."""
    one, several = _SAID_NOW[status]
    return tongue.say_n(
        one,
        several,
        len(names),
        names=listed(names, tongue),
        new=listed(new, tongue),
        time=since,
    )


def said_again(names: Sequence[str], since: str, tongue: Tongue = ENGLISH) -> str:
    """Such as: Since 12:09 UTC, Checkout and Search are working again."""
    return tongue.say_n(
        "Since {time}, {names} is working again.",
        "Since {time}, {names} are working again.",
        len(names),
        names=listed(names, tongue),
        time=since,
    )


def shared_status(statuses: Collection[ComponentStatus]) -> ComponentStatus:
    """What is true of all; of things that differ, that they have problems, whichever they are."""
    kinds = set(statuses)
    return kinds.pop() if len(kinds) == 1 else ComponentStatus.DEGRADED_PERFORMANCE


def said_of_all(
    names: Sequence[str], statuses: Collection[ComponentStatus], tongue: Tongue = ENGLISH
) -> str:
    """As `said`, of things that may differ."""
    return said(names, shared_status(statuses), tongue)


def clock_time(at: datetime, zone: str, tongue: Tongue = ENGLISH) -> str:
    """Such as 12:03 UTC, in the page's zone."""
    return tongue.clock_time(at, zone)


def date_and_time(at: datetime, zone: str, tongue: Tongue = ENGLISH) -> str:
    """Such as 22 November 2026, 12:03 UTC, in the page's zone."""
    return tongue.date_and_time(at, zone)


def duration(span: timedelta, tongue: Tongue = ENGLISH) -> str:
    """Such as: less than a minute, 1 minute, 2 hours and 5 minutes, 3 days and 1 hour."""
    return tongue.duration(span)
