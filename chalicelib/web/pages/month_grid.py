"""A calendar month as squares: weeks are rows, and each day is drawn as its bar would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.days import DAY, dates, next_month
from chalicelib.domain.uptime import Tally
from chalicelib.web.pages import bars

CELL, SIDE = 12, 10  # a square is ten wide, and two are left free
COLUMNS = 7
GRID_WIDTH = COLUMNS * CELL - (CELL - SIDE)


@dataclass(frozen=True, slots=True)
class Grid:
    """SVG path data by class, as `bars.paths` has them, and how high it is."""

    paths: Mapping[str, str]
    height: int


def grid(month: date, days: Mapping[date, Tally], first_weekday: int) -> Grid:
    """The month that begins on that day; a day that isn't in `days` is left out."""
    offset = column(month, first_weekday)
    drawn: dict[str, list[str]] = {}
    last = next_month(month) - DAY
    for number, day in enumerate(dates(month, last), start=offset):
        x, y = number % COLUMNS * CELL, number // COLUMNS * CELL
        for name, data in _cell(days[day], x, y) if day in days else ():
            drawn.setdefault(name, []).append(data)
    rows = -(-(offset + last.day) // COLUMNS)
    return Grid(
        paths={name: "".join(data) for name, data in drawn.items()},
        height=rows * CELL - (CELL - SIDE),
    )


def column(day: date, first_weekday: int) -> int:
    """In which column of the week the day stands."""
    return (day.weekday() - first_weekday) % COLUMNS


def _cell(day: Tally, x: int, y: int) -> list[tuple[str, str]]:
    name, middle = bars.letter(day), y + SIDE // 2
    if name == "o":
        return [(name, f"M{x} {middle}h{SIDE}")]
    if name == "n":
        return [(name, "".join(f"M{x} {y + at}h{SIDE}" for at in (1, 5, 9)))]
    if name == "x":
        return [(name, f"M{x} {y + SIDE - 1}h{SIDE}")]
    fills = [(f"{bars.LETTERS[piece.status]} f", _fill(piece, x, y)) for piece in bars.pieces(day)]
    return [(f"{name} t", f"M{x} {middle}h{SIDE}"), *fills]


def _fill(piece: bars.Piece, x: int, y: int) -> str:
    """A vertical stroke as wide as the square."""
    low, high = (round(at * SIDE / bars.HEIGHT) for at in (piece.low, piece.high))
    return f"M{x + SIDE // 2} {y + SIDE - low}v-{max(high - low, 1)}"
