"""The published Snapshot and Pulse: what every page view reads, in one request of two items."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from chalicelib.domain.errors import LostRace, Unavailable
from chalicelib.domain.snapshot import Pulse, Snapshot
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CURRENT, PART_PREFIX, PULSE, SNAPSHOT, Row
from chalicelib.storage.packing import from_json, pack, to_json, unpack

# DynamoDB's items end at 400 KB; this leaves room for the row's other attributes.
PART_SIZE = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The facts of the first row: how many more rows hold the rest, and of which content.

    Two publications of the same version may differ, as each says when it was made.
    """

    more: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What readers get; both are None before the first publication."""

    snapshot: Snapshot | None
    pulse: Pulse | None


@table_errors()
def read() -> Published:
    """The current Snapshot and Pulse: one request of two items, one more for a large page.

    Raises Unavailable when a large one is being replaced faster than it can be read.
    """
    # The parts of a large snapshot go when a newer one is there: then that is the one to read.
    published = _read() or _read()
    if published is None:
        raise Unavailable("The page is being published this very moment; please try again.")
    return published


def beat(shard: int, at: datetime) -> int:
    """Write a shard's sign of life; answers with the version of the snapshot that is published."""
    row = Row(SNAPSHOT, PULSE)
    entry = at.isoformat()
    try:
        with table_errors():
            row.update([Row.looked[str(shard)].set(entry)], condition=Row.looked.exists())
    except LostRace:  # the first beat of all makes the map; should two be first, both are kept
        _first_beat(shard, entry)
        return beat(shard, at)
    return int(row.version or 0)


def publish(snapshot: Snapshot) -> None:
    """Put the snapshot before readers, unless a newer one is there already.

    The parts of a large one are written first and those of older ones removed last, so that
    readers find a whole one at any moment.
    """
    packed = pack(snapshot)
    first, *rest = _cut(packed)
    parts = _Parts(more=len(rest), digest=hashlib.sha256(packed).hexdigest()[:16])
    keys = _part_keys(snapshot.version, parts)
    rows = [Row(SNAPSHOT, key, packed=part) for key, part in zip(keys, rest, strict=True)]
    current = Row(SNAPSHOT, CURRENT, version=snapshot.version, packed=first, facts=to_json(parts))
    # Equal counts as newer: a publication that stopped half way is made again.
    newer = Row.version.does_not_exist() | (Row.version <= snapshot.version)
    try:
        with table_errors():
            for row in rows:
                row.save()
            current.save(condition=newer)
            Row(SNAPSHOT, PULSE).update([Row.version.set(snapshot.version)], condition=newer)
    except LostRace:
        return
    _remove_older_parts(snapshot.version)


def _first_beat(shard: int, entry: str) -> None:
    try:
        with table_errors():
            Row(SNAPSHOT, PULSE).update(
                [Row.looked.set({str(shard): entry})], condition=Row.looked.does_not_exist()
            )
    except LostRace:
        return


def _rows(keys: Sequence[str]) -> dict[str, Row]:
    return {row.sk: row for row in Row.batch_get([(SNAPSHOT, key) for key in keys])}


def _pulse(row: Row) -> Pulse:
    looked = row.looked.attribute_values
    return Pulse(looked={int(n): datetime.fromisoformat(at) for n, at in looked.items()})


def _read() -> Published | None:
    """None when the parts of the snapshot are gone already."""
    rows = _rows([CURRENT, PULSE])
    current, pulse = rows.get(CURRENT), rows.get(PULSE)
    beating = _pulse(pulse) if pulse and pulse.looked is not None else None
    if current is None:
        return Published(snapshot=None, pulse=beating)
    version = int(current.version)
    keys = _part_keys(version, from_json(_Parts, current.facts))
    parts = _rows(keys) if keys else {}
    if len(parts) < len(keys):
        return None
    packed = b"".join([current.packed, *(parts[key].packed for key in keys)])
    return Published(snapshot=_unpacked(version, packed), pulse=beating)


@lru_cache(maxsize=1)
def _unpacked(version: int, packed: bytes) -> Snapshot:  # noqa: ARG001 - the key of the cache
    return unpack(Snapshot, packed)


def _cut(packed: bytes) -> list[bytes]:
    return [packed[start : start + PART_SIZE] for start in range(0, len(packed), PART_SIZE)]


def _part_keys(version: int, parts: _Parts) -> list[str]:
    return [f"{_versioned(version)}#{parts.digest}#{n:03d}" for n in range(parts.more)]


def _versioned(version: int) -> str:
    return f"{PART_PREFIX}{version:012d}"


@table_errors()
def _remove_older_parts(version: int) -> None:
    older = Row.sk.between(PART_PREFIX, _versioned(version))
    for row in Row.query(SNAPSHOT, older, attributes_to_get=["pk", "sk"]):
        row.delete()
