"""The audit log: a row for each entry, in a partition a month. Nothing here rewrites or removes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from chalicelib.domain.audit import AuditEntry, AuditPage
from chalicelib.domain.days import months_back
from chalicelib.domain.ids import moment_of
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row
from chalicelib.storage.packing import from_json, to_json

_BEGAN = date(2026, 1, 1)  # nobody ran Candor before: so far back one looks for entries


def row_of(entry: AuditEntry) -> Row:
    """For the transaction of the change that it tells of: neither is there without the other."""
    return Row(_partition(entry.at.date()), entry.id, facts=to_json(entry))


@table_errors()
def append(entry: AuditEntry) -> None:
    """Write an entry by itself. Raises LostRace when there is one of that id."""
    row_of(entry).save(condition=Row.pk.does_not_exist())


def page(*, before: str | None, limit: int, now: datetime) -> AuditPage:
    """The newest entries up to now, or those that are older than the one of that id."""
    found = tuple(islice(newest_first(before=before, now=now), limit + 1))
    shown = found[:limit]
    return AuditPage(entries=shown, next=shown[-1].id if len(found) > limit else None)


def newest_first(*, before: str | None = None, now: datetime) -> Iterator[AuditEntry]:
    """All entries of all months, read as they are taken."""
    newest = min(now, moment_of(before)) if before else now
    month = months_back(newest.astimezone(UTC).date(), 0)
    older = Row.sk < before if before else None
    while month >= _BEGAN:
        with table_errors():
            for row in Row.query(
                _partition(month), older, scan_index_forward=False, consistent_read=True
            ):
                yield from_json(AuditEntry, row.facts)
        month = months_back(month, 1)


def _partition(day: date) -> str:
    return f"AUDIT#{day:%Y-%m}"
