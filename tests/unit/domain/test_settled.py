"""What copies are made of is the same for as long as nothing changes."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.settled import settled
from chalicelib.domain.snapshot import BLIND_AFTER, Pulse, view
from chalicelib.domain.timeline import Stretch
from tests.specimens import message, minute, shown, snapshot

PAGE = snapshot(shown("shop", shard=0), shown("search", shard=1))
_SECONDS = st.integers(min_value=0, max_value=150).map(lambda s: timedelta(seconds=s))


def looked(*minutes: float) -> Pulse:
    at = {shard: minute(each) for shard, each in enumerate(minutes)}
    return Pulse(looked=at, ticks={s: t.replace(second=0, microsecond=0) for s, t in at.items()})


def test_a_page_on_which_nothing_happens_stays_as_it_was_published() -> None:
    early = settled(view(PAGE, looked(1, 1), minute(1)))
    late = settled(view(PAGE, looked(40, 40), minute(40.5)))
    assert early.at == late.at == PAGE.made_at
    assert early == late


@given(_SECONDS, _SECONDS)
def test_it_says_of_each_component_what_the_view_says(first: timedelta, second: timedelta) -> None:
    now = minute(40)
    pulse = Pulse(looked={0: now - first * 3, 1: now - second * 3})
    seen = view(PAGE, pulse, now)
    then = settled(seen)
    assert then.statuses == seen.statuses
    assert then.blind_since == seen.blind_since
    assert then.at <= now


def test_a_shard_that_goes_quiet_is_a_change_of_that_moment() -> None:
    then = settled(view(PAGE, looked(10, 30), minute(30.5)))
    assert then.at == minute(10) + BLIND_AFTER + timedelta.resolution
    assert then.at == settled(view(PAGE, looked(10, 31), minute(31))).at


def test_so_is_one_that_looks_again() -> None:
    gaps = {0: (Stretch(minute(11), minute(25)),)}
    then = settled(view(PAGE, replace(looked(30, 30), gaps=gaps), minute(30)))
    assert then.at == minute(25)


def test_and_a_message_that_comes() -> None:
    told = replace(PAGE, messages=(message(starts_at=minute(20)),))
    assert settled(view(told, looked(19, 19), minute(19.5))).at == PAGE.made_at
    assert settled(view(told, looked(30, 30), minute(30))).at == minute(20)
