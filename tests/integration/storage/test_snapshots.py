"""What readers get: always a whole page, never an older one after a newer."""

import random
import string
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from chalicelib.domain.snapshot import Pulse, Snapshot
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.specimens import incident, minute, shown, snapshot, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.


@cache
def large(version: int, *, seed: int = 0) -> Snapshot:
    """A page that takes three items, however well it is packed."""
    letters = string.ascii_letters + string.digits
    body = "".join(random.Random(seed).choices(letters, k=850_000))
    return snapshot(version=version, incidents=(incident("0large000000", update(body=body)),))


def publish(page: Snapshot) -> None:
    from chalicelib.storage import snapshots

    snapshots.publish(page)


def beat(shard: int, number: float) -> int:
    from chalicelib.storage import snapshots

    return snapshots.beat(shard, minute(number))


def read() -> tuple[Snapshot | None, Pulse | None]:
    from chalicelib.storage import snapshots

    published = snapshots.read()
    return published.snapshot, published.pulse


def parts() -> set[str]:
    from chalicelib.storage.models import PART_PREFIX, SNAPSHOT, Row

    return {row.sk for row in Row.query(SNAPSHOT, Row.sk.startswith(PART_PREFIX))}


def test_before_the_first_publication_there_is_nothing(here: World) -> None:
    assert read() == (None, None)


def test_what_was_published_is_read_in_one_request_of_two_items(here: World) -> None:
    page = snapshot(shown("checkout"), incidents=(incident(),))
    publish(page)
    beat(0, 1)
    with recorded() as calls:
        assert read() == (page, Pulse(looked={0: minute(1)}))
    (call,) = calls
    assert call.operation == "BatchGetItem"
    (asked,) = call.body["RequestItems"].values()
    assert len(asked["Keys"]) == 2


def test_a_newer_page_replaces_an_older_one(here: World) -> None:
    publish(snapshot(version=1))
    publish(snapshot(shown("checkout"), version=2))
    assert read()[0] == snapshot(shown("checkout"), version=2)


def test_an_older_page_never_replaces_a_newer_one(here: World) -> None:
    publish(snapshot(version=2))
    publish(snapshot(shown("checkout"), version=1))
    assert read()[0] == snapshot(version=2)


def test_a_page_of_the_same_version_is_published_again(here: World) -> None:
    publish(snapshot(version=2))
    publish(snapshot(version=2, made_at=minute(1)))
    assert read()[0] == snapshot(version=2, made_at=minute(1))


def test_a_large_page_is_read_whole_with_one_request_more(here: World) -> None:
    publish(large(1))
    assert len(parts()) == 2
    with recorded() as calls:
        assert read()[0] == large(1)
    assert [call.operation for call in calls] == ["BatchGetItem", "BatchGetItem"]


def test_the_parts_of_an_older_page_are_removed(here: World) -> None:
    publish(large(1))
    publish(large(2, seed=2))
    assert len(parts()) == 2
    assert read()[0] == large(2, seed=2)
    publish(snapshot(version=3))
    assert parts() == set()


def test_a_large_page_that_is_older_leaves_the_newer_one_as_it_is(here: World) -> None:
    publish(large(2))
    publish(large(1, seed=1))
    assert read()[0] == large(2)


@pytest.mark.parametrize("version", [1, 2], ids=["the same version", "a newer version"])
@pytest.mark.parametrize("call", [1, 2, 3], ids=["at once", "between parts", "after the parts"])
def test_a_publication_that_broke_off_leaves_the_page_before_it_readable(
    here: World, version: int, call: int
) -> None:
    publish(large(1))
    with pytest.raises(Stopped), stopped_before(call, "PutItem"):
        publish(large(version, seed=7))
    assert read()[0] == large(1)
    publish(large(version, seed=7))
    assert read()[0] == large(version, seed=7)


def test_of_two_who_publish_the_same_version_at_once_one_is_read(here: World) -> None:
    """Two shards may see in the same second that there is something new."""
    pages = [large(1, seed=n) for n in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(publish, page) for page in pages]:
            done.result()
    assert read()[0] in pages


def test_a_pulse_holds_the_last_look_of_each_shard(here: World) -> None:
    for shard, number in ((0, 1), (1, 1), (2, 1.5), (0, 2)):
        beat(shard, number)
    looked = {0: minute(2), 1: minute(1), 2: minute(1.5)}
    assert read()[1] == Pulse(looked=looked)


def test_first_looks_that_come_at_once_are_all_kept(here: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(beat, shard, shard) for shard in range(4)]:
            done.result()
    assert read()[1] == Pulse(looked={shard: minute(shard) for shard in range(4)})


def test_a_look_learns_which_version_readers_see(here: World) -> None:
    assert beat(0, 1) == 0
    publish(snapshot(version=7))
    assert beat(0, 2) == 7
    publish(snapshot(version=6))
    assert beat(0, 3) == 7


def test_a_publication_keeps_the_pulse(here: World) -> None:
    beat(3, 1)
    publish(snapshot(version=1))
    assert read()[1] == Pulse(looked={3: minute(1)})
