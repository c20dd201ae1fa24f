"""Passes: a row each, looked up by the id that stands in the link. They remove themselves in time.

One that was used up stays until then, as the next version of its row: what is written with it is
one transaction with that, and so is written once.
"""

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.passes import Pass
from chalicelib.storage import audit
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import PASSES, Row
from chalicelib.storage.packing import from_json, to_json

_GOOD, _USED_UP = 1, 2


@table_errors()
def load(pass_id: str) -> Pass | None:
    """The pass of that id, as it is in this moment; it may be used up, or have expired."""
    try:
        return from_json(Pass, Row.get(PASSES, pass_id, consistent_read=True).facts)
    except Row.DoesNotExist:
        return None


def save(made: Pass, told: AuditEntry) -> None:
    """Write a new pass that somebody made."""
    with audit.told_with(told) as transaction:
        transaction.save(row_of(made))


@table_errors()
def save_for_reminder(made: Pass) -> None:
    """Write a new pass that nobody asked for; who sends reminders may read none."""
    row_of(made).save()


def row_of(held: Pass) -> Row:
    """For the transaction of what is written with it: a row of that version fails on another."""
    version = _USED_UP if held.is_used else _GOOD
    ends = int(held.expires_at.timestamp())
    return Row(PASSES, held.id, version=version, ttl=ends, facts=to_json(held))
