"""The page's definition: the one in force, and the one that the last apply left.

Each is a single compressed row, written whole, so that a page is never defined by halves, and a
tick reads one small item. The bytes of the logo and those of the signers' pictures stand in rows of
their own, as only pages need them.
What was valid when it was applied stays in force, also when later rules would refuse it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.definition import Definition
from chalicelib.domain.hands import Hands, Redefinition
from chalicelib.domain.signers import pictures, with_pictures
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import APPLIED, DEFINITION, FORMER, LOGO, PAGE, PICTURES, Row
from chalicelib.storage.packing import pack, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDefinition:
    """`definition` is in force, `applied` is what the last apply wrote; both None before one.

    `revision` grows with each change of the definition, `created_at` is that of the first. `hands`
    are of those who changed it since the last apply.
    """

    definition: Definition | None
    applied: Definition | None
    revision: int
    created_at: datetime | None
    hands: Hands = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is in a row; logo and pictures in it have a name, but no bytes."""

    definition: Definition
    created_at: datetime
    hands: Hands = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pictures:
    """What the files of pictures hold, by their names."""

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
    """Everything about the definition; five items in one request."""
    keys = [(PAGE, key) for key in (DEFINITION, APPLIED, LOGO, PICTURES, FORMER)]
    rows = {row.sk: row for row in Row.batch_get(keys, consistent_read=True)}
    if DEFINITION not in rows:
        return StoredDefinition(definition=None, applied=None, revision=0, created_at=None)
    kept = unpack(_Kept, rows[DEFINITION].packed)
    logo = kept.definition.page.logo
    contents = dict(_contents(rows.get(PICTURES)))
    if logo and LOGO in rows:
        contents[logo.name] = rows[LOGO].packed
    applied = unpack(_Kept, rows[APPLIED].packed).definition if APPLIED in rows else None
    before = {**_contents(rows.get(FORMER)), **contents}
    return StoredDefinition(
        definition=_with_bytes(kept.definition, contents),
        applied=_with_bytes(applied, before) if applied else None,
        revision=int(rows[DEFINITION].version),
        created_at=kept.created_at,
        hands=kept.hands,
    )


def _contents(row: Row | None) -> Mapping[str, bytes]:
    return unpack(_Pictures, row.packed).contents if row else {}


def rows_of(redefined: Redefinition) -> list[Row]:
    """What the team's change of it writes. The last apply, and its pictures, stay on record."""
    definition, revision = redefined.definition, redefined.revision
    rows = [Row(PAGE, DEFINITION, version=revision, packed=_packed(redefined))]
    rows += _picture_rows(definition, revision)
    if redefined.former:
        packed = pack(_Pictures(contents=redefined.former))
        rows.append(Row(PAGE, FORMER, version=revision, packed=packed))
    return rows


def applied_rows(definition: Definition, revision: int, created_at: datetime) -> list[Row]:
    """What an apply writes: it is in force, on record as applied, and in nobody else's hand."""
    packed = _packed(Redefinition(definition=definition, revision=revision, created_at=created_at))
    return [
        Row(PAGE, DEFINITION, version=revision, packed=packed),
        Row(PAGE, APPLIED, version=revision, packed=packed),
        *_picture_rows(definition, revision),
    ]


def _packed(redefined: Redefinition) -> bytes:
    bare = _with_bytes(redefined.definition, {})
    kept = _Kept(definition=bare, created_at=redefined.created_at, hands=redefined.hands)
    return pack(kept)


def _picture_rows(definition: Definition, revision: int) -> Iterator[Row]:
    if definition.page.logo:
        yield Row(PAGE, LOGO, version=revision, packed=definition.page.logo.content)
    if faces := {each.name: each.content for each in pictures(definition.page.signers)}:
        packed = pack(_Pictures(contents=faces))
        yield Row(PAGE, PICTURES, version=revision, packed=packed)


def _with_bytes(definition: Definition, contents: Mapping[str, bytes]) -> Definition:
    page = definition.page
    logo = page.logo and replace(page.logo, content=contents.get(page.logo.name, b""))
    signers = with_pictures(page.signers, contents)
    return replace(definition, page=replace(page, logo=logo, signers=signers))
