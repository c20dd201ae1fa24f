"""Tables for people: columns as wide as what is in them."""

from collections.abc import Iterable, Iterator, Sequence


def aligned(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines, the headings first."""
    lines = [headings, *rows]
    widths = widths_of(lines)
    return (line(cells, widths) for cells in lines)


def widths_of(lines: Iterable[Sequence[str]]) -> list[int]:
    """How wide each column has to be."""
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def line(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
