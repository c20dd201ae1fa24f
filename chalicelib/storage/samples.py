"""Results: one packed row a shard and tick, whatever the number of checks.

A row names its roster, and holds verdicts, statuses and phases in columns in the order of that
roster: what is alike stands together and packs to almost nothing. Fifty checks that are up take
less than one write unit. Phases are kept to a tenth of a millisecond.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.days import DAY
from chalicelib.domain.errors import LostRace
from chalicelib.domain.results import Phases, Result, Verdict, answered
from chalicelib.domain.shards import Roster
from chalicelib.storage import rosters
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row

_VERDICTS = {Verdict.UP: "u", Verdict.SLOW: "s", Verdict.DOWN: "d", Verdict.UNKNOWN: "?"}
_LETTERS = {letter: verdict for verdict, letter in _VERDICTS.items()}
_PHASES = tuple(each.name for each in fields(Phases))
_PER_MS = 10
# A roll-up that was broken for a week makes up for it, however soon readers see no more of it.
_STAYS_AT_LEAST = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The results of one shard in one tick, and whose they are."""

    tick: datetime
    roster: Roster
    results: tuple[Result, ...]


def record(
    shard: int, tick: datetime, results: Sequence[Result], roster: Roster, kept_for: timedelta
) -> tuple[Result, ...]:
    """Write down the results of a tick, in the roster's order; answers with those that stand.

    When the same tick ran before, its results stand and the new ones are dropped: a tick has one
    truth, however often it runs. The row may go when readers may not see it any more, and the
    roll-up doesn't need it.
    """
    expires = int((tick + max(kept_for, _STAYS_AT_LEAST)).timestamp())
    row = Row(_partition(shard, tick), _key(tick), packed=_packed(results, roster), ttl=expires)
    try:
        with table_errors():
            row.save(condition=Row.pk.does_not_exist())
    except LostRace:
        return _first_results(shard, tick, roster)
    return tuple(results)


@table_errors()
def between(shard: int, start: datetime, end: datetime) -> tuple[Sample, ...]:
    """The samples of a shard from `start` up to `end`, oldest first: all that are there."""
    rows: list[Row] = []
    day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        ticks = Row.sk.between(_key(start), _key(end - timedelta.resolution))
        rows += Row.query(_partition(shard, day), ticks)
        day += DAY
    return _samples(rows)


@table_errors()
def latest(
    shard: int, until: datetime, count: int, *, now: datetime, kept_for: timedelta
) -> tuple[Sample, ...]:
    """The last samples of a shard up to `until`, newest first; of that day and the one before.

    What readers may not see any more is left out, although it is still there.
    """
    gone = _key(now - kept_for)
    rows: list[Row] = []
    for day in (until, until - DAY):
        missing = count - len(rows)
        if missing > 0:
            older = Row.sk <= _key(until)
            query = Row.query(
                _partition(shard, day), older, scan_index_forward=False, limit=missing
            )
            rows += [row for row in query if row.sk > gone]
    return _samples(rows)


@table_errors()
def _first_results(shard: int, tick: datetime, roster: Roster) -> tuple[Result, ...]:
    row = Row.get(_partition(shard, tick), _key(tick), consistent_read=True)
    columns = _columns(row)
    known = {roster.digest: roster}
    if columns["roster"] not in known:  # a definition came in between
        known = dict(rosters.load([columns["roster"]]))
    return tuple(_results(columns, known[columns["roster"]]))


def _samples(rows: Sequence[Row]) -> tuple[Sample, ...]:
    """Rows of before there were rosters say nothing here: there were no changes on record, too."""
    read = [(datetime.fromisoformat(row.sk), _columns(row)) for row in rows]
    read = [(tick, columns) for tick, columns in read if "roster" in columns]
    known = rosters.load({columns["roster"] for _, columns in read})
    return tuple(
        Sample(
            tick=tick,
            roster=known[columns["roster"]],
            results=tuple(_results(columns, known[columns["roster"]])),
        )
        for tick, columns in read
        if columns["roster"] in known
    )


def _columns(row: Row) -> Mapping[str, Any]:
    columns: Mapping[str, Any] = json.loads(zlib.decompress(row.packed))
    return columns


def _packed(results: Sequence[Result], roster: Roster) -> bytes:
    columns = {
        "roster": roster.digest,
        "verdicts": "".join(_VERDICTS[result.verdict] for result in results),
        "statuses": [result.status for result in results],
        "phases": [[_tenths(getattr(r.phases, name)) for r in results] for name in _PHASES],
        "days_left": [result.certificate_days_left for result in results],
        # What is up says no more than its status and its time do.
        "reasons": {
            n: result.reason
            for n, result in enumerate(results)
            if result.reason != _plain_reason(result.verdict, result.status, result.phases)
        },
    }
    return zlib.compress(json.dumps(columns, separators=(",", ":")).encode(), 9)


def _results(packed: Mapping[str, Any], roster: Roster) -> Iterator[Result]:
    for n, post in enumerate(roster.posts):
        verdict, status = _LETTERS[packed["verdicts"][n]], packed["statuses"][n]
        phases = Phases(
            **{
                name: _milliseconds(column[n])
                for name, column in zip(_PHASES, packed["phases"], strict=True)
            }
        )
        plain = _plain_reason(verdict, status, phases)
        yield Result(
            check_id=post.check_id,
            verdict=verdict,
            reason=packed["reasons"].get(str(n), plain),
            status=status,
            phases=phases,
            certificate_days_left=packed["days_left"][n],
        )


def _plain_reason(verdict: Verdict, status: int | None, phases: Phases) -> str:
    return answered(status, phases) if verdict is Verdict.UP else ""


def _tenths(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * _PER_MS)


def _milliseconds(tenths: int | None) -> Any:
    return None if tenths is None else tenths / _PER_MS


def _partition(shard: int, tick: datetime) -> str:
    return f"SAMPLES#{shard}#{tick.astimezone(UTC).date().isoformat()}"


def _key(tick: datetime) -> str:
    return tick.astimezone(UTC).isoformat()
