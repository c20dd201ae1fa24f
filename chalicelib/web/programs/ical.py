"""Content lines of iCalendar (RFC 5545): escaped, folded, each with its CRLF."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_LINE_OCTETS = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def line(name: str, value: str) -> str:
    """A property whose value is a date, a word or an address: written as it is."""
    return folded(f"{name}:{_CONTROLS.sub('', value)}")


def text_line(name: str, text: str) -> str:
    """A property whose value is text for people (3.3.11)."""
    plain = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return folded(f"{name}:{''.join(_ESCAPED.get(character, character) for character in plain)}")


def time_line(name: str, at: datetime) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return line(name, f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def component(name: str, lines: Iterable[str]) -> str:
    """The lines between BEGIN and END."""
    return "".join((line("BEGIN", name), *lines, line("END", name)))


def folded(whole: str) -> str:
    """Cut to 75 octets a line, never amid a character; what goes on begins with a space (3.1)."""
    lines, octets = [""], 0
    for character in whole:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            lines.append(" ")
            octets = 1
        lines[-1] += character
        octets += size
    return "\r\n".join(lines) + "\r\n"
