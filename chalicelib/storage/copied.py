"""How far the copies in each bucket are, and whose turn it is to write there."""

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.copies import Copied
from chalicelib.domain.errors import LostRace
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import COPIES, PULSE, SNAPSHOT, Row
from chalicelib.storage.outbox import CLAIM
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.snapshots import pulse_of

# Leases count in millionths of a second, so that no two are alike.
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The edition that is published ("" for none), when each shard looked, and by region how far
    the copies are.
    """

    edition: str
    looked: Mapping[int, datetime]
    copied: Mapping[str, Copied]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Leave to write in a region's bucket, alone; `copied` is how far it was then."""

    region: str
    until: int
    copied: Copied | None


@table_errors()
def standing(regions: Iterable[str]) -> Standing:
    """One request, of the pulse and one small row a region."""
    keys = [(SNAPSHOT, PULSE), *((COPIES, region) for region in regions)]
    rows = {row.sk: row for row in Row.batch_get(keys, consistent_read=True)}
    pulse = rows.pop(PULSE, None)
    known = {region: _copied(row) for region, row in rows.items()}
    return Standing(
        edition=(pulse.facts or "") if pulse else "",
        looked=pulse_of(pulse).looked if pulse else {},
        copied={region: copied for region, copied in known.items() if copied},
    )


def claim(region: str, now: datetime) -> Lease | None:
    """The lease of a bucket, or None while another has it.

    It lasts longer than any function of ours may run, so one that a crash left behind belongs to
    somebody who writes no more. One whose answer was lost is known again by its very end.
    """
    epoch = int(now.timestamp()) * _MICRO
    until = epoch + int(CLAIM.total_seconds()) * _MICRO - secrets.randbelow(_MICRO)
    free = Row.version.does_not_exist() | (Row.version <= epoch)
    row = Row(COPIES, region)
    try:
        with table_errors():
            row.update(actions=[Row.version.set(until)], condition=free)
    except LostRace:
        return _own(region, until)
    return Lease(region=region, until=until, copied=_copied(row))


def done(lease: Lease, copied: Copied) -> None:
    """The bucket is as far as that, and free for the next."""
    with suppress(LostRace), table_errors():
        Row(COPIES, lease.region).update(
            actions=[Row.facts.set(to_json(copied)), Row.version.remove()],
            condition=Row.version == lease.until,
        )


def release(lease: Lease) -> None:
    """The bucket is free again, and how far it is stays as it was known."""
    with suppress(LostRace), table_errors():
        Row(COPIES, lease.region).update(
            actions=[Row.version.remove()], condition=Row.version == lease.until
        )


@table_errors()
def forget(region: str) -> None:
    """The bucket was emptied, or is another one."""
    Row(COPIES, region).delete()


@table_errors()
def _own(region: str, until: int) -> Lease | None:
    try:
        row = Row.get(COPIES, region, consistent_read=True)
    except Row.DoesNotExist:
        return None
    if row.version != until:
        return None
    return Lease(region=region, until=until, copied=_copied(row))


def _copied(row: Row) -> Copied | None:
    return from_json(Copied, row.facts) if row.facts else None
