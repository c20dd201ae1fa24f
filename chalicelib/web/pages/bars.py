"""Days as bars: one line of SVG for ninety of them, in which only what differs takes room.

A quiet run of days is a single thick line with dashes: each dash is a day. A day with trouble is a
pale track with a fill that rises by the share of the day, the worst at the bottom. Each status has
a pattern of its own in the style sheet, so that colour is never the only sign.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, repeat
from math import sqrt

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.uptime import COVERAGE_SAID_BELOW, Tally

STEP, HEIGHT = 5, 30  # a bar is four wide, and one is left free
_LEAST = 0.2  # of the height: what happened can be seen, be it for a second
LETTERS = {
    ComponentStatus.OPERATIONAL: "o",
    ComponentStatus.NO_DATA: "n",
    ComponentStatus.UNDER_MAINTENANCE: "u",
    ComponentStatus.DEGRADED_PERFORMANCE: "d",
    ComponentStatus.PARTIAL_OUTAGE: "p",
    ComponentStatus.MAJOR_OUTAGE: "m",
}
_BEFORE = "x"  # days that are none: before the component's time
_WORST_FIRST = sorted(
    (s for s in LETTERS if severity(s) > severity(ComponentStatus.NO_DATA)),
    key=severity,
    reverse=True,
)
_LADDER = (3, 9, 15, 21, 27)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: from `low` up to `high`, in units of its height."""

    status: ComponentStatus
    low: int
    high: int


@lru_cache(maxsize=4096)  # a page has thousands of days, and nearly all are alike
def letter(day: Tally) -> str:
    """What a day is drawn as: the letter of its worst status, or of no day at all."""
    return LETTERS[day.worst] if day.total_s else _BEFORE


def height(share: Fraction) -> int:
    """How high a share of the day stands, so that a minute and ten hours differ.

    It grows with the square root: an hour of trouble is to be seen beside a whole day of it.
    """
    if not share:
        return 0
    return round(HEIGHT * (_LEAST + (1 - _LEAST) * sqrt(share)))


@lru_cache(maxsize=4096)
def pieces(day: Tally) -> tuple[Piece, ...]:
    """The fill of a day with trouble, from the bottom: the worst first, each above the other."""
    made: list[Piece] = []
    seconds, low = 0, 0
    for status in _WORST_FIRST:
        if not (amount := day.seconds(status)):
            continue
        seconds += amount
        high = height(Fraction(seconds, day.total_s))
        if high > low:
            made.append(Piece(status, low, high))
        low = high
    return tuple(made)


@lru_cache(maxsize=4096)
def unseen(day: Tally) -> int:
    """How much of the bar, from its top, says that part of the day wasn't seen; 0 for little."""
    if day.coverage is None or not day.covered_s or day.coverage >= COVERAGE_SAID_BELOW:
        return 0
    return max(3, round(HEIGHT * (1 - day.coverage)))


def paths(days: Sequence[Tally]) -> Mapping[str, str]:
    """The bars as SVG path data by class, in the order of drawing.

    Classes are letters of statuses: by itself for whole days, with `t` for tracks, and with `f`
    for fills.
    """
    drawn: dict[str, list[str]] = {}
    for name, data in (*_runs(days), *_fills(days)):
        drawn.setdefault(name, []).append(data)
    return {name: "".join(data) for name, data in drawn.items()}


def width(count: int) -> int:
    """Of so many bars, without the room after the last."""
    return max(count * STEP - 1, 1)


def _runs(days: Sequence[Tally]) -> Iterator[tuple[str, str]]:
    """Whole bars: runs of days that look alike are lines of dashes."""
    at = 0
    for name, alike in groupby(_letters(days)):
        length = len(list(alike)) * STEP
        match name:
            case "o":
                yield name, _line(at, HEIGHT // 2, length)
            case "n":
                yield name, "".join(_line(at, y, length) for y in _LADDER)
            case "x":
                yield name, _line(at, HEIGHT - 1, length)
            case _:
                yield f"{name} t", _line(at, HEIGHT // 2, length)
        at += length


def _letters(days: Iterable[Tally]) -> Iterator[str]:
    """As most days are equal, each run of them is looked at once."""
    for day, alike in groupby(days):
        yield from repeat(letter(day), len(list(alike)))


def _fills(days: Iterable[Tally]) -> Iterator[tuple[str, str]]:
    """What stands in the bars: trouble from the bottom, what wasn't seen from the top."""
    for number, day in enumerate(days):
        if day.operational == day.total_s:
            continue
        middle = number * STEP + 2
        for piece in pieces(day):
            rise = piece.high - piece.low
            yield f"{LETTERS[piece.status]} f", f"M{middle} {HEIGHT - piece.low}v-{rise}"
        if missing := unseen(day):
            yield "n f", f"M{middle} 0v{missing}"


def _line(x: int, y: int, length: int) -> str:
    return f"M{x} {y}h{length}"
