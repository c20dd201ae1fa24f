"""Timelines: changes in, stretches out, the same as looking at every minute by itself."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.page import TICK
from chalicelib.domain.timeline import (
    DATED_BACK_AT_MOST,
    Span,
    StatusChange,
    Stretch,
    between,
    by_component,
    clipped,
    spans,
    tally,
    united,
    within,
)
from tests.past_times import SHOP, believed_at, chains, counted, minutes, statuses, stretches
from tests.specimens import NOON, minute

UP, NO_DATA, PLANNED, SLOW, PARTIAL, MAJOR = ComponentStatus
LENGTH = 60
SPAN = timedelta(minutes=LENGTH)
END = NOON + SPAN

# They begin before the stretch that is looked at, and may end after it.
changes = chains(NOON - timedelta(minutes=200), timedelta(hours=5))
some_stretches = stretches(NOON - TICK * 5, SPAN + TICK * 10)
moments = st.integers(-10, LENGTH + 10).map(minute)


def change(
    before: ComponentStatus, after: ComponentStatus, since: float, tick: float
) -> StatusChange:
    return StatusChange(
        component_id=SHOP, before=before, after=after, since=minute(since), tick=minute(tick)
    )


def line(of: tuple[StatusChange, ...] = (), otherwise: ComponentStatus = UP) -> tuple[Span, ...]:
    return spans(of, otherwise=otherwise, start=NOON, end=END)


def by_minute(of: tuple[Span, ...]) -> list[ComponentStatus]:
    """The status of each minute of the hour, read from the line."""
    return [next(s.status for s in of if s.start <= at < s.end) for at in minutes(NOON, END)]


def written(of: tuple[Span, ...]) -> list[tuple[float, float, ComponentStatus]]:
    return [((s.start - NOON) / TICK, (s.end - NOON) / TICK, s.status) for s in of]


def test_without_changes_it_was_as_it_is() -> None:
    assert written(line(otherwise=SLOW)) == [(0, 60, SLOW)]


def test_an_outage_counts_from_the_first_failing_look_to_the_first_good_one() -> None:
    told = (change(UP, MAJOR, 10, 12), change(MAJOR, UP, 20, 21))
    assert written(line(told)) == [(0, 10, UP), (10, 20, MAJOR), (20, 60, UP)]


def test_of_what_overlaps_the_worse_counts_once() -> None:
    """A partial outage that is believed late doesn't soften the major one before it."""
    told = (change(UP, MAJOR, 10, 12), change(MAJOR, UP, 20, 21), change(UP, PARTIAL, 15, 25))
    assert written(line(told)) == [(0, 10, UP), (10, 20, MAJOR), (20, 60, PARTIAL)]


def test_what_became_worse_in_steps_is_as_bad_as_each_says_from_when_it_says() -> None:
    told = (change(UP, SLOW, 5, 7), change(SLOW, MAJOR, 3, 9))
    assert written(line(told)) == [(0, 3, UP), (3, 60, MAJOR)]


def test_a_change_that_is_believed_within_the_hour_reaches_back_over_its_edge() -> None:
    told = (change(UP, MAJOR, -5, 2),)
    assert written(line(told)) == [(0, 60, MAJOR)]


def test_a_change_that_is_believed_after_the_hour_reaches_into_it() -> None:
    told = (change(UP, MAJOR, 55, 64),)
    assert written(line(told)) == [(0, 55, UP), (55, 60, MAJOR)]


def test_a_stretch_of_no_length_has_no_spans() -> None:
    assert spans((), otherwise=UP, start=NOON, end=NOON) == ()
    assert spans((change(UP, MAJOR, 1, 2),), otherwise=UP, start=END, end=NOON) == ()


@given(changes, statuses)
def test_each_minute_is_as_it_was_believed_by_itself(
    of: tuple[StatusChange, ...], otherwise: ComponentStatus
) -> None:
    assert by_minute(line(of, otherwise)) == [
        believed_at(at, of, otherwise) for at in minutes(NOON, END)
    ]


@given(changes, statuses, st.randoms(use_true_random=False))
def test_the_order_in_which_changes_are_read_does_not_matter(
    of: tuple[StatusChange, ...], otherwise: ComponentStatus, random: Random
) -> None:
    shuffled = list(of)
    random.shuffle(shuffled)
    assert line(tuple(shuffled), otherwise) == line(of, otherwise)


@given(changes, statuses)
def test_a_line_has_no_holes_and_neighbours_differ(
    of: tuple[StatusChange, ...], otherwise: ComponentStatus
) -> None:
    made = line(of, otherwise)
    assert (made[0].start, made[-1].end) == (NOON, END)
    for left, right in pairwise(made):
        assert left.end == right.start
        assert left.status is not right.status


@given(changes)
def test_what_is_believed_too_late_to_reach_back_may_be_left_out(
    of: tuple[StatusChange, ...],
) -> None:
    settled = tuple(c for c in of if c.tick <= END + DATED_BACK_AT_MOST)
    first = of[0].before if of else UP
    assert line(settled, first) == line(of, first)


@given(changes)
def test_what_was_believed_before_may_be_left_out(of: tuple[StatusChange, ...]) -> None:
    """Only changes from after the beginning are read; how it was then, they say themselves."""
    last = of[-1].after if of else UP
    recent = tuple(c for c in of if c.tick > NOON)
    assert line(recent, last) == line(of, last)


@given(changes, statuses)
def test_the_tally_counts_the_minutes(
    of: tuple[StatusChange, ...], otherwise: ComponentStatus
) -> None:
    made = line(of, otherwise)
    assert tally(made) == counted(by_minute(made))
    assert tally(made).total_s == SPAN.total_seconds()


@given(changes, some_stretches, statuses)
def test_within_stretches_a_line_has_their_status_and_elsewhere_its_own(
    of: tuple[StatusChange, ...], those: tuple[Stretch, ...], status: ComponentStatus
) -> None:
    plain, made = line(of), within(line(of), those, status)
    expected = [
        status if any(s.start <= at < s.end for s in those) else was
        for at, was in zip(minutes(NOON, END), by_minute(plain), strict=True)
    ]
    assert by_minute(made) == expected
    assert all(left.status is not right.status for left, right in pairwise(made))


@given(changes, some_stretches, some_stretches)
def test_stretches_that_overlap_count_once(
    of: tuple[StatusChange, ...], some: tuple[Stretch, ...], more: tuple[Stretch, ...]
) -> None:
    both = within(line(of), (*some, *more, *some), NO_DATA)
    assert both == within(line(of), united((*some, *more)), NO_DATA)
    assert both == within(within(line(of), more, NO_DATA), some, NO_DATA)


@given(changes, moments, moments)
def test_what_lies_between_two_moments_is_what_is_not_outside(
    of: tuple[StatusChange, ...], one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    made = line(of)
    parts = [between(made, NOON, start), between(made, start, end), between(made, end, END)]
    cut = [at for at in minutes(NOON, END) if start <= at < end]
    assert tally(parts[1]).total_s == 60 * len(cut)
    assert tally(parts[0]) + tally(parts[1]) + tally(parts[2]) == tally(made)


@given(some_stretches)
def test_united_stretches_are_the_same_time_without_overlaps(those: tuple[Stretch, ...]) -> None:
    made = united(those)
    inside = {at for s in those for at in minutes(s.start, s.end)}
    assert {at for s in made for at in minutes(s.start, s.end)} == inside
    assert sum(s.length / TICK for s in made) == len(inside)
    assert all(left.end < right.start for left, right in pairwise(made))


@given(some_stretches, moments, moments)
def test_clipped_stretches_are_what_lies_between(
    those: tuple[Stretch, ...], one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    made = clipped(those, start, end)
    inside = [at for s in those for at in minutes(s.start, s.end) if start <= at < end]
    assert sorted(at for s in made for at in minutes(s.start, s.end)) == sorted(inside)
    assert all(s.start < s.end for s in made)


def test_changes_are_sorted_out_by_component() -> None:
    own = change(UP, MAJOR, 1, 2)
    others = StatusChange(
        component_id="cart", before=UP, after=SLOW, since=minute(1), tick=minute(1)
    )
    assert by_component([own, others, own]) == {SHOP: [own, own], "cart": [others]}
    assert by_component([]) == {}
