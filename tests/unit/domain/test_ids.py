"""Ids that Statuspage's clients take, the same for the same thing."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import derived_id, time_prefix, timed_id
from tests.specimens import NOON

# The pattern that a client checks (atc0005/check-statuspage).
PATTERN = re.compile(r"[a-z0-9]{12}")

words = st.text(max_size=20)
moments = st.integers(0, 32_503_680_000 * 1000).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)


@given(words, words, moments)
def test_every_id_has_twelve_small_letters_and_digits(kind: str, key: str, at: datetime) -> None:
    assert PATTERN.fullmatch(derived_id(kind, key))
    assert PATTERN.fullmatch(timed_id(at, key))


def test_the_id_of_a_key_never_changes() -> None:
    """Links, subscriptions and rows of years stand on these."""
    assert derived_id("component", "checkout") == "n744rccgak6t"
    assert timed_id(NOON, "checkout") == "0towk00p7ffh"


def test_the_same_key_has_another_id_in_another_kind() -> None:
    assert derived_id("group", "shop") != derived_id("component", "shop")


@given(st.sets(words, min_size=2))
def test_different_keys_have_different_ids(keys: set[str]) -> None:
    assert len({derived_id("check", key) for key in keys}) == len(keys)


@given(moments, moments, words, words)
def test_ids_sort_by_the_second_in_which_they_began(
    one: datetime, other: datetime, seed: str, other_seed: str
) -> None:
    first, second = sorted((one, other))
    if second - first >= timedelta(seconds=1):
        assert timed_id(first, seed) < timed_id(second, other_seed)
    assert timed_id(first, seed)[:7] <= timed_id(second, other_seed)[:7]


@given(moments, st.sets(words, min_size=2, max_size=9))
def test_what_began_in_the_same_second_is_told_apart(at: datetime, seeds: set[str]) -> None:
    made = {timed_id(at, seed) for seed in seeds}
    assert len(made) == len(seeds)
    assert {made_id[:7] for made_id in made} == {time_prefix(at)}
