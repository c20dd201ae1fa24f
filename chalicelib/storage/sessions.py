"""Sessions: a row each, under the digest of its token. They remove themselves in time."""

from contextlib import suppress

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.errors import LostRace
from chalicelib.domain.sessions import LONGEST, Session
from chalicelib.storage import audit
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row
from chalicelib.storage.packing import from_json, to_json


def key_of(person_id: str, session_id: str) -> tuple[str, str]:
    """Where the session is."""
    return f"SESSIONS#{person_id}", session_id


def row_of(session: Session) -> Row:
    """For the transaction in which it was earned. Removal is late: readers compare the time."""
    ends = int((session.started_at + LONGEST).timestamp())
    return Row(*key_of(session.person_id, session.id), facts=to_json(session), ttl=ends)


@table_errors()
def of(person_id: str) -> tuple[Session, ...]:
    """The person's sessions, those that are over as well until they were removed."""
    partition, _ = key_of(person_id, "")
    rows = Row.query(partition, consistent_read=True)
    return tuple(from_json(Session, row.facts) for row in rows)


def seen(session: Session) -> None:
    """Write down that somebody is still there; one that was ended meanwhile stays ended."""
    row = Row(*key_of(session.person_id, session.id))
    with suppress(LostRace), table_errors():
        row.update([Row.facts.set(to_json(session))], condition=Row.pk.exists())


def end(person_id: str, session_id: str, told: AuditEntry) -> None:
    """End a session. One that isn't there (any more) is nothing to tell of."""
    with suppress(LostRace), audit.told_with(told) as transaction:
        row = Row(*key_of(person_id, session_id))
        transaction.delete(row, condition=Row.pk.exists())
