"""API keys: a row each, looked up by the id that stands in the key itself."""

from contextlib import suppress

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.errors import LostRace
from chalicelib.domain.keys import Key
from chalicelib.storage import audit
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import KEYS, Row
from chalicelib.storage.packing import from_json, to_json


@table_errors()
def load(key_id: str) -> Key | None:
    """The key of that id, as it is in this moment: a revoked one isn't there."""
    try:
        return from_json(Key, Row.get(KEYS, key_id, consistent_read=True).facts)
    except Row.DoesNotExist:
        return None


@table_errors()
def load_all() -> tuple[Key, ...]:
    """All keys, the oldest first: ids sort by time."""
    return tuple(from_json(Key, row.facts) for row in Row.query(KEYS, consistent_read=True))


def save(key: Key, told: AuditEntry) -> None:
    """Write a new key."""
    with audit.told_with(told) as transaction:
        transaction.save(_row(key), condition=Row.pk.does_not_exist())


def remove(key: Key, told: AuditEntry) -> None:
    """Remove a key. Raises LostRace when somebody else just did."""
    with audit.told_with(told) as transaction:
        transaction.delete(Row(KEYS, key.id), condition=Row.pk.exists())


def used(key: Key) -> None:
    """Write down when it was used; one that was revoked meanwhile doesn't come back."""
    with suppress(LostRace), table_errors():
        Row(KEYS, key.id).update([Row.facts.set(to_json(key))], condition=Row.pk.exists())


def _row(key: Key) -> Row:
    return Row(KEYS, key.id, facts=to_json(key))
