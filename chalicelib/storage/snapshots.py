"""The published Snapshot and Pulse: what every page view reads, in one request of two items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from chalicelib.domain.beats import beat_text, next_beat, read_beat
from chalicelib.domain.errors import LostRace, Unavailable
from chalicelib.domain.snapshot import Pulse, Snapshot
from chalicelib.storage import large
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CURRENT, PULSE, SNAPSHOT, Row
from chalicelib.storage.packing import pack, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What readers get; both are None before the first publication."""

    snapshot: Snapshot | None
    pulse: Pulse | None


@table_errors()
def read(*, consistent: bool = False) -> Published:
    """The current Snapshot and Pulse: one request of two items, one more for a large page.

    What was written before it began is seen for sure only when it is `consistent`. Raises
    Unavailable when a large one is being replaced faster than it can be read.
    """
    # The parts of a large snapshot go when a newer one is there: then that is the one to read.
    published = _read(consistent) or _read(consistent)
    if published is None:
        raise Unavailable("The page is being published this very moment; please try again.")
    return published


def beat(shard: int, *, tick: datetime, roster: str, at: datetime) -> int:
    """Write a shard's sign of life; answers with the version of the snapshot that is published.

    Ticks that were missed since its last one are remembered for a day. When two ticks of a shard
    run at once, the later one stays, and no gap is made up between them.
    """
    row = Row(SNAPSHOT, PULSE)
    last = _last_entry(shard)
    entry = beat_text(next_beat(read_beat(last) if last else None, tick=tick, roster=roster, at=at))
    own = Row.looked[str(shard)]
    is_last = own == last if last else Row.looked.exists() & own.does_not_exist()
    try:
        with table_errors():
            row.update([own.set(entry)], condition=is_last)
    except LostRace:  # the first beat of all makes the map; should two be first, both are kept
        _first_beat(shard, entry)
        return beat(shard, tick=tick, roster=roster, at=at)
    return int(row.version or 0)


@table_errors()
def shards() -> tuple[int, ...]:
    """The numbers of all shards that ever looked."""
    try:
        row = Row.get(SNAPSHOT, PULSE, consistent_read=True)
    except Row.DoesNotExist:
        return ()
    return tuple(sorted(map(int, _entries(row))))


def publish(snapshot: Snapshot) -> None:
    """Put the snapshot before readers, unless a newer one is there already.

    The parts of a large one are written first and those of older ones removed last, so that
    readers find a whole one at any moment.
    """
    current, others = large.rows_of(SNAPSHOT, CURRENT, snapshot.version, pack(snapshot))
    replaced = _parts_replaced() if others else set()
    # Equal counts as newer: a publication that stopped half way is made again.
    newer = Row.version.does_not_exist() | (Row.version <= snapshot.version)
    try:
        with table_errors():
            for row in others:
                row.save()
            current.save(condition=newer)
            Row(SNAPSHOT, PULSE).update(
                [Row.version.set(snapshot.version), Row.facts.set(_edition(snapshot))],
                condition=newer,
            )
    except LostRace:
        return
    _remove_parts(snapshot.version, replaced - {row.sk for row in others})


def _first_beat(shard: int, entry: str) -> None:
    try:
        with table_errors():
            Row(SNAPSHOT, PULSE).update(
                [Row.looked.set({str(shard): entry})], condition=Row.looked.does_not_exist()
            )
    except LostRace:
        return


def _edition(snapshot: Snapshot) -> str:
    """Another with each publication: one version may be published anew, with more history."""
    return f"{snapshot.version} {snapshot.made_at.isoformat()}"


def _rows(keys: Sequence[str], consistent: bool) -> dict[str, Row]:
    found = Row.batch_get([(SNAPSHOT, key) for key in keys], consistent_read=consistent)
    return {row.sk: row for row in found}


@table_errors()
def _last_entry(shard: int) -> str | None:
    try:
        row = Row.get(SNAPSHOT, PULSE, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return _entries(row).get(str(shard))


def _entries(row: Row) -> dict[str, str]:
    looked: Any = row.looked  # None when all that is known of is a publication
    return looked.attribute_values if looked is not None else {}


def pulse_of(row: Row) -> Pulse:
    """The Pulse in its row; without a look when all that is known of is a publication."""
    beats = {int(n): read_beat(entry) for n, entry in _entries(row).items()}
    return Pulse(
        looked={shard: beat.at for shard, beat in beats.items()},
        ticks={shard: beat.tick for shard, beat in beats.items()},
        gaps={shard: beat.gaps for shard, beat in beats.items() if beat.gaps},
    )


def _read(consistent: bool) -> Published | None:
    """None when the parts of the snapshot are gone already."""
    rows = _rows([CURRENT, PULSE], consistent)
    current, pulse = rows.get(CURRENT), rows.get(PULSE)
    beating = pulse_of(pulse) if pulse and pulse.looked is not None else None
    if current is None:
        return Published(snapshot=None, pulse=beating)
    packed = large.whole(current, consistent=consistent)
    if packed is None:
        return None
    return Published(snapshot=_unpacked(int(current.version), packed), pulse=beating)


@lru_cache(maxsize=1)
def _unpacked(version: int, packed: bytes) -> Snapshot:  # noqa: ARG001 - the key of the cache
    return unpack(Snapshot, packed)


@table_errors()
def _parts_replaced() -> set[str]:
    return set(large.other_parts(SNAPSHOT, CURRENT))


@table_errors()
def _remove_parts(version: int, replaced: Iterable[str]) -> None:
    """Those that were replaced, which may be of this very version, and all of older ones.

    Other parts of this version are left alone: somebody else may just be publishing them.
    """
    large.remove(SNAPSHOT, replaced)
    large.remove_older(SNAPSHOT, version)
