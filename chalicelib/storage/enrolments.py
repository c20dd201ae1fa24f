"""Enrolments: a row for each address, by its digest, and one for when to ask SNS of it again."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.domain.enrolments import Enrolment
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ids import time_prefix
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import ENROLMENTS, PENDING, Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import at_version, connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An enrolment with its version, 0 for one that isn't there yet."""

    enrolment: Enrolment
    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """That an enrolment, by its digest, is to be looked at; `key` is the row that says so."""

    digest: str
    key: str


@table_errors()
def load(digest: str) -> Kept:
    try:
        row = Row.get(ENROLMENTS, digest, consistent_read=True)
    except Row.DoesNotExist:
        return Kept(enrolment=Enrolment(digest=digest), version=0)
    return Kept(enrolment=from_json(Enrolment, row.facts), version=int(row.version))


def save(kept: Kept, after: Enrolment, look_at: datetime | None) -> None:
    """Write what has become of it; raises LostRace when somebody else wrote meanwhile.

    One that is in no audience, and wasn't asked about any, is forgotten.
    """
    is_empty = after.current is None and not after.asked
    facts = to_json(after)
    row = Row(ENROLMENTS, after.digest, version=kept.version + 1, facts=facts)
    if is_empty and kept.version == 0:
        return
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        if is_empty:
            transaction.delete(row, condition=at_version(kept.version))
        else:
            transaction.save(row, condition=at_version(kept.version))
        if look_at:
            transaction.save(Row(PENDING, _key(look_at, after.digest), facts=after.digest))


@table_errors()
def due(now: datetime, limit: int) -> tuple[Look, ...]:
    """Those whose time to be looked at has come, the longest waiting first."""
    end = time_prefix(now)
    rows: Iterator[Row] = Row.query(PENDING, Row.sk < f"{end}~", limit=limit)
    return tuple(Look(row.facts, row.sk) for row in rows)


def looked(look: Look) -> None:
    """It was looked at, and says by another row when it is to be again."""
    with suppress(LostRace), table_errors():
        Row(PENDING, look.key).delete()


def _key(at: datetime, digest: str) -> str:
    return f"{time_prefix(at)}#{digest}"
