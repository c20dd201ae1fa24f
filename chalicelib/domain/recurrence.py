"""Recurrence: how a maintenance comes again, by a rule as calendars have it (RFC 5545, 3.3.10).

A rule is read as strictly as it can be met: at least a day lies between two windows, and no rule
is taken that never comes true, since whoever looks for its next time would look for ever.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.places import Place, Unusable, nearest, quoted
from chalicelib.domain.scalars import raw_text

LENGTH = 200
_EXAMPLE = "write for example FREQ=MONTHLY;BYDAY=1SU or FREQ=WEEKLY;INTERVAL=2"
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
_MOST: Mapping[str, int] = {"INTERVAL": 400, "COUNT": 1000}
_LAST_DAY = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}  # of a month that hasn't 31
_DAYS = "MO|TU|WE|TH|FR|SA|SU"
_DAY = re.compile(rf"(?:[+-]?[1-5])?(?:{_DAYS})", re.ASCII)
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A time of a rule: `here` is what the clock on the wall shows, without a zone; `at` when."""

    here: datetime
    at: datetime


def on_the_wall(at: datetime, zone: str) -> datetime:
    """What clocks show there at that moment, without a zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def moment_of(shown: datetime, zone: str) -> datetime:
    """When clocks show that there.

    A time that they skip is taken by the offset from before, and so moves forward by what they
    skip; of one that they show twice it is the first. So RFC 5545 has it, 3.3.5.
    """
    return shown.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def rule(place: Place) -> str:
    """A rule in its plain form, such as FREQ=WEEKLY;INTERVAL=2."""
    text = raw_text(place).strip().upper().removeprefix("RRULE:")
    if not text or len(text) > LENGTH:
        raise Unusable(f"This must be a rule of at most {LENGTH} characters; {_EXAMPLE}.")
    parts = _parts(text)
    for name, value in parts.items():
        if wrong := _READERS[name](value):
            raise Unusable(f"{name}={value} can't be used here: {wrong}.")
    if wrong := _wrong_together(parts):
        raise Unusable(f"{quoted(text)} can't be used here: {wrong}.")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise Unusable(f"{quoted(part)} isn't a part of a rule; {_EXAMPLE}.")
        if name not in _READERS:
            meant = nearest(name, _READERS)
            way_out = f"did you mean {meant}?" if meant else f"the parts are {', '.join(_READERS)}."
            raise Unusable(f"{quoted(name)} can't be used here; {way_out}")
        if name in parts:
            raise Unusable(f"{name} stands here twice; write it once.")
        parts[name] = value
    if "FREQ" not in parts:
        raise Unusable(f"FREQ is missing, which says how often; {_EXAMPLE}.")
    return parts


def _frequency(value: str) -> str:
    if value in _TOO_OFTEN:
        return "maintenance comes once a day at most; write FREQ=DAILY"
    known = ", ".join(_FREQUENCIES)
    return "" if value in _FREQUENCIES else f"write one of {known}"


def _number(most: int) -> Callable[[str], str]:
    def wrong(value: str) -> str:
        fits = value.isascii() and value.isdigit() and 1 <= int(value) <= most
        return "" if fits else f"write a whole number from 1 to {most}"

    return wrong


def _numbers(most: int, *, backwards: bool) -> Callable[[str], str]:
    """A list of numbers from 1, and from -1 where they can count from the end."""

    def wrong(value: str) -> str:
        written = [re.fullmatch(r"([+-]?)(\d{1,2})", each, re.ASCII) for each in value.split(",")]
        fit = all(
            found and 1 <= int(found[2]) <= most and (backwards or found[1] != "-")
            for found in written
        )
        bounds = f"from 1 to {most}" + (f" or from -{most} to -1" if backwards else "")
        return "" if fit else f"write whole numbers {bounds}, with commas between them"

    return wrong


def _weekdays(value: str) -> str:
    fit = all(_DAY.fullmatch(each) for each in value.split(","))
    return "" if fit else "write days such as MO,WE or, of a month, 1SU or -1FR"


def _until(value: str) -> str:
    wrong = "write a day, such as 20271231, or a moment in UTC, such as 20271231T120000Z"
    if not _UNTIL.fullmatch(value):
        return wrong
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return wrong
    return ""


def _week_start(value: str) -> str:
    return "" if value in _DAYS.split("|") else "write the day on which weeks begin, such as MO"


_READERS: Mapping[str, Callable[[str], str]] = {
    "FREQ": _frequency,
    "INTERVAL": _number(_MOST["INTERVAL"]),
    "COUNT": _number(_MOST["COUNT"]),
    "UNTIL": _until,
    "BYDAY": _weekdays,
    "BYMONTHDAY": _numbers(31, backwards=True),
    "BYMONTH": _numbers(12, backwards=False),
    "BYSETPOS": _numbers(5, backwards=True),
    "WKST": _week_start,
}


def _wrong_together(parts: Mapping[str, str]) -> str:
    return next((wrong for holds, wrong in _together(parts) if holds), "")


def _together(parts: Mapping[str, str]) -> tuple[tuple[bool, str], ...]:
    """What doesn't go together, or would never come true."""
    frequency = parts["FREQ"]
    is_wide = frequency in ("MONTHLY", "YEARLY")
    counts_days = any(char.isdigit() for char in parts.get("BYDAY", ""))
    steps = int(parts.get("INTERVAL", "1"))
    return (
        ("COUNT" in parts and "UNTIL" in parts, "COUNT and UNTIL exclude one another"),
        (counts_days and not is_wide, "days with a number need FREQ=MONTHLY or FREQ=YEARLY"),
        ("BYMONTH" in parts and not is_wide, "BYMONTH needs FREQ=MONTHLY or FREQ=YEARLY"),
        ("BYMONTHDAY" in parts and not is_wide, "BYMONTHDAY needs FREQ=MONTHLY or FREQ=YEARLY"),
        (
            frequency == "DAILY" and "BYDAY" in parts and steps > 1,
            "BYDAY with INTERVAL needs FREQ=WEEKLY",
        ),
        (
            frequency == "MONTHLY" and "BYMONTH" in parts and steps > 1,
            "BYMONTH with INTERVAL needs FREQ=YEARLY",
        ),
        (
            "BYSETPOS" in parts
            and (
                frequency != "MONTHLY"
                or "BYDAY" not in parts
                or counts_days
                or "BYMONTHDAY" in parts
            ),
            "BYSETPOS chooses among the days of FREQ=MONTHLY;BYDAY=…, days without a number",
        ),
        (not _has_a_day(parts), "none of these months has such a day"),
    )


def _has_a_day(parts: Mapping[str, str]) -> bool:
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return True
    days = [abs(int(each)) for each in parts["BYMONTHDAY"].split(",")]
    months = [int(each) for each in parts["BYMONTH"].split(",")]
    return any(min(days) <= _LAST_DAY.get(month, 31) for month in months)
