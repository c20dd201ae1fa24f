"""The page's definition: the one in force, and the one that the last apply left.

Each is a single compressed row, written whole, so that a page is never defined by halves, and a
tick reads one small item. The bytes of the logo and those of the signers' pictures stand in rows of
their own, as only pages need them.
What was valid when it was applied stays in force, also when later rules would refuse it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import LostRace
from chalicelib.domain.signers import pictures, with_pictures
from chalicelib.storage import rosters, states, transactions
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import APPLIED, DEFINITION, LOGO, PAGE, PICTURES, Row
from chalicelib.storage.packing import pack, unpack

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is in a row; logo and pictures in it have a name, but no bytes."""

    definition: Definition
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pictures:
    """What the files of the signers' pictures hold, by their names."""

    contents: Mapping[str, bytes]


@table_errors()
def in_force() -> Definition | None:
    """The definition in force, whose pictures have names but no bytes: what checks need of it."""
    try:
        row = Row.get(PAGE, DEFINITION, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return unpack(_Kept, row.packed).definition


@table_errors()
def load() -> StoredDefinition:
    """Everything about the definition; four items in one request."""
    keys = [(PAGE, key) for key in (DEFINITION, APPLIED, LOGO, PICTURES)]
    rows = {row.sk: row for row in Row.batch_get(keys, consistent_read=True)}
    if DEFINITION not in rows:
        return StoredDefinition(definition=None, applied=None, revision=0, created_at=None)
    kept = unpack(_Kept, rows[DEFINITION].packed)
    logo = rows[LOGO].packed if LOGO in rows else b""
    faces = unpack(_Pictures, rows[PICTURES].packed).contents if PICTURES in rows else {}
    applied = unpack(_Kept, rows[APPLIED].packed).definition if APPLIED in rows else None
    return StoredDefinition(
        definition=_with_bytes(kept.definition, logo, faces),
        applied=_with_bytes(applied, logo, faces) if applied else None,
        revision=int(rows[DEFINITION].version),
        created_at=kept.created_at,
    )


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
            rows += rosters.rows_of(definition)
            rows += states.forgotten(_removed_checks(stored.definition, definition), board)
            rows += states.unseen(_left_alone(stored.definition, definition), board, now)
            head = states.head_row(board)
            transactions.commit(rows, expected_version=board.version, head=head)
            return expected_revision + 1
    raise LostRace("Somebody else changed the page definition meanwhile; look at the plan again.")


def _rows(definition: Definition, revision: int, created_at: datetime) -> list[Row]:
    packed = pack(_Kept(definition=_with_bytes(definition, b"", {}), created_at=created_at))
    rows = [
        Row(PAGE, DEFINITION, version=revision, packed=packed),
        Row(PAGE, APPLIED, version=revision, packed=packed),
    ]
    if definition.page.logo:
        rows.append(Row(PAGE, LOGO, version=revision, packed=definition.page.logo.content))
    if faces := {each.name: each.content for each in pictures(definition.page.signers)}:
        packed = pack(_Pictures(contents=faces))
        rows.append(Row(PAGE, PICTURES, version=revision, packed=packed))
    return rows


def _with_bytes(definition: Definition, logo: bytes, faces: Mapping[str, bytes]) -> Definition:
    page = definition.page
    shown = page.logo and replace(page.logo, content=logo)
    signers = with_pictures(page.signers, faces)
    return replace(definition, page=replace(page, logo=shown, signers=signers))


def _left_alone(before: Definition | None, after: Definition) -> set[str]:
    """The components that were looked at, and aren't any more."""
    checked = {check.component_id for check in after.checks}
    return {c.component_id for c in before.checks} - checked if before else set()


def _removed_checks(before: Definition | None, after: Definition) -> set[str]:
    kept = {check.id for check in after.checks}
    return {check.id for check in before.checks if check.id not in kept} if before else set()
