"""The audit log: a row for each entry, in a partition a month. Nothing here rewrites or removes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice

from pynamodb.transactions import TransactWrite

from chalicelib.domain.audit import AuditEntry, AuditPage
from chalicelib.domain.days import months_back
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ids import moment_of
from chalicelib.storage import handled as handled_rows
from chalicelib.storage.errors import table_errors
from chalicelib.storage.handled import Handled
from chalicelib.storage.models import Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

_BEGAN = date(2026, 1, 1)  # nobody ran Candor before: so far back one looks for entries


def row_of(entry: AuditEntry) -> Row:
    """For the transaction of the change that it tells of: neither is there without the other."""
    return Row(_partition(entry.at.date()), entry.id, facts=to_json(entry))


@contextmanager
def told_with(entry: AuditEntry) -> Iterator[TransactWrite]:
    """A transaction for a change, in which the entry goes along. Raises LostRace, or Unavailable.

    Its answer may be lost on the way back, and then it is sent again, and fails on its own work:
    when the entry is there, that was our own success.
    """
    try:
        with table_errors(), TransactWrite(connection=connection()) as transaction:
            transaction.save(row_of(entry))
            yield transaction
    except LostRace:
        if not _is_written(entry):
            raise


@table_errors()
def append(entry: AuditEntry) -> None:
    """Write an entry by itself. Raises LostRace when there is one of that id."""
    row_of(entry).save(condition=Row.pk.does_not_exist())


def append_once(entry: AuditEntry, handled: Handled) -> None:
    """Write an entry for what changed nothing else; LostRace when that request was handled."""
    with told_with(entry) as transaction:
        transaction.save(handled_rows.row_of(handled), condition=Row.pk.does_not_exist())


@table_errors()
def load(entry_id: str) -> AuditEntry | None:
    """The entry of that id, if there is one."""
    try:
        partition = _partition(moment_of(entry_id).date())
        return from_json(AuditEntry, Row.get(partition, entry_id, consistent_read=True).facts)
    except (Row.DoesNotExist, ValueError, OverflowError):
        return None


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


@table_errors()
def _is_written(entry: AuditEntry) -> bool:
    row = row_of(entry)
    try:
        Row.get(row.pk, row.sk, consistent_read=True)
    except Row.DoesNotExist:
        return False
    return True


def _partition(day: date) -> str:
    return f"AUDIT#{day:%Y-%m}"
