"""Roll-ups as compact text: many stand in a row, and most of them are alike.

One is `[start, length, [seconds by status], [bucket, count, …]]`, with the start in seconds since
1970 and the statuses in the order of Tally's fields.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain.histogram import Histogram
from chalicelib.domain.record import DayRollup, Rollup
from chalicelib.domain.uptime import Tally

_STATUSES = tuple(each.name for each in fields(Tally))


def pack_hour(rollups: Mapping[str, Rollup]) -> bytes:
    return _pack({component_id: _plain(each) for component_id, each in rollups.items()})


def unpack_hour(packed: bytes) -> dict[str, Rollup]:
    return {component_id: _rollup(plain) for component_id, plain in _unpack(packed).items()}


def pack_rollups(rollups: Iterable[Rollup]) -> bytes:
    return _pack([_plain(each) for each in rollups])


def unpack_rollups(packed: bytes) -> list[Rollup]:
    return [_rollup(plain) for plain in _unpack(packed)]


def pack_days(days: Iterable[DayRollup]) -> bytes:
    return _pack([[each.day.isoformat(), *_plain(each.whole)] for each in days])


def unpack_days(packed: bytes) -> list[DayRollup]:
    return [
        DayRollup(day=date.fromisoformat(day), whole=_rollup(plain))
        for day, *plain in _unpack(packed)
    ]


def _plain(rollup: Rollup) -> list[object]:
    length = int((rollup.end - rollup.start).total_seconds())
    buckets = [number for pair in sorted(rollup.latency.counts.items()) for number in pair]
    seconds = [getattr(rollup.tally, name) for name in _STATUSES]
    return [int(rollup.start.timestamp()), length, seconds, buckets]


def _rollup(plain: Sequence[Any]) -> Rollup:
    began, length, seconds, buckets = plain
    start = datetime.fromtimestamp(began, UTC)
    return Rollup(
        start=start,
        end=start + timedelta(seconds=length),
        tally=Tally(**dict(zip(_STATUSES, seconds, strict=False))),
        latency=Histogram(dict(zip(buckets[::2], buckets[1::2], strict=True))),
    )


def _pack(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
