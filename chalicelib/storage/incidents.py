"""Incidents and their updates. Ids sort by when an incident began, and so do its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice

from chalicelib.domain.ids import time_prefix
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import INCIDENTS, Row
from chalicelib.storage.packing import from_json, to_json

_ROWS_OF_MOST = 5  # an incident's own, and those of its updates


@table_errors()
def load(incident_ids: Iterable[str]) -> dict[str, Incident]:
    """The incidents that exist among the ids, whole, by id."""
    found = {}
    for incident_id in incident_ids:
        rows = list(Row.query(INCIDENTS, Row.sk.startswith(incident_id), consistent_read=True))
        if rows:
            found[incident_id] = _incident(rows)
    return found


@table_errors()
def recent(limit: int) -> tuple[Incident, ...]:
    """The incidents that began last, newest first, whole."""
    rows = Row.query(
        INCIDENTS,
        scan_index_forward=False,
        consistent_read=True,
        # Else a request brings a megabyte of history along, of which nothing is wanted.
        page_size=limit * _ROWS_OF_MOST,
    )
    return tuple(islice(_families(rows), limit))


@table_errors()
def between(start: datetime, end: datetime) -> tuple[Incident, ...]:
    """The incidents that began from `start` up to `end`, newest first, whole."""
    began = Row.sk.between(time_prefix(start), time_prefix(end))
    return tuple(_families(Row.query(INCIDENTS, began, scan_index_forward=False)))


def rows_of(incident: Incident, *, told_before: int) -> Iterator[Row]:
    """The rows to write: the incident's own, and the updates after the first `told_before`."""
    yield Row(INCIDENTS, incident.id, facts=to_json(replace(incident, updates=())))
    for update in incident.updates[told_before:]:
        yield Row(INCIDENTS, f"{incident.id}#{update.number:04d}", facts=to_json(update))


def _families(rows: Iterable[Row]) -> Iterator[Incident]:
    """One incident after the other, of rows in falling order."""
    for _, family in groupby(rows, key=lambda row: row.sk.partition("#")[0]):
        yield _incident(sorted(family, key=lambda row: str(row.sk)))


def _incident(rows: Sequence[Row]) -> Incident:
    first, *rest = rows
    incident = from_json(Incident, first.facts)
    updates = (from_json(IncidentUpdate, row.facts) for row in rest)
    # Not by their rows: these sort as text, and past 9,999 no longer in the order of the numbers.
    return replace(incident, updates=tuple(sorted(updates, key=lambda each: each.number)))
