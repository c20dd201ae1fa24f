"""Durations as people write them in a definition: 500ms, 2s, 3m, 1h, 90d."""

import re
from datetime import timedelta

_MILLISECOND = timedelta(milliseconds=1)
_UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": _MILLISECOND,
}
WRITTEN = r"(\d{1,6}(?:\.\d{1,3})?) ?(ms|s|m|h|d)"
_PATTERN = re.compile(WRITTEN, re.ASCII)


def parse_duration(text: str) -> timedelta | None:
    """The duration that `text` writes, to the millisecond; None when it writes none."""
    if (written := _PATTERN.fullmatch(text.strip())) is None:
        return None
    number, unit = written.groups()
    milliseconds = float(number) * (_UNITS[unit] / _MILLISECOND)
    return timedelta(milliseconds=round(milliseconds))


def duration_text(duration: timedelta) -> str:
    """The shortest way to write it as a whole number: 180 seconds are "3m", 1.5 are "1500ms"."""
    unit = next(unit for unit, size in _UNITS.items() if not duration % size)
    return f"{duration // _UNITS[unit]}{unit}"
