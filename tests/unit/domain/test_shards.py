"""Which checks are looked at together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.checks import LOOKED_AT_AT_ONCE as SHARD_SIZE
from chalicelib.domain.definition import Definition
from chalicelib.domain.shards import ShardMessage, shard_of_components, shards
from tests.specimens import NOON, definition


def of_counts(*counts: int) -> Definition:
    """A page of components that have so many checks."""
    return definition({f"component-{n}": count for n, count in enumerate(counts)})


counts = st.integers(0, 3) | st.integers(0, SHARD_SIZE + 20)
definitions = st.lists(counts, max_size=12).map(lambda made: of_counts(*made))


@pytest.mark.parametrize(
    ("checks", "sizes"),
    [
        ([], [0]),
        ([0, 0], [0]),
        ([1], [1]),
        ([1] * SHARD_SIZE, [SHARD_SIZE]),
        ([1] * (SHARD_SIZE + 1), [SHARD_SIZE, 1]),
        ([SHARD_SIZE - 1, 2, 1], [SHARD_SIZE - 1, 3]),
        ([1, SHARD_SIZE + 20, 1], [1, SHARD_SIZE + 20, 1]),
    ],
)
def test_a_shard_is_filled_before_the_next_one_begins(checks: list[int], sizes: list[int]) -> None:
    assert [len(shard) for shard in shards(of_counts(*checks))] == sizes


@given(definitions)
def test_every_check_is_in_exactly_one_shard(page: Definition) -> None:
    assert [check for shard in shards(page) for check in shard] == list(page.checks)


@given(definitions)
def test_the_checks_of_a_component_are_looked_at_together(page: Definition) -> None:
    homes = [(check.component_id, n) for n, shard in enumerate(shards(page)) for check in shard]
    assert dict(homes) == shard_of_components(page)
    assert len(set(homes)) == len(dict(homes))


@given(definitions)
def test_a_shard_is_larger_than_it_should_be_only_for_a_single_component(page: Definition) -> None:
    for shard in shards(page):
        assert len(shard) <= SHARD_SIZE or len({check.component_id for check in shard}) == 1


@given(definitions)
def test_no_shard_is_empty_unless_it_is_the_only_one(page: Definition) -> None:
    cut = shards(page)
    assert all(cut) or len(cut) == 1


def test_a_component_without_checks_has_no_shard() -> None:
    assert shard_of_components(of_counts(1, 0, 1)) == {"component-0": 0, "component-2": 0}


@given(st.integers(0, 10_000), st.integers(0, 10**6))
def test_a_message_reads_back_as_it_was_written(shard: int, number: int) -> None:
    message = ShardMessage(shard=shard, scheduled_at=NOON + timedelta(minutes=number))
    assert ShardMessage.from_json(message.to_json()) == message
