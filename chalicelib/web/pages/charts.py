"""Lines as SVG path data: pure functions from figures to what is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SPARK_HEIGHT = 12


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes. `path` is empty when there are fewer than two figures to join.

    `newest_ms` is None when the newest of the hours has no figure.
    """

    path: str
    width: int
    newest_ms: float | None


def spark(figures: Sequence[float | None]) -> Spark | None:
    """The last hours at a glance, from nothing up to the largest; None when nothing was measured.

    Where nothing was measured the line breaks.
    """
    known = [figure for figure in figures if figure is not None]
    if not known:
        return None
    top = max(known) or 1.0
    heights = [
        None if figure is None else SPARK_HEIGHT - round(figure / top * (SPARK_HEIGHT - 1))
        for figure in figures
    ]
    path = "".join(_steps(heights))
    return Spark(
        path=path if "l" in path else "", width=max(len(figures) - 1, 1), newest_ms=figures[-1]
    )


def _steps(heights: Sequence[int | None]) -> Iterator[str]:
    """From height to height, one unit to the right each; steps are relative, hence short."""
    before: int | None = None
    for at, y in enumerate(heights):
        if y is not None:
            yield f"M{at} {y}" if before is None else f"l1 {y - before}"
        before = y


@dataclass(frozen=True, slots=True)
class Lines:
    """Two lines and the band between them, in a box of `width` by LINES_HEIGHT.

    `top` is the figure at the upper edge; zero is at the lower.
    """

    median: str
    high: str
    band: str
    width: int
    top: float


LINES_HEIGHT = 100


def lines(points: Sequence[tuple[float, float] | None]) -> Lines | None:
    """Median and 95th percentile from point to point; None when nothing was measured.

    A point that is None is a hole in the lines; one between two holes is drawn as a short dash.
    """
    known = [point for point in points if point is not None]
    if not known:
        return None
    top = round_up(max(high for _, high in known))
    places = [
        None if point is None else (at * _ACROSS, _y(point[0], top), _y(point[1], top))
        for at, point in enumerate(points)
    ]
    runs = list(_runs(places))
    return Lines(
        median="".join(_polyline([(x, low) for x, low, _ in run]) for run in runs),
        high="".join(_polyline([(x, high) for x, _, high in run]) for run in runs),
        band="".join(_outline(run) for run in runs),
        width=max((len(points) - 1) * _ACROSS, 1),
        top=top,
    )


def round_up(value: float) -> float:
    """The next figure that is easily halved: 1, 2, 4, 5, 6 or 8 with zeros."""
    unit = 1.0
    while value > 10 * unit:
        unit *= 10
    while value <= unit and unit > 0.001:
        unit /= 10
    return next(unit * step for step in (2, 4, 5, 6, 8, 10) if value <= unit * step)


_ACROSS = 10
_Place = tuple[int, int, int]


def _y(value: float, top: float) -> int:
    return LINES_HEIGHT - round(value / top * LINES_HEIGHT)


def _runs(places: Sequence[_Place | None]) -> Iterator[list[_Place]]:
    """Places without a hole between them."""
    run: list[_Place] = []
    for place in (*places, None):
        if place is not None:
            run.append(place)
        elif run:
            yield run
            run = []


def _polyline(dots: Sequence[tuple[int, int]]) -> str:
    if len(dots) == 1:
        x, y = dots[0]
        return f"M{x - 1} {y}h2"
    return "M" + "L".join(f"{x} {y}" for x, y in dots)


def _outline(run: Sequence[_Place]) -> str:
    there = [f"{x} {high}" for x, _, high in run]
    back = [f"{x} {low}" for x, low, _ in reversed(run)]
    return f"M{'L'.join((*there, *back))}z"
