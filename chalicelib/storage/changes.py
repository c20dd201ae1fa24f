"""Confirmed changes of components' statuses: a row each, written with what was decided."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chalicelib.domain.days import months_back, next_month
from chalicelib.domain.timeline import StatusChange
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row
from chalicelib.storage.packing import from_json, to_json


def row_of(change: StatusChange) -> Row:
    """A component changes at most once a tick: the same change twice is the same row."""
    key = f"{_key(change.tick)}#{change.component_id}"
    return Row(_partition(change.tick), key, facts=to_json(change))


@table_errors()
def since(start: datetime, until: datetime) -> tuple[StatusChange, ...]:
    """The changes that were believed after `start` and up to `until`, oldest first."""
    if until <= start:
        return ()  # DynamoDB refuses to look between two keys that are the wrong way round
    # "~" comes after every component id: what was believed at `until` itself is in.
    ticks = Row.sk.between(_key(start + timedelta.resolution), f"{_key(until)}~")
    return tuple(
        from_json(StatusChange, row.facts)
        for partition in _partitions(start, until)
        for row in Row.query(partition, ticks, consistent_read=True)
    )


def _partitions(start: datetime, until: datetime) -> Iterator[str]:
    month = months_back(start.astimezone(UTC).date(), 0)
    while month <= until.astimezone(UTC).date():
        yield f"CHANGES#{month:%Y-%m}"
        month = next_month(month)


def _partition(at: datetime) -> str:
    return f"CHANGES#{at.astimezone(UTC):%Y-%m}"


def _key(at: datetime) -> str:
    """With microseconds always: texts then sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
