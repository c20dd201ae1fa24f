"""When the team is to hear of an incident that people write."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.deadlines import (
    Deadline,
    deadlines_of,
    due,
    with_deadlines,
    without_due,
)
from chalicelib.domain.incidents import Incident, Stage
from chalicelib.domain.nudges import Concern
from chalicelib.domain.promises import is_missed, is_stale
from tests.specimens import incident, minute, update


def written(at: int, by: int | None = None, stage: Stage = Stage.INVESTIGATING) -> Incident:
    """By people, with one update."""
    told = replace(
        update(1, stage), at=minute(at), next_update_by=None if by is None else minute(by)
    )
    return replace(
        incident("0written0000", told), updated_at=minute(at), is_taken_over=True, stage=stage
    )


def continued(told: Incident, at: int, stage: Stage = Stage.MONITORING) -> Incident:
    another = replace(update(2, stage), at=minute(at))
    return replace(told, updates=(*told.updates, another), updated_at=minute(at), stage=stage)


def moments(deadlines: tuple[Deadline, ...]) -> dict[Concern, int]:
    return {each.concern: int((each.at - minute(0)).total_seconds() // 60) for each in deadlines}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (None, {Concern.QUIET: 60}),
        (30, {Concern.PROMISE_DUE: 25, Concern.PROMISE_MISSED: 30, Concern.QUIET: 90}),
        (3, {Concern.PROMISE_MISSED: 3, Concern.QUIET: 63}),
    ],
)
def test_an_update_sets_deadlines(by: int | None, expected: dict[Concern, int]) -> None:
    assert moments(deadlines_of(written(0, by))) == expected


def test_what_checks_write_and_what_is_over_has_none() -> None:
    told = written(0, 30)
    assert deadlines_of(replace(told, is_taken_over=False)) == ()
    assert deadlines_of(written(0, 30, Stage.RESOLVED)) == ()


def test_the_next_update_takes_off_what_the_last_one_set() -> None:
    told = written(0, 30)
    first = with_deadlines((), [told])
    assert moments(with_deadlines(first, [continued(told, 10)])) == {Concern.QUIET: 70}
    assert with_deadlines(first, [continued(told, 10, Stage.RESOLVED)]) == ()


def test_what_was_told_is_not_told_again_without_a_new_update() -> None:
    told = written(0, 30)
    left = without_due(with_deadlines((), [told]), minute(25))
    working = replace(told, working_since=minute(26), updated_at=minute(26))
    assert with_deadlines(left, [working]) == left


def test_a_late_promise_says_no_more_that_it_is_due() -> None:
    deadlines = with_deadlines((), [written(0, 30)])
    assert [each.concern for each in due(deadlines, minute(25))] == [Concern.PROMISE_DUE]
    assert [each.concern for each in due(deadlines, minute(31))] == [Concern.PROMISE_MISSED]


def test_silence_is_told_of_again_each_day() -> None:
    left = without_due(with_deadlines((), [written(0)]), minute(60))
    assert moments(left) == {Concern.QUIET: 60 + 24 * 60}
    assert due(left, minute(24 * 60)) == ()


@given(st.integers(0, 500), st.none() | st.integers(1, 500), st.integers(0, 1000))
def test_the_team_hears_just_when_pages_say_so(at: int, after: int | None, now: int) -> None:
    """What pages call late is what the team was told of, and silence is never told of too early."""
    told = written(at, None if after is None else at + after)
    come = {each.concern for each in deadlines_of(told) if each.at <= minute(now)}
    assert (Concern.PROMISE_MISSED in come) == is_missed(told, minute(now))
    if Concern.QUIET in come:
        assert is_stale(told, minute(now))


@given(st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(1, 200)), max_size=5))
def test_once_told_nothing_is_due(updates: list[tuple[int, int | None]]) -> None:
    incidents = [
        replace(written(at, None if after is None else at + after), id=f"0many{number:07}")
        for number, (at, after) in enumerate(updates)
    ]
    deadlines = with_deadlines((), incidents)
    assert list(deadlines) == sorted(deadlines, key=lambda each: each.at)
    left = without_due(deadlines, minute(900))
    assert due(left, minute(900)) == ()
    assert all(each.at - minute(900) <= timedelta(hours=24) for each in left)
