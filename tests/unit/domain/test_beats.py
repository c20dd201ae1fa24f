"""Beats: when a shard looked last, and what it missed of late."""

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.beats import (
    GAPS_REMEMBERED,
    MOST_GAPS,
    Beat,
    beat_text,
    next_beat,
    read_beat,
)
from chalicelib.domain.page import TICK
from chalicelib.domain.timeline import Stretch
from tests.specimens import minute

SECOND = timedelta(seconds=1)
ROSTER = "0123456789ab"


def after(*ticks: int) -> Beat:
    """The beat after those ticks, each looked at for three seconds."""
    beat: Beat | None = None
    for number in ticks:
        beat = next_beat(beat, tick=minute(number), roster=ROSTER, at=minute(number) + 3 * SECOND)
    assert beat
    return beat


def missed(beat: Beat) -> list[tuple[float, float]]:
    return [((gap.start - minute(0)) / TICK, (gap.end - minute(0)) / TICK) for gap in beat.gaps]


@pytest.mark.parametrize(
    ("ticks", "gaps"),
    [
        pytest.param([1], [], id="the first look missed nothing"),
        pytest.param([1, 2, 3], [], id="every minute"),
        pytest.param([1, 3], [(2, 3)], id="one minute"),
        pytest.param([1, 31], [(2, 31)], id="half an hour"),
        pytest.param([1, 3, 4, 7], [(2, 3), (5, 7)], id="two gaps"),
        pytest.param([1, 3, 3, 3], [(2, 3)], id="a tick that ran again"),
        pytest.param([1, 4, 2], [(2, 4)], id="a tick that was overtaken"),
        pytest.param([0, 10, 26 * 60 + 9], [(1, 10), (11, 1569)], id="25 hours and 59 minutes ago"),
        pytest.param([0, 10, 26 * 60 + 10], [(11, 1570)], id="26 hours ago"),
    ],
)
def test_what_lies_between_two_looks_was_missed(
    ticks: list[int], gaps: list[tuple[float, float]]
) -> None:
    assert missed(after(*ticks)) == gaps


def test_a_repeat_moves_the_time_of_the_look_and_no_more() -> None:
    beat = after(1, 3)
    again = next_beat(beat, tick=minute(3), roster=ROSTER, at=minute(3) + 20 * SECOND)
    assert again == replace(beat, at=minute(3) + 20 * SECOND)


def test_a_tick_that_was_overtaken_does_not_turn_the_clock_back() -> None:
    beat = after(5)
    assert next_beat(beat, tick=minute(4), roster=ROSTER, at=minute(4)) == beat


def test_when_the_checks_are_others_nothing_is_known_of_between() -> None:
    beat = next_beat(after(1, 3), tick=minute(9), roster="another", at=minute(9))
    assert missed(beat) == [(2, 3)]
    assert missed(next_beat(beat, tick=minute(11), roster="another", at=minute(11)))[1:] == [
        (10, 11)
    ]


def test_of_a_great_many_gaps_the_oldest_go() -> None:
    beat = after(*range(0, 2 * (MOST_GAPS + 5), 2))
    assert len(beat.gaps) == MOST_GAPS
    assert missed(beat)[-1] == (2 * MOST_GAPS + 7, 2 * MOST_GAPS + 8)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=MOST_GAPS))
def test_gaps_are_exactly_the_minutes_without_a_look(steps: list[int]) -> None:
    ticks = list(accumulate(steps))
    unseen = {
        number for start, end in missed(after(*ticks)) for number in range(round(start), round(end))
    }
    assert unseen == set(range(ticks[0], ticks[-1])) - set(ticks)


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=60))
def test_what_is_remembered_is_a_day_and_a_bit(steps: list[int]) -> None:
    beat = after(*accumulate(steps))
    assert len(beat.gaps) <= MOST_GAPS
    assert all(gap.end > beat.tick - GAPS_REMEMBERED for gap in beat.gaps)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=10), st.integers(0, 59_999_999))
def test_a_beat_is_read_as_it_was_written(steps: list[int], late: int) -> None:
    beat = after(*accumulate(steps))
    looked = next_beat(
        beat, tick=beat.tick, roster=ROSTER, at=beat.tick + timedelta(microseconds=late)
    )
    assert read_beat(beat_text(looked)) == looked


def test_a_beat_is_one_line() -> None:
    assert beat_text(after(1, 3)) == (
        "2026-11-22T12:03:03+00:00 1795348980 0123456789ab 1795348920-1795348980"
    )


def test_the_time_alone_that_an_older_version_wrote_is_a_beat_of_that_minute() -> None:
    assert read_beat("2026-11-22T12:03:01.500000+00:00") == Beat(
        at=minute(3) + timedelta(seconds=1.5), tick=minute(3)
    )


def test_a_gap_is_a_stretch_of_time() -> None:
    assert after(1, 3).gaps == (Stretch(minute(2), minute(3)),)
