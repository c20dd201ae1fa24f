"""Days as bars: where they stand, how high, and that none is lost."""

import re
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.uptime import Tally
from chalicelib.web.pages.bars import (
    HEIGHT,
    STEP,
    Piece,
    height,
    letter,
    paths,
    pieces,
    unseen,
    width,
)

DAY = 86_400
MINUTE = Fraction(60, DAY)
amounts = st.integers(0, DAY)
tallies = st.builds(
    Tally,
    operational=amounts,
    no_data=st.just(0) | amounts,
    under_maintenance=st.just(0) | amounts,
    degraded_performance=st.just(0) | amounts,
    partial_outage=st.just(0) | amounts,
    major_outage=st.just(0) | amounts,
)
days_of_many_kinds = st.lists(
    st.sampled_from([Tally(), Tally(operational=DAY), Tally(no_data=DAY)]) | tallies, max_size=95
)


def runs(data: str) -> list[tuple[int, int, int]]:
    """Horizontal lines as x, y and length."""
    found = re.findall(r"M(\d+) (\d+)h(\d+)", data)
    return [(int(x), int(y), int(length)) for x, y, length in found]


def strokes(data: str) -> list[tuple[int, int, int]]:
    """Vertical lines as x, y and the signed length."""
    found = re.findall(r"M(\d+) (\d+)v(-?\d+)", data)
    return [(int(x), int(y), int(length)) for x, y, length in found]


def letters_drawn(days: Sequence[Tally]) -> dict[int, str]:
    """By the number of the day, the letter of the line that it is drawn with."""
    drawn: dict[int, str] = {}
    for name, data in paths(days).items():
        if name.endswith(" f"):
            continue
        for x, _, length in runs(data):
            for number in range(x // STEP, (x + length) // STEP):
                assert drawn.setdefault(number, name[0]) == name[0]
    return drawn


@settings(deadline=None)
@given(days_of_many_kinds)
def test_every_day_is_drawn_once_with_the_letter_of_its_worst_state(days: list[Tally]) -> None:
    assert letters_drawn(days) == {number: letter(day) for number, day in enumerate(days)}


@settings(deadline=None)
@given(days_of_many_kinds)
def test_lines_begin_and_end_with_a_day_within_the_chart(days: list[Tally]) -> None:
    for name, data in paths(days).items():
        if not name.endswith(" f"):
            for x, _, length in runs(data):
                assert x % STEP == length % STEP == 0
                assert length > 0
                assert x + length <= width(len(days)) + 1


@settings(deadline=None)
@given(st.fractions(0, 1), st.fractions(0, 1))
def test_more_of_a_day_never_stands_lower(one: Fraction, other: Fraction) -> None:
    assert height(min(one, other)) <= height(max(one, other))
    assert 0 <= height(one) <= HEIGHT


def test_a_second_is_seen_and_a_minute_differs_from_an_hour_and_from_ten() -> None:
    second, hour = Fraction(1, DAY), 60 * MINUTE
    heights = [height(share) for share in (Fraction(0), second, hour, 10 * hour, Fraction(1))]
    assert heights == sorted(set(heights))
    assert heights[1] >= HEIGHT // 5
    assert heights[-1] == HEIGHT


@settings(deadline=None)
@given(tallies)
def test_pieces_stand_on_each_other_the_worst_at_the_bottom(day: Tally) -> None:
    made = pieces(day)
    assert [piece.low for piece in made] == [0, *(piece.high for piece in made)][: len(made)]
    ranks = [list(ComponentStatus).index(piece.status) for piece in made]
    assert ranks == sorted(ranks, reverse=True)
    trouble = day.covered_s - day.operational
    top = made[-1].high if made else 0
    assert top == (height(Fraction(trouble, day.total_s)) if trouble else 0)
    if trouble:
        assert made[0].status is day.worst


@settings(deadline=None)
@given(days_of_many_kinds)
def test_fills_stand_in_the_middle_of_their_day_as_high_as_their_pieces(days: list[Tally]) -> None:
    risen = sorted(
        (number * STEP + 2, HEIGHT - piece.low, piece.low - piece.high)
        for number, day in enumerate(days)
        for piece in pieces(day)
    )
    drawn = paths(days)
    fills = [data for name, data in drawn.items() if name.endswith(" f") and name[0] != "n"]
    assert sorted(stroke for data in fills for stroke in strokes(data)) == risen


@settings(deadline=None)
@given(tallies)
def test_what_was_not_seen_of_a_day_is_taken_from_its_top(day: Tally) -> None:
    missing = unseen(day)
    coverage = day.coverage
    assert 0 <= missing <= HEIGHT
    if coverage is None or coverage >= Fraction(99, 100) or not day.covered_s:
        assert missing == 0
    else:
        assert missing >= 3


def test_ninety_quiet_days_are_one_line() -> None:
    assert paths([Tally(operational=DAY)] * 90) == {"o": "M0 15h450"}


def test_a_bad_hour_is_a_track_and_a_fill() -> None:
    days = [Tally(operational=DAY), Tally(operational=DAY - 3600, major_outage=3600)]
    assert paths(days) == {"o": "M0 15h5", "m t": "M5 15h5", "m f": "M7 30v-11"}
    assert pieces(days[1]) == (Piece(ComponentStatus.MAJOR_OUTAGE, 0, 11),)


def test_days_before_the_component_was_there_are_a_faint_line_at_the_bottom() -> None:
    assert paths([Tally(), Tally(), Tally(operational=DAY)]) == {"x": "M0 29h10", "o": "M10 15h5"}
