"""Readers of single values: texts, keys, numbers, words of a list, durations, colours, zones."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from chalicelib.domain.durations import duration_text, parse_duration
from chalicelib.domain.places import Place, Reader, Unusable, kind_of, nearest, quoted

W = TypeVar("W", bound=StrEnum)

KEY_LENGTH = 40
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_ALL, _DECIMALS = 100, 3
_DAY = timedelta(days=1)
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def raw_text(place: Place) -> str:
    """A text as it stands. It is never repeated in a fault: it may be somebody's secret."""
    if isinstance(place.value, str):
        if any(unicodedata.category(char) == "Cs" for char in place.value):
            raise Unusable("This has half of a character (a lone surrogate); write it whole.")
        return place.value
    if isinstance(place.value, list | dict):
        raise Unusable(f"This must be a text, but it is {kind_of(place.value)}.")
    raise Unusable(f"This must be a text, but it is {kind_of(place.value)}; put quotes around it.")


def line(most: int) -> Reader[str]:
    """A reader of words for people: one line, whose runs of white space are single spaces."""

    def read(place: Place) -> str:
        text = " ".join(raw_text(place).split())
        if not text:
            raise Unusable(f"This is blank; write 1 to {most} characters.")
        if len(text) > most:
            raise Unusable(f"This has {len(text)} characters; write at most {most}.")
        if any(unicodedata.category(char) == "Cc" for char in text):
            raise Unusable("This has a character that can't be shown; take it out.")
        return text

    return read


def passage(most: int) -> Reader[str]:
    """A reader of words for people, of as many lines as they need."""

    def read(place: Place) -> str:
        text = raw_text(place).replace("\r\n", "\n").strip()
        if not text:
            raise Unusable(f"This is blank; write 1 to {most} characters.")
        if len(text) > most:
            raise Unusable(f"This has {len(text)} characters; write at most {most}.")
        if any(unicodedata.category(char) == "Cc" for char in text if char not in "\n\t"):
            raise Unusable("This has a character that can't be shown; take it out.")
        return text

    return read


def yes_or_no(place: Place) -> bool:
    if not isinstance(place.value, bool):
        raise Unusable(f"This must be true or false, but it is {kind_of(place.value)}.")
    return place.value


def key(place: Place) -> str:
    """The short name that a thing keeps for ever, from which its id is made."""
    text = raw_text(place)
    if len(text) > KEY_LENGTH or not _KEY.fullmatch(text):
        raise Unusable(
            f"{quoted(text)} can't be a key; write small letters, digits and single hyphens, "
            f"at most {KEY_LENGTH}{_suggested_key(text)}."
        )
    return text


def _suggested_key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    suggestion = "-".join(words)[:KEY_LENGTH].rstrip("-")
    return f', such as "{suggestion}"' if suggestion else ""


def whole_number(least: int, most: int) -> Reader[int]:
    def read(place: Place) -> int:
        value = place.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unusable(
                f"This must be a whole number from {least} to {most}, "
                f"but it is {kind_of(value) if not isinstance(value, float) else value}."
            )
        if not least <= value <= most:
            raise Unusable(f"{value} is out of bounds; write a number from {least} to {most}.")
        return value

    return read


def percentage(place: Place) -> Decimal:
    """A number from 0 to 100 with at most three decimals, exactly as it was written."""
    value = place.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Unusable(f"This must be a number from 0 to 100, but it is {kind_of(value)}.")
    if not 0 <= value <= _ALL:
        raise Unusable(f"{value} is out of bounds; write a number from 0 to 100.")
    exact = Decimal(str(value))  # the shortest decimal that reads back as this number
    if exact != round(exact, _DECIMALS):
        raise Unusable(f"{value} is finer than we count; write at most {_DECIMALS} decimals.")
    return exact


def one_of(words: Iterable[W]) -> Reader[W]:
    """A reader of one of the words, written exactly so."""
    known = {word.value: word for word in words}

    def read(place: Place) -> W:
        return known[known_word(raw_text(place), known)]

    return read


def known_word(text: str, known: Iterable[str]) -> str:
    """The text itself when it is known; otherwise the fault says what could have been meant."""
    if text in known:
        return text
    meant = nearest(text, known)
    way_out = f'did you mean "{meant}"?' if meant else f"write one of {', '.join(known)}."
    raise Unusable(f"{quoted(text)} can't be used here; {way_out}")


def duration(least: timedelta, most: timedelta) -> Reader[timedelta]:
    bounds = f"from {duration_text(least)} to {duration_text(most)}"
    in_days = least >= _DAY
    example = "30d" if in_days else "500ms, 2s or 3m"

    def read(place: Place) -> timedelta:
        if isinstance(place.value, int | float) and not isinstance(place.value, bool):
            units = f"{place.value}d" if in_days else f"{place.value}s or {place.value}m"
            raise Unusable(f"{place.value} needs a unit; write {units}.")
        text = raw_text(place)
        if (written := parse_duration(text)) is None:
            raise Unusable(f"{quoted(text)} isn't a duration; write for example {example}.")
        if not least <= written <= most:
            raise Unusable(f"{quoted(text)} is out of bounds; write a duration {bounds}.")
        return written

    return read


def color(place: Place) -> str:
    """A colour as #rrggbb, in small letters."""
    if place.value is None:
        raise Unusable('This is empty; in YAML a colour needs quotes: "#1f5fa8".')
    text = raw_text(place).lower()
    if not _COLOR.fullmatch(text):
        raise Unusable(f'{quoted(text)} isn\'t a colour; write six hexadecimal digits: "#1f5fa8".')
    return text


def time_of_day(place: Place) -> str:
    """What a clock of 24 hours shows, such as 08:00."""
    if isinstance(place.value, int):
        # YAML takes an unquoted 8:00 for a number of minutes.
        raise Unusable('This needs quotes around it: "08:00".')
    text = raw_text(place)
    if not _TIME_OF_DAY.fullmatch(text):
        raise Unusable(f'{quoted(text)} isn\'t a time of day; write for example "08:00".')
    return text


def time_zone(place: Place) -> str:
    """The name of a zone in the IANA database."""
    text = raw_text(place)
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: it names a folder of zones
        raise Unusable(f"{quoted(text)} isn't a time zone; {_zone_hint(text)}") from None


def _zone_hint(text: str) -> str:
    zones = available_timezones()
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(zones)}
    meant = nearest(text, sorted(zones)) or cities.get(nearest(text, cities) or "")
    return f'did you mean "{meant}"?' if meant else 'write an IANA name such as "Europe/Dublin".'
