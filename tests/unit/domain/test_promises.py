"""Which promises of a next update were kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.incidents import Incident, Stage
from chalicelib.domain.promises import Promises, is_missed, is_stale, promises
from tests.specimens import incident, minute, update

LATE = minute(500)


def told(*promised: tuple[int, int | None], stage: Stage = Stage.INVESTIGATING) -> Incident:
    """Updates, each at a minute, with what it promises."""
    updates = [
        replace(
            update(number, stage),
            at=minute(at),
            next_update_by=None if by is None else minute(by),
        )
        for number, (at, by) in enumerate(promised, 1)
    ]
    return incident("0promises000", *updates)


@pytest.mark.parametrize(
    ("updates", "now", "outcome"),
    [
        ([(0, None), (5, None)], 9, Promises()),
        ([(0, 10)], 9, Promises()),
        ([(0, 10)], 10, Promises(missed=1)),
        ([(0, 10), (10, None)], 10, Promises(kept=1)),
        ([(0, 10), (11, 20), (15, 30)], 16, Promises(kept=1, missed=1)),
        ([(0, 10), (11, 20)], 21, Promises(missed=2)),
    ],
)
def test_a_promise_is_kept_by_the_next_update(
    updates: list[tuple[int, int | None]], now: int, outcome: Promises
) -> None:
    assert promises(told(*updates), minute(now)) == outcome


def test_what_is_written_late_is_late_however_it_is_dated() -> None:
    first, second = told((0, 10), (8, None)).updates
    late = replace(second, written_at=minute(12))
    assert promises(incident("0late0000000", first, late), LATE) == Promises(missed=1)


@given(st.lists(st.tuples(st.integers(0, 99), st.none() | st.integers(0, 99)), min_size=1))
def test_long_after_each_promise_was_kept_or_missed(updates: list[tuple[int, int | None]]) -> None:
    made = promises(told(*sorted(updates, key=lambda each: each[0])), LATE)
    assert made.count == sum(by is not None for _, by in updates)


def test_readers_wait_only_for_what_is_open() -> None:
    waiting = told((0, 10))
    assert not is_missed(waiting, minute(10) - timedelta(seconds=1))
    assert is_missed(waiting, minute(10))
    assert not is_missed(told((0, 10), stage=Stage.RESOLVED), minute(10))


@pytest.mark.parametrize(
    ("promised", "now", "stale"),
    [(None, 59, False), (None, 60, True), (90, 60, False), (30, 60, True)],
)
def test_what_people_leave_for_an_hour_is_stale(
    promised: int | None, now: int, *, stale: bool
) -> None:
    left = replace(told((0, promised)), is_taken_over=True, updated_at=minute(0))
    assert is_stale(left, minute(now)) is stale
    assert not is_stale(replace(left, is_taken_over=False), minute(now))
    assert not is_stale(replace(left, stage=Stage.RESOLVED), minute(now))
