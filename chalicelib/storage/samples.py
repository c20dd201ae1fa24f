"""Results: one packed row a shard and tick, whatever the number of checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.errors import LostRace
from chalicelib.domain.results import Result
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row
from chalicelib.storage.packing import pack, unpack

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    results: tuple[Result, ...]


def record(shard: int, tick: datetime, results: Sequence[Result]) -> tuple[Result, ...]:
    """Write down the results of a tick; answers with those that stand.

    When the same tick ran before, its results stand and the new ones are dropped: a tick has one
    truth, however often it runs.
    """
    expires = int((tick + KEPT_FOR).timestamp())
    packed = pack(_Sample(results=tuple(results)))
    row = Row(_partition(shard, tick), tick.isoformat(), packed=packed, ttl=expires)
    try:
        with table_errors():
            row.save(condition=Row.pk.does_not_exist())
    except LostRace:
        return read(shard, tick)
    return tuple(results)


@table_errors()
def read(shard: int, tick: datetime) -> tuple[Result, ...]:
    """The results on record of a shard in a tick; none when it wasn't looked at."""
    try:
        row = Row.get(_partition(shard, tick), tick.isoformat(), consistent_read=True)
    except Row.DoesNotExist:
        return ()
    return unpack(_Sample, row.packed).results


def _partition(shard: int, tick: datetime) -> str:
    return f"SAMPLES#{shard}#{tick.date().isoformat()}"
