"""Counts: whom the relay has asked for, and how far a piece of news was when it was counted.

There is no counter that grows with each delivery: what may run twice would count twice. All is
summed from the rows of the deliveries, now and then, and the sum is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ledger import Asked, Count, Due, Progress, due_of
from chalicelib.storage.deliveries import Begun, ends_at, progress_in
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import ASKED_PREFIX, COUNTED, DELIVERED, Row, deliveries_of
from chalicelib.storage.packing import from_json, to_json, unpack

# More rows than 500 audiences and the pieces of a hundred thousand subscribers are. What an earlier
# version began has those of its subscribers there, too, and may have more.
_READ_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Few:
    """What is due, and how far those are of whom there are few: audiences, not subscribers."""

    due: Due
    progress: tuple[Progress, ...]


@table_errors()
def asked(outgoing_id: str, begins: str, of_piece: Asked, now: datetime) -> None:
    """So many are about to be asked for, of the subscribers after that one; the last word counts,
    when it is said twice.
    """
    key = f"{ASKED_PREFIX}{begins}"
    Row(deliveries_of(outgoing_id), key, facts=to_json(of_piece), ttl=ends_at(now)).save()


@table_errors()
def few(outgoing_id: str) -> Few:
    """One read of a bounded number of rows."""
    rows: list[Row] = list(Row.query(deliveries_of(outgoing_id), limit=_READ_AT_MOST))
    begun = next((row for row in rows if row.sk == DELIVERED and row.packed), None)
    pieces = {
        row.sk.removeprefix(ASKED_PREFIX): from_json(Asked, row.facts)
        for row in rows
        if row.sk.startswith(ASKED_PREFIX)
    }
    known = unpack(Begun, begun.packed).due if begun else {}
    return Few(due_of(known, pieces), tuple(progress_in(rows)))


@table_errors()
def keep(outgoing_id: str, count: Count, now: datetime) -> None:
    """Keep it as counted now; raises LostRace where a later count is there."""
    version = int(now.timestamp())
    row = Row(
        deliveries_of(outgoing_id),
        COUNTED,
        version=version,
        facts=to_json(count),
        ttl=ends_at(now),
    )
    row.save(condition=Row.version.does_not_exist() | (Row.version <= version))


@table_errors()
def kept(outgoing_ids: Iterable[str]) -> Mapping[str, Count]:
    """The last count of each, of those that were counted."""
    keys = {(deliveries_of(each), COUNTED): each for each in outgoing_ids}
    rows: Iterable[Row] = Row.batch_get(list(keys))
    return {keys[row.pk, row.sk]: from_json(Count, row.facts) for row in rows}
