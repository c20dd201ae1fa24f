"""Drills: one row says how far they are, and one for each says whether its webhook has heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pynamodb.transactions import TransactWrite

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.drills import PATIENCE, Course, Drill, Drills
from chalicelib.domain.nudges import Nudge
from chalicelib.storage import audit, outbox
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CANARY, DRILLS, DRILLS_STATE, Row, canary_of
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """How far drills are, in that version of the row; 0 before the first."""

    drills: Drills
    version: int


@table_errors()
def load() -> Kept:
    try:
        row = Row.get(DRILLS, DRILLS_STATE, consistent_read=True)
    except Row.DoesNotExist:
        return Kept(Drills(), 0)
    return Kept(from_json(Drills, row.facts), int(row.version))


def start(drill: Drill, before: Kept, entries: Sequence[AuditEntry]) -> None:
    """Write it down with what goes the way; raises LostRace when another was faster."""
    ends = int((drill.at + 2 * PATIENCE).timestamp())
    heard = Row(canary_of(drill.id), CANARY, facts=to_json(drill), ttl=ends)
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        _save(transaction, before.drills.starting(drill), before.version)
        transaction.save(heard)
        transaction.save(outbox.row_of(drill))
        for entry in entries:
            transaction.save(audit.row_of(entry))


def move(course: Course, before: Kept, nudge: Nudge | None) -> None:
    """The one that is under way is so far. Raises LostRace when another was faster.

    What is over isn't sent any more; the nudge says to the team that it failed.
    """
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        _save(transaction, before.drills.moved_to(course), before.version)
        if course.ended_at:
            transaction.delete(outbox.key_row_of(course.drill))
        if nudge:
            transaction.save(outbox.row_of(nudge))


@table_errors()
def awaited(drill_id: str) -> Drill | None:
    """The drill whose webhook may still hear of it."""
    try:
        row = Row.get(canary_of(drill_id), CANARY, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Drill, row.facts)


def hear(drill_id: str, now: datetime) -> None:
    """The webhook has heard of it; the first time counts. Raises LostRace for any other."""
    is_first = Row.pk.exists() & Row.version.does_not_exist()
    with table_errors():
        Row(canary_of(drill_id), CANARY).update(
            actions=[Row.version.set(int(now.timestamp() * _MICRO))], condition=is_first
        )


@table_errors()
def heard_at(drill_id: str) -> datetime | None:
    """When the webhook heard of it."""
    try:
        row = Row.get(canary_of(drill_id), CANARY, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return datetime.fromtimestamp(row.version / _MICRO, UTC) if row.version else None


def _save(transaction: TransactWrite, drills: Drills, version: int) -> None:
    row = Row(DRILLS, DRILLS_STATE, facts=to_json(drills), version=version + 1)
    unchanged = Row.version == version if version else Row.pk.does_not_exist()
    transaction.save(row, condition=unchanged)
