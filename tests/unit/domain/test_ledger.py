"""Who was to be told, and who was: the figures add up, whatever came of the deliveries."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ledger import (
    CHANNEL_NAMES,
    Asked,
    Count,
    Due,
    Progress,
    State,
    counted,
    due_of,
    seen_now,
)
from chalicelib.domain.relays import Recount, Relay
from tests.specimens import NOON, minute

CHANNELS = st.sampled_from(sorted(CHANNEL_NAMES))
PROGRESS = st.builds(
    Progress,
    state=st.sampled_from(State),
    attempt=st.integers(0, 9),
    at=st.integers(0, 99).map(minute),
    reason=st.sampled_from(["", "status 410", "status 503"]),
    addresses=st.none() | st.integers(0, 9),
    channel=CHANNELS,
    destination=st.sampled_from(["Slack at hooks.slack.com", "Webhook at example.com"]),
)
FOUND = st.lists(PROGRESS, max_size=30)
DUE = st.builds(Due, counts=st.dictionaries(CHANNELS, st.integers(0, 40)), is_whole=st.booleans())


@given(due=DUE, found=FOUND)
def test_everybody_who_is_due_is_in_one_of_the_figures(due: Due, found: list[Progress]) -> None:
    count = counted(due, found, NOON)
    states = Counter((each.channel, each.state) for each in found)
    for on in count.channels:
        assert on.due == on.told + on.waiting + on.failed + on.overtaken + on.gone
        assert on.due >= due.counts.get(on.channel, 0)
        assert on.waiting >= states[on.channel, State.WAITING]
        assert on.told == states[on.channel, State.TOLD]
        assert (on.last_at is None) == (on.told == 0)
    assert {on.channel for on in count.channels} == {*due.counts, *(e.channel for e in found)}
    waits = any(on.waiting for on in count.channels)
    assert count.is_settled == (due.is_whole and not waits)


@given(due=DUE, found=FOUND)
def test_the_order_in_which_they_are_found_means_nothing(due: Due, found: list[Progress]) -> None:
    there, back = counted(due, found, NOON), counted(due, found[::-1], NOON)
    assert there.channels == back.channels
    assert set(there.failures) == set(back.failures)


@given(due=DUE, found=FOUND)
def test_each_failure_is_shown_or_counted(due: Due, found: list[Progress]) -> None:
    count = counted(due, found, NOON)
    assert sum(each.count for each in count.failures) + count.others == sum(
        bool(each.reason) for each in found
    )


def test_of_many_failures_the_most_frequent_are_shown() -> None:
    found = [
        Progress(state=State.FAILED, attempt=0, at=NOON, reason=str(n), channel="webhook")
        for n in (*range(20), 7, 7)
    ]
    count = counted(Due(counts={}, is_whole=True), found, NOON)
    assert count.failures[0].reason == "7"
    assert (len(count.failures), count.others) == (10, 10)


SIZES = st.lists(st.integers(1, 5), max_size=6)


@given(sizes=SIZES, again=SIZES.filter(bool))
def test_subscribers_that_are_divided_twice_are_counted_once(
    sizes: list[int], again: list[int]
) -> None:
    pieces = {**_pieces(sizes), **_pieces(again)}
    found = due_of({"email": 2}, pieces)
    assert found == Due(counts={"email": 2, "slack": sum(again)}, is_whole=True)


def _pieces(sizes: list[int]) -> dict[str, Asked]:
    """Of subscribers whose ids are numbers of two digits."""
    pieces, begins = {}, 0
    for place, size in enumerate(sizes):
        after = "" if place == len(sizes) - 1 else f"{begins + size:02}"
        pieces[f"{begins:02}" if begins else ""] = Asked(counts={"slack": size}, after=after)
        begins += size
    return pieces


def test_what_was_not_asked_to_the_end_may_become_more() -> None:
    pieces = {"": Asked(counts={"webhook": 3}, after="c")}
    assert due_of({}, pieces) == Due(counts={"webhook": 3}, is_whole=False)
    assert due_of({}, {}) == Due(counts={}, is_whole=False)


@given(kept=st.none() | st.builds(counted, DUE, FOUND, st.just(NOON)), due=DUE)
def test_between_two_counts_nothing_that_is_due_is_forgotten(kept: Count | None, due: Due) -> None:
    now = seen_now(kept, due, [])
    before = {on.channel: on for on in kept.channels} if kept else {}
    for on in now.channels:
        assert on.due >= due.counts.get(on.channel, 0)
        if on.channel in before:
            assert on.told == before[on.channel].told
            assert on.due >= before[on.channel].due
    assert now.at == (kept.at if kept else None)


@given(kept=st.builds(counted, DUE, FOUND, st.just(NOON)), few=FOUND, due=DUE)
def test_those_that_are_few_are_as_they_are_now(kept: Count, few: list[Progress], due: Due) -> None:
    now = {on.channel: on for on in seen_now(kept, due, few).channels}
    fresh = {on.channel: on for on in counted(due, few, None).channels}
    for each in few:
        assert now[each.channel] == fresh[each.channel]


def test_it_is_counted_often_at_first_and_for_longer_than_a_day() -> None:
    first = Recount(outgoing_id="x")
    turns: list[Recount] = [first]
    while (again := turns[-1].next) is not None:
        turns.append(again)
    pauses = [each.pause for each in turns]
    assert [pause.total_seconds() for pause in pauses[:8]] == [10, 20, 40, 80, 160, 320, 640, 900]
    assert max(pauses) == timedelta(minutes=15)
    assert timedelta(days=1, hours=2) < sum(pauses, timedelta(0)) < timedelta(days=2)
    assert [Recount.from_json(each.to_json()) for each in turns] == turns
    assert Recount.from_json(Relay(outgoing_id="x").to_json()) is None
