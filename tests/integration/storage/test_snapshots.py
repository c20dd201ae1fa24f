"""What readers get: always a whole page, never an older one after a newer."""

import random
import string
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.record import ComponentRecord, Record, Telling
from chalicelib.domain.snapshot import Pulse, Snapshot
from chalicelib.domain.timeline import StatusChange, Stretch
from chalicelib.domain.uptime import Tally
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.specimens import incident, minute, shown, snapshot, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

RECORD = Record(
    begun_at=minute(-90),
    horizon=minute(0),
    day=minute(0).date(),
    day_start=minute(-720),
    components={
        "checkout": ComponentRecord(
            days="86400*3,86340.0.0.0.0.60",
            today=Tally(operational=60, no_data=60),
            latency_ms=(None, 83.2),
        )
    },
    outages=(Stretch(minute(-60), minute(-50)),),
    told=Telling(median=timedelta(seconds=95.5), count=2),
)
CHANGE = StatusChange(
    component_id="checkout",
    before=ComponentStatus.OPERATIONAL,
    after=ComponentStatus.MAJOR_OUTAGE,
    since=minute(1),
    tick=minute(2),
)


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

    return snapshots.beat(shard, tick=minute(int(number)), roster="r", at=minute(number))


def read() -> tuple[Snapshot | None, Pulse | None]:
    from chalicelib.storage import snapshots

    published = snapshots.read()
    return published.snapshot, published.pulse


def pulse(looked: Mapping[int, float]) -> Pulse:
    """A pulse of shards that looked at those minutes, without gaps."""
    return Pulse(
        looked={shard: minute(number) for shard, number in looked.items()},
        ticks={shard: minute(int(number)) for shard, number in looked.items()},
    )


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
        assert read() == (page, pulse({0: 1}))
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


def test_a_large_page_that_is_published_again_leaves_nothing_of_itself(here: World) -> None:
    """The roll-up publishes what hasn't changed, hour by hour."""
    for seed in range(3):
        publish(large(1, seed=seed))
    assert len(parts()) == 2
    assert read()[0] == large(1, seed=2)


def test_the_parts_of_who_publishes_at_the_same_moment_are_left_alone(here: World) -> None:
    """The other one has written its parts, and is about to put its page before readers."""
    from chalicelib.storage import large as rows
    from chalicelib.storage.models import CURRENT, SNAPSHOT
    from chalicelib.storage.packing import pack

    current, others = rows.rows_of(SNAPSHOT, CURRENT, 1, pack(large(1, seed=1)))
    for row in others:
        row.save()
    publish(large(1))
    current.save()
    assert read()[0] == large(1, seed=1)


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
    assert read()[1] == pulse({0: 2, 1: 1, 2: 1.5})


def test_first_looks_that_come_at_once_are_all_kept(here: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(beat, shard, shard) for shard in range(4)]:
            done.result()
    assert read()[1] == pulse({shard: shard for shard in range(4)})


def test_a_look_learns_which_version_readers_see(here: World) -> None:
    assert beat(0, 1) == 0
    publish(snapshot(version=7))
    assert beat(0, 2) == 7
    publish(snapshot(version=6))
    assert beat(0, 3) == 7


def test_a_publication_keeps_the_pulse(here: World) -> None:
    beat(3, 1)
    publish(snapshot(version=1))
    assert read()[1] == pulse({3: 1})


def gaps(shard: int) -> tuple[Stretch, ...]:
    now = read()[1]
    assert now
    return now.gaps.get(shard, ())


def test_minutes_that_a_shard_missed_are_gaps_of_its_own(here: World) -> None:
    for shard, number in ((0, 1), (1, 1), (1, 2), (0, 4), (1, 3), (1, 4)):
        beat(shard, number)
    missed = Stretch(minute(2), minute(4))
    assert read()[1] == Pulse(
        looked={0: minute(4), 1: minute(4)},
        ticks={0: minute(4), 1: minute(4)},
        gaps={0: (missed,)},
    )


def test_a_look_that_ends_late_belongs_to_its_tick(here: World) -> None:
    beat(0, 1.6)
    beat(0, 2.1)
    assert read()[1] == pulse({0: 2.1})


def test_a_tick_that_was_overtaken_leaves_the_later_one_standing(here: World) -> None:
    beat(0, 1)
    beat(0, 3)
    beat(0, 2.9)
    assert gaps(0) == (Stretch(minute(2), minute(3)),)
    assert read()[1] == Pulse(
        looked={0: minute(3)}, ticks={0: minute(3)}, gaps={0: (Stretch(minute(2), minute(3)),)}
    )


def test_of_two_ticks_at_once_the_later_one_stands_whoever_writes_last(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier one had read what was there before the later one wrote."""
    from chalicelib.storage import snapshots

    beat(0, 1)
    last_entry = snapshots._last_entry

    def read_then_overtaken(shard: int) -> str | None:
        entry = last_entry(shard)
        monkeypatch.setattr(snapshots, "_last_entry", last_entry)
        beat(shard, 3)
        return entry

    monkeypatch.setattr(snapshots, "_last_entry", read_then_overtaken)
    beat(0, 2)
    now = read()[1]
    assert now
    assert now.ticks == {0: minute(3)}


def test_all_looks_of_many_shards_at_once_are_kept(here: World) -> None:
    for number in (1, 2):
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(beat, shard, number) for shard in range(4)]:
                done.result()
    assert read()[1] == pulse(dict.fromkeys(range(4), 2))


def test_the_shards_that_ever_looked_are_known(here: World) -> None:
    from chalicelib.storage import snapshots

    assert snapshots.shards() == ()
    publish(snapshot(version=1))
    assert snapshots.shards() == ()
    for shard in (10, 0, 2):
        beat(shard, 1)
    assert snapshots.shards() == (0, 2, 10)


def test_the_time_alone_that_an_older_version_wrote_is_a_look(here: World) -> None:
    from chalicelib.storage.models import PULSE, SNAPSHOT, Row

    written = {"0": minute(1.5).isoformat()}
    Row(SNAPSHOT, PULSE).update([Row.looked.set(written)])
    assert read()[1] == pulse({0: 1.5})
    beat(0, 3)
    assert gaps(0) == (), "of which checks it was isn't known"
    beat(0, 5)
    assert gaps(0) == (Stretch(minute(4), minute(5)),)


def test_the_record_is_read_as_it_was_published(here: World) -> None:
    page = snapshot(shown("checkout"))
    told = replace(page, record=RECORD, changes=(CHANGE,), place="Dublin (eu-west-1)")
    publish(told)
    assert read()[0] == told
