"""The Record as a row: replaced version by version, whole however large it is."""

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from chalicelib.domain.day_text import write_days
from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.errors import LostRace
from chalicelib.domain.record import (
    ComponentRecord,
    Record,
    begun,
)
from chalicelib.domain.uptime import Tally
from tests.aws_calls import Stopped, stopped_before
from tests.specimens import NOON
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

MIDNIGHT = NOON.replace(hour=0)
TODAY = MIDNIGHT.date()


def test_before_the_first_roll_up_there_is_no_record(here: World) -> None:
    from chalicelib.storage import rollups

    assert rollups.load() == (None, 0)


def test_the_record_is_replaced_version_by_version(here: World) -> None:
    from chalicelib.storage import rollups

    first = begun(NOON, "Etc/UTC")
    second = replace(
        first,
        horizon=first.horizon + HOUR,
        components={"shop": ComponentRecord(days="86400*2", today=Tally(no_data=60))},
    )
    rollups.save(first, expected_version=0)
    assert rollups.load() == (first, 1)
    rollups.save(second, expected_version=1)
    assert rollups.load() == (second, 2)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_who_did_not_read_the_newest_record_loses(here: World, expected: int) -> None:
    from chalicelib.storage import rollups

    first = begun(NOON, "Etc/UTC")
    rollups.save(first, expected_version=0)
    rollups.save(first, expected_version=1)
    with pytest.raises(LostRace):
        rollups.save(replace(first, horizon=NOON + DAY), expected_version=expected)
    assert rollups.load() == (first, 2)


@cache
def large(seed: int) -> Record:
    """A thousand components whose days are all bad in their own way: more than an item holds."""
    random = Random(seed)
    days = [
        Tally(operational=86_400 - down, major_outage=down)
        for down in (random.randrange(86_400) for _ in range(3000))
    ]
    components = {
        f"part-{n:04d}": ComponentRecord(days=write_days(random.sample(days, k=364)))
        for n in range(1000)
    }
    return replace(begun(NOON, "Etc/UTC"), components=components)


def parts() -> int:
    from chalicelib.storage.models import PART_PREFIX, RECORD, Row

    return Row.count(RECORD, Row.sk.startswith(PART_PREFIX))


def test_a_record_of_a_thousand_bad_years_is_read_whole(here: World) -> None:
    from chalicelib.storage import rollups

    rollups.save(large(1), expected_version=0)
    assert parts() >= 2
    assert rollups.load() == (large(1), 1)


def test_the_parts_of_an_older_record_are_removed(here: World) -> None:
    from chalicelib.storage import rollups

    rollups.save(large(1), expected_version=0)
    rollups.save(begun(NOON, "Etc/UTC"), expected_version=1)
    assert parts() == 0
    assert rollups.load() == (begun(NOON, "Etc/UTC"), 2)


@pytest.mark.parametrize("call", [1, 2, 3], ids=["at once", "between parts", "after the parts"])
def test_a_large_record_that_was_not_written_to_the_end_leaves_the_one_before_it(
    here: World, call: int
) -> None:
    from chalicelib.storage import rollups

    rollups.save(large(1), expected_version=0)
    with pytest.raises(Stopped), stopped_before(call, "PutItem"):
        rollups.save(large(2), expected_version=1)
    assert rollups.load() == (large(1), 1)
    rollups.save(large(2), expected_version=1)
    assert rollups.load() == (large(2), 2)


def test_who_loses_with_a_large_record_leaves_the_newest_as_it_is(here: World) -> None:
    from chalicelib.storage import rollups

    rollups.save(large(1), expected_version=0)
    with pytest.raises(LostRace):
        rollups.save(large(2), expected_version=0)
    assert rollups.load() == (large(1), 1)


def test_a_record_without_its_newer_fields_is_read_with_their_defaults(here: World) -> None:
    from chalicelib.storage import rollups

    plain = Record(begun_at=NOON, horizon=NOON, day=TODAY, day_start=MIDNIGHT)
    rollups.save(plain, expected_version=0)
    assert rollups.load()[0] == plain
