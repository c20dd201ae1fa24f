"""Values that may be too large for one item: the first part in its row, the rest in others.

The other parts are written before the row and removed after it was replaced, so that readers find
a whole value at any moment. They are named by version and content: two who write the same version
may not have the same to say.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.storage.models import PART_PREFIX, Row
from chalicelib.storage.packing import from_json, to_json

# DynamoDB's items end at 400 KB; this leaves room for the row's other attributes.
PART_SIZE = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The facts of the first row: how many more rows hold the rest, and of which content."""

    more: int
    digest: str


def rows_of(pk: str, sk: str, version: int, packed: bytes) -> tuple[Row, list[Row]]:
    """The row with the first part, and those with the rest, which are to be written before it."""
    first, *rest = _cut(packed)
    parts = _Parts(more=len(rest), digest=hashlib.sha256(packed).hexdigest()[:16])
    keys = _part_keys(version, parts)
    others = [Row(pk, key, packed=part) for key, part in zip(keys, rest, strict=True)]
    return Row(pk, sk, version=version, packed=first, facts=to_json(parts)), others


def whole(row: Row, *, consistent: bool = False) -> bytes | None:
    """All of the value; one request more for a large one.

    None when parts of it are gone already: then there is a newer one.
    """
    keys = _part_keys(int(row.version), from_json(_Parts, row.facts)) if row.facts else []
    if not keys:
        return bytes(row.packed)
    found = Row.batch_get([(row.pk, key) for key in keys], consistent_read=consistent)
    parts = {part.sk: part.packed for part in found}
    if len(parts) < len(keys):
        return None
    return b"".join([row.packed, *(parts[key] for key in keys)])


def other_parts(pk: str, sk: str) -> list[str]:
    """The keys of the parts that the row has besides itself, as it is now."""
    try:
        row = Row.get(pk, sk, attributes_to_get=["version", "facts"])
    except Row.DoesNotExist:
        return []
    return _part_keys(int(row.version), from_json(_Parts, row.facts)) if row.facts else []


def remove(pk: str, keys: Iterable[str]) -> None:
    """Remove those parts."""
    for key in keys:
        Row(pk, key).delete()


def remove_older(pk: str, version: int) -> None:
    """Remove what is left of the versions before that one."""
    older = Row.sk.between(PART_PREFIX, _versioned(version))
    for row in Row.query(pk, older, attributes_to_get=["pk", "sk"]):
        row.delete()


def _cut(packed: bytes) -> Sequence[bytes]:
    return [packed[start : start + PART_SIZE] for start in range(0, len(packed), PART_SIZE)]


def _part_keys(version: int, parts: _Parts) -> list[str]:
    return [f"{_versioned(version)}#{parts.digest}#{n:03d}" for n in range(parts.more)]


def _versioned(version: int) -> str:
    return f"{PART_PREFIX}{version:012d}"
