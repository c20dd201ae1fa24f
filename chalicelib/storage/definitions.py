"""The page as a document: the one in force, and the one that the last apply left.

Each is a single compressed row, read with one request in every tick and written whole, so that a
page is never defined by halves. The logo stands in a row of its own, as only pages need it.
"""

import json
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.definition import Definition, parse, to_document
from chalicelib.domain.errors import LostRace
from chalicelib.storage import states, transactions
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import APPLIED, DEFINITION, LOGO, PAGE, Row

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDefinition:
    """`definition` is in force, `applied` is what the last apply wrote; both None before one.

    `revision` grows with each change of the definition, `created_at` is that of the first.
    """

    definition: Definition | None
    applied: Definition | None
    revision: int
    created_at: datetime | None


@table_errors()
def load() -> StoredDefinition:
    """Everything about the definition; three items in one request."""
    keys = [(PAGE, DEFINITION), (PAGE, APPLIED), (PAGE, LOGO)]
    rows = {row.sk: row for row in Row.batch_get(keys, consistent_read=True)}
    logo = rows.get(LOGO)
    files = {logo.facts: logo.packed} if logo else {}
    return _stored(rows.get(DEFINITION), rows.get(APPLIED), files)


def save(definition: Definition, *, expected_revision: int, now: datetime) -> int:
    """Put the definition in force, and on record as applied; answers with the new revision.

    What was believed of a check that leaves the page is forgotten: should it come back, it begins
    anew. Raises LostRace when somebody else changed the definition since `expected_revision`.
    That a tick changed the state meanwhile is no such race: it is written on top of that.
    """
    for _ in range(_ATTEMPTS):
        stored = load()
        if stored.revision != expected_revision:
            break
        rows = _rows(definition, expected_revision + 1, stored.created_at or now)
        with suppress(LostRace):
            board = states.load()
            rows += states.forgotten(_removed_checks(stored.definition, definition), board, now)
            head = states.head_row(board.version + 1, board.episodes)
            transactions.commit(rows, expected_version=board.version, head=head)
            return expected_revision + 1
    raise LostRace("Somebody else changed the page definition meanwhile; look at the plan again.")


def _rows(definition: Definition, revision: int, created_at: datetime) -> list[Row]:
    packed = _packed(definition, created_at)
    rows = [
        Row(PAGE, DEFINITION, version=revision, packed=packed),
        Row(PAGE, APPLIED, version=revision, packed=packed),
    ]
    if definition.page.logo:
        logo = definition.page.logo
        rows.append(Row(PAGE, LOGO, version=revision, facts=logo.name, packed=logo.content))
    return rows


def _removed_checks(before: Definition | None, after: Definition) -> set[str]:
    kept = {check.id for check in after.checks}
    return {check.id for check in before.checks if check.id not in kept} if before else set()


def _packed(definition: Definition, created_at: datetime) -> bytes:
    stored = {"created_at": created_at.isoformat(), "document": to_document(definition)}
    return zlib.compress(json.dumps(stored, separators=(",", ":")).encode())


def _stored(current: Row | None, applied: Row | None, files: dict[str, bytes]) -> StoredDefinition:
    if current is None:
        return StoredDefinition(definition=None, applied=None, revision=0, created_at=None)
    in_force, created_at = _unpacked(current.packed, files)
    return StoredDefinition(
        definition=in_force,
        applied=_unpacked(applied.packed, files)[0] if applied else None,
        revision=int(current.version),
        created_at=created_at,
    )


def _unpacked(packed: bytes, files: dict[str, bytes]) -> tuple[Definition, datetime]:
    stored = json.loads(zlib.decompress(packed))
    return parse(stored["document"], files), datetime.fromisoformat(stored["created_at"])
