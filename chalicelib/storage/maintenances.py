"""Maintenances, each one row with its updates. Ids sort by the window that was announced first.

A window may be moved while the id stays, as addresses and calendars hold it. Then a second row
stands where the window now is, and says where the maintenance is. It is only believed as long as
the maintenance agrees: one that was left over by another move, or by a crash, does no harm.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.domain.ids import time_prefix
from chalicelib.domain.maintenances import RECENT_MAINTENANCES, Maintenance
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import MAINTENANCES, Row
from chalicelib.storage.packing import from_json, to_json

# More than anybody plans: what is to come is read whole.
_COMING_AT_MOST = 200


@table_errors()
def save(maintenance: Maintenance) -> None:
    """Write it down whole."""
    for row in rows_of(maintenance):
        row.save()


def rows_of(maintenance: Maintenance) -> Iterator[Row]:
    """The rows to write, in this order when they are written one by one."""
    begins = time_prefix(maintenance.scheduled_for)
    if not maintenance.id.startswith(begins):
        yield Row(MAINTENANCES, f"{begins}#{maintenance.id}")
    yield Row(MAINTENANCES, maintenance.id, facts=to_json(maintenance))


@table_errors()
def load(maintenance_ids: Iterable[str]) -> dict[str, Maintenance]:
    """The maintenances that exist among the ids, by id."""
    wanted = [(MAINTENANCES, each) for each in dict.fromkeys(maintenance_ids)]
    rows = list(Row.batch_get(wanted, consistent_read=True)) if wanted else []
    return {row.sk: from_json(Maintenance, row.facts) for row in rows if row.facts}


@table_errors()
def recent(now: datetime) -> tuple[Maintenance, ...]:
    """All that are to begin after `now`, and the last 50 that were to begin before; latest first.

    One that was to begin long ago and is still under way is among the 50, unless as many began
    after it.
    """
    here = time_prefix(now + timedelta(seconds=1))
    coming = Row.query(MAINTENANCES, Row.sk >= here, consistent_read=True, limit=_COMING_AT_MOST)
    past = Row.query(
        MAINTENANCES,
        Row.sk < here,
        consistent_read=True,
        scan_index_forward=False,
        page_size=RECENT_MAINTENANCES,
    )
    begun = tuple(islice(_at_home(past), RECENT_MAINTENANCES))
    return (*reversed(tuple(_at_home(coming))), *begun)


@table_errors()
def between(start: datetime, end: datetime) -> tuple[Maintenance, ...]:
    """The maintenances whose windows begin from `start` up to `end`, latest first."""
    begins = Row.sk.between(time_prefix(start), time_prefix(end))
    return tuple(_at_home(Row.query(MAINTENANCES, begins, scan_index_forward=False)))


def _at_home(rows: Iterable[Row]) -> Iterator[Maintenance]:
    """The maintenances of the rows, those alone whose windows still begin where the row stands."""
    for row in rows:
        found = from_json(Maintenance, row.facts) if row.facts else _elsewhere(row)
        if found and row.sk.startswith(time_prefix(found.scheduled_for)):
            yield found


def _elsewhere(row: Row) -> Maintenance | None:
    maintenance_id = row.sk.partition("#")[2]
    return load([maintenance_id]).get(maintenance_id)
