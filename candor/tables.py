"""Tables for a person at a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

NOTHING = "–"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, with the headings first."""
    widths = column_widths(headings, rows)
    yield line(headings, widths)
    for row in rows:
        yield line(row, widths)


def column_widths(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(headings, *rows, strict=True)]


def line(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def moment(at: datetime | None) -> str:
    """To the minute; whoever runs Candor may sit in another zone than the page."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else NOTHING
