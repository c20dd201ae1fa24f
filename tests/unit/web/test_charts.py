"""Lines from figures, checked point by point."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.web.pages.charts import LINES_HEIGHT, SPARK_HEIGHT, lines, round_up, spark

latencies = st.floats(0.1, 60_000)
figures = st.lists(st.none() | latencies, max_size=30)
points = st.lists(
    st.none() | st.tuples(latencies, latencies).map(lambda pair: (min(pair), max(pair))),
    max_size=90,
)


def corners(data: str) -> list[tuple[int, int]]:
    """The points of absolute path data."""
    return [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", data)]


def stations(path: str) -> list[tuple[int, int]]:
    """The points of a spark's path, whose steps are relative."""
    at: tuple[int, int] = (0, 0)
    found = []
    for kind, x, y in re.findall(r"([Ml])(-?\d+) (-?\d+)", path):
        at = (int(x), int(y)) if kind == "M" else (at[0] + int(x), at[1] + int(y))
        found.append(at)
    return found


@settings(deadline=None)
@given(figures)
def test_a_spark_goes_through_every_figure(measured: list[float | None]) -> None:
    drawn = spark(measured)
    known = [figure for figure in measured if figure is not None]
    assert (drawn is None) == (not known)
    if drawn is None:
        return
    assert drawn.newest_ms == measured[-1]
    if drawn.path:
        top = max(known)
        assert stations(drawn.path) == [
            (at, SPARK_HEIGHT - round(figure / top * (SPARK_HEIGHT - 1)))
            for at, figure in enumerate(measured)
            if figure is not None
        ]


def test_a_spark_breaks_where_nothing_was_measured() -> None:
    drawn = spark([100.0, 100.0, None, 50.0, 100.0])
    assert drawn
    assert drawn.path == "M0 1l1 0M3 6l1 -5"


def test_a_single_figure_is_no_line() -> None:
    drawn = spark([None, 80.0])
    assert drawn
    assert (drawn.path, drawn.newest_ms) == ("", 80.0)


@settings(deadline=None)
@given(points)
def test_lines_go_through_every_point_and_never_out_of_the_box(
    measured: list[tuple[float, float] | None],
) -> None:
    drawn = lines(measured)
    known = [(at, point) for at, point in enumerate(measured) if point]
    assert (drawn is None) == (not known)
    if drawn is None:
        return
    for data, which in ((drawn.median, 0), (drawn.high, 1)):
        found = dict.fromkeys(x // 10 if x % 10 == 0 else round(x / 10) for x, _ in corners(data))
        assert list(found) == [at for at, _ in known]
        heights = [y for _, y in corners(data)]
        expected = [LINES_HEIGHT - round(p[which] / drawn.top * LINES_HEIGHT) for _, p in known]
        assert heights == expected
        assert all(0 <= y <= LINES_HEIGHT for y in heights)


@settings(deadline=None)
@given(latencies)
def test_the_upper_edge_is_above_but_not_far_above(value: float) -> None:
    assert value <= round_up(value) <= 2.01 * value


def test_the_upper_edge_is_easily_halved() -> None:
    assert [round_up(v) for v in (0.3, 1, 9, 84, 101, 210, 430, 999, 1200)] == [
        0.4, 1, 10, 100, 200, 400, 500, 1000, 2000,
    ]  # fmt: skip
