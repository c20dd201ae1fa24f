"""Incidents and their updates. Ids sort by when an incident began, and so do its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import INCIDENTS, Row
from chalicelib.storage.packing import from_json, to_json


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
    rows = Row.query(INCIDENTS, scan_index_forward=False, consistent_read=True)
    incidents: list[Incident] = []
    for _, family in groupby(rows, key=lambda row: row.sk.partition("#")[0]):
        incidents.append(_incident(sorted(family, key=lambda row: str(row.sk))))
        if len(incidents) == limit:
            break
    return tuple(incidents)


def rows_of(incident: Incident, *, told_before: int) -> Iterator[Row]:
    """The rows to write: the incident's own, and the updates after the first `told_before`."""
    yield Row(INCIDENTS, incident.id, facts=to_json(replace(incident, updates=())))
    for update in incident.updates[told_before:]:
        yield Row(INCIDENTS, f"{incident.id}#{update.number:04d}", facts=to_json(update))


def _incident(rows: Sequence[Row]) -> Incident:
    first, *rest = rows
    incident = from_json(Incident, first.facts)
    updates = tuple(from_json(IncidentUpdate, row.facts) for row in rest)
    return replace(incident, updates=updates)
