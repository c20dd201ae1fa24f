"""What readers are shown at a moment, and how it grows old."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Stage
from chalicelib.domain.snapshot import (
    BLIND_AFTER,
    Pulse,
    Snapshot,
    View,
    group_status,
    is_quiet,
    view,
)
from tests.specimens import NOON, incident, minute, shown, snapshot, update

UP = ComponentStatus.OPERATIONAL
UNSEEN = ComponentStatus.NO_DATA
MAJOR = ComponentStatus.MAJOR_OUTAGE
A_MOMENT = timedelta.resolution


def pulse(looked: Mapping[int, float]) -> Pulse:
    """By shard, the minute of its last look."""
    return Pulse(looked={shard: minute(number) for shard, number in looked.items()})


def seen(
    *statuses: ComponentStatus, looked: Mapping[int, float], at: datetime = NOON
) -> dict[str, ComponentStatus]:
    """How components, each in a shard of its own, are shown."""
    page = snapshot(*(shown(f"c{n}", status, shard=n) for n, status in enumerate(statuses)))
    return dict(view(page, pulse(looked), at).statuses)


def test_what_was_looked_at_is_shown_as_it_is() -> None:
    assert seen(UP, MAJOR, looked={0: 0, 1: -1}) == {"c0": UP, "c1": MAJOR}


def test_what_a_quiet_shard_looks_at_is_shown_as_no_data() -> None:
    assert seen(UP, MAJOR, looked={0: 0, 1: -4}) == {"c0": UP, "c1": UNSEEN}


def test_what_no_shard_ever_looked_at_is_shown_as_no_data() -> None:
    assert seen(UP, UP, looked={0: 0}) == {"c0": UP, "c1": UNSEEN}


def test_what_nothing_checks_is_shown_as_it_was_said_to_be() -> None:
    page = snapshot(shown("stated", MAJOR, shard=None))
    now = view(page, pulse({0: -100}), NOON)
    assert now.statuses == {"stated": MAJOR}
    assert now.checked_at == {}
    assert now.last_checked_at is None


def test_each_component_says_when_its_shard_last_looked() -> None:
    page = snapshot(shown("a", shard=0), shown("b", shard=1), shown("c", shard=2))
    now = view(page, pulse({0: -1, 1: -2}), NOON)
    assert now.checked_at == {"a": minute(-1), "b": minute(-2)}
    assert now.last_checked_at == minute(-1)


@pytest.mark.parametrize(
    ("looked_at", "quiet"),
    [
        (None, True),
        (NOON, False),
        (NOON + A_MOMENT, False),
        (NOON - BLIND_AFTER, False),
        (NOON - BLIND_AFTER - A_MOMENT, True),
    ],
)
def test_a_look_speaks_of_the_present_for_three_ticks(
    looked_at: datetime | None, quiet: bool
) -> None:
    assert is_quiet(looked_at, NOON) is quiet


@pytest.mark.parametrize(
    ("looked", "blind_since"),
    [
        ({0: -1}, None),
        ({0: -3}, None),
        ({0: -3.01}, minute(-3.01)),
        ({0: -9, 1: -4}, minute(-4)),
        ({0: -9, 1: -3}, None),
    ],
)
def test_we_are_blind_when_no_shard_looks_any_more(
    looked: Mapping[int, float], blind_since: datetime | None
) -> None:
    page = snapshot(shown("a", shard=0), shown("b", shard=1))
    assert view(page, pulse(looked), NOON).blind_since == blind_since


@pytest.mark.parametrize("nothing", [None, Pulse(looked={})], ids=["no pulse", "an empty one"])
def test_before_the_first_look_a_page_counts_as_seen_when_it_was_made(
    nothing: Pulse | None,
) -> None:
    page = snapshot(shown("a"), made_at=minute(-3))
    assert view(page, nothing, NOON).blind_since is None
    assert view(page, nothing, NOON + A_MOMENT).blind_since == minute(-3)


def test_the_api_tells_what_was_known_last_whatever_its_age() -> None:
    page = snapshot(shown("a", MAJOR), shown("b", UP))
    now = view(page, pulse({0: -60}), NOON)
    assert set(now.statuses.values()) == {UNSEEN}
    assert now.page_status.description == "Partial System Outage"


def test_a_group_is_as_bad_as_the_worst_that_is_shown_of_it() -> None:
    page = snapshot(
        shown("a", group_id="g"),
        shown("b", MAJOR, group_id="g"),
        shown("c", MAJOR, shard=1, group_id="h"),
        shown("d", MAJOR),
    )
    now = view(page, pulse({0: 0}), NOON)
    assert [group_status(now, each) for each in ("g", "h", "empty")] == [MAJOR, UNSEEN, UP]


def test_open_incidents_are_those_that_are_not_over() -> None:
    page = snapshot(incidents=tuple(incident(stage, update(stage=stage)) for stage in Stage))
    assert [each.stage for each in page.open_incidents] == [
        Stage.INVESTIGATING,
        Stage.IDENTIFIED,
        Stage.MONITORING,
    ]


# Some minutes before noon, with parts of a second as clocks have them.
times = st.timedeltas(timedelta(0), timedelta(minutes=8)).map(lambda ago: NOON - ago)
pulses = st.none() | st.builds(
    lambda looked: Pulse(looked=looked), st.dictionaries(st.integers(0, 3), times)
)
pages = st.builds(
    lambda shards, made_at: snapshot(
        *(shown(f"c{n}", MAJOR, shard=shard) for n, shard in enumerate(shards)), made_at=made_at
    ),
    st.lists(st.none() | st.integers(0, 3), max_size=5),
    times,
)


@given(pages, pulses, st.floats(0, 1, exclude_max=True))
def test_until_then_the_same_is_shown(page: Snapshot, last: Pulse | None, share: float) -> None:
    now = view(page, last, NOON)
    end = min(now.until, NOON + timedelta(days=1))
    assert end > NOON
    for at in (NOON + (end - NOON - A_MOMENT) * share, end - A_MOMENT):
        assert replace(view(page, last, at), at=NOON) == now


def what_is_shown(now: View) -> object:
    return now.statuses, now.checked_at, now.blind_since


def test_a_blind_page_is_made_anew_each_minute() -> None:
    """The time without data grows, and so may the date."""
    blind = view(snapshot(shown("checkout")), Pulse(looked={0: NOON}), minute(10.5))
    assert blind.until == minute(11)


@given(pages, pulses)
def test_whatever_changes_changes_at_such_a_moment(page: Snapshot, last: Pulse | None) -> None:
    now, moments = view(page, last, NOON), 0
    while now.blind_since is None:
        now, moments = view(page, last, now.until), moments + 1
    assert what_is_shown(now) == what_is_shown(view(page, last, minute(60)))
    assert moments <= 1 + len(last.looked if last else ())


@given(pages, pulses)
def test_when_we_are_blind_nothing_that_is_checked_has_data(
    page: Snapshot, last: Pulse | None
) -> None:
    now = view(page, last, NOON)
    checked = [now.statuses[c.component.id] for c in page.components if c.shard is not None]
    if now.blind_since:
        assert set(checked) <= {UNSEEN}
