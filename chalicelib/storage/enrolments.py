"""Enrolments: a row for each address, by its digest, and one for when to ask SNS of it again."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.enrolments import Enrolment
from chalicelib.domain.ids import time_prefix
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import ENROLMENTS, PENDING, Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import at_version, connection

# Who is in another audience yet comes first: they are few, and looked for by themselves as well.
_MOVING, _NEW = "0#", "1#"
_READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An enrolment with its version, 0 for one that isn't there yet."""

    enrolment: Enrolment
    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """That an enrolment, by its digest, is to be looked at; `sk` is the row's that says so."""

    digest: str
    sk: str


@table_errors()
def load(digest: str) -> Kept:
    try:
        row = Row.get(ENROLMENTS, digest, consistent_read=True)
    except Row.DoesNotExist:
        return Kept(enrolment=Enrolment(digest=digest), version=0)
    return Kept(enrolment=from_json(Enrolment, row.facts), version=int(row.version))


def save(kept: Kept, after: Enrolment, look_at: datetime | None, done: Look | None = None) -> None:
    """Write what has become of it, and when to look again, in place of the look that is `done`.

    One that is in no audience, and wasn't asked about any, is forgotten. Raises LostRace when
    somebody else wrote meanwhile.
    """
    next_look = _look(after, look_at) if look_at else None
    row = Row(ENROLMENTS, after.digest, version=kept.version + 1, facts=to_json(after))
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        if after.current or after.asked:
            transaction.save(row, condition=at_version(kept.version))
        elif kept.version:
            transaction.delete(row, condition=at_version(kept.version))
        if next_look:
            transaction.save(Row(PENDING, next_look.sk, facts=next_look.digest))
        if done and done != next_look:
            transaction.delete(Row(PENDING, done.sk))


@table_errors()
def forget(digest: str) -> bool:
    """Nothing is known of it any more; answers with whether anything was.

    A look that is still to come finds nothing, and goes.
    """
    row = Row(ENROLMENTS, digest)
    with suppress(Row.DoesNotExist):
        row.refresh(consistent_read=True)
        row.delete()
        return True
    return False


@table_errors()
def due(now: datetime, limit: int) -> tuple[Look, ...]:
    """Those whose time to be looked at has come: one small read when that is nobody's."""
    end = time_prefix(now)
    found = _looks(_READ_AT_ONCE, Row.sk < f"{_NEW}{end}~")
    return tuple(each for each in found if each.sk[len(_NEW) :] < f"{end}~")[:limit]


@table_errors()
def moving(limit: int) -> tuple[Look, ...]:
    """Those who are in one audience and were asked about another, whenever their time comes."""
    return tuple(_looks(limit, Row.sk.startswith(_MOVING)))


def _looks(limit: int, condition: Condition) -> Iterator[Look]:
    rows: Iterator[Row] = Row.query(PENDING, condition, limit=limit, consistent_read=True)
    return (Look(row.facts, row.sk) for row in rows)


def _look(enrolment: Enrolment, at: datetime) -> Look:
    kind = _MOVING if enrolment.current else _NEW
    return Look(enrolment.digest, f"{kind}{time_prefix(at)}#{enrolment.digest}")
