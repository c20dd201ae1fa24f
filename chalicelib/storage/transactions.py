"""Writing what belongs together, all or nothing.

Whatever changes what the page shows goes through the head row: a commit names the version of the
head that it was decided on, and fails when that is no longer the newest. DynamoDB takes 100 items
a transaction. A larger change is written down whole as a plan row first, in one transaction with
the head; it is then carried out in pieces by whoever comes by, each piece on the condition that
the plan still stands, and the plan is removed at the end. Loading the state finishes open plans
before it reads, so that a change under way counts as made.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib import settings
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import HEAD, PLAN_PREFIX, STATE, Row

T = TypeVar("T")

MAX_ITEMS = 100  # DynamoDB's own limit for TransactWriteItems


@table_errors()
def commit(rows: Sequence[Row], *, expected_version: int, head: Row | None) -> None:
    """Write the rows if the head is still at `expected_version`; raises LostRace if it isn't.

    With a `head` the change is one: the head moves on to it together with all rows. Without, the
    rows are independent of one another, and many are written in several transactions. A row with
    a version is only written over an older one of its own.
    """
    if len(rows) < MAX_ITEMS:
        _transact(rows, expected_version, head)
    elif head is None:
        for piece in pieces(rows, MAX_ITEMS - 1):
            _transact(piece, expected_version, None)
    else:
        plan = _plan(rows, head)
        _transact([plan], expected_version, head)
        finish(plan)


@table_errors()
def finish(plan: Row) -> None:
    """Carry out what is left of a plan. Safe to do twice, and by two at once.

    The plan goes in one transaction with its last rows, which are the news: news that was handed
    over meanwhile is never put back.
    """
    stands = Row.pk.exists()
    *others, last = pieces(list(_planned(plan)), MAX_ITEMS - 1)
    try:
        for piece in others:
            with TransactWrite(connection=connection()) as transaction:
                transaction.condition_check(Row, STATE, plan.sk, condition=stands)
                for row in piece:
                    transaction.save(row)
        with TransactWrite(connection=connection()) as transaction:
            transaction.delete(plan, condition=stands)
            for row in last:
                transaction.save(row)
    except TransactWriteError:
        if not _is_gone(plan):
            raise
        # Somebody else carried it out.


@cache
def connection() -> Connection:
    """The one connection of transactions, with the time-outs of the rows."""
    meta = Row.Meta
    return Connection(
        region=settings.region(),
        connect_timeout_seconds=meta.connect_timeout_seconds,
        read_timeout_seconds=meta.read_timeout_seconds,
        max_retry_attempts=meta.max_retry_attempts,
    )


def at_version(expected: int) -> Condition:
    """The row is at that version; 0 stands for a row that isn't there."""
    return Row.pk.does_not_exist() if expected == 0 else Row.version == expected


def save_next(rows: Sequence[Row]) -> None:
    """Write each row over the version before its own; raises LostRace where that isn't the newest.

    They are independent of one another, and many are written in several transactions.
    """
    for piece in pieces(rows, MAX_ITEMS):
        with table_errors(), TransactWrite(connection=connection()) as transaction:
            for row in piece:
                transaction.save(row, condition=at_version(int(row.version) - 1))


def pieces(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """All pieces but the first are full, so that what stands at the end stays together."""
    for end in reversed(range(len(rows), 0, -size)):
        yield rows[max(0, end - size) : end]


def _transact(rows: Iterable[Row], expected_version: int, head: Row | None) -> None:
    with TransactWrite(connection=connection()) as transaction:
        if head is None:
            transaction.condition_check(Row, STATE, HEAD, condition=at_version(expected_version))
        else:
            transaction.save(head, condition=at_version(expected_version))
        for row in rows:
            transaction.save(row, condition=_newer(row))


def _newer(row: Row) -> Condition | None:
    if row.version is None:
        return None
    older: Condition = Row.version.does_not_exist() | (Row.version < row.version)
    return older


def _plan(rows: Sequence[Row], head: Row) -> Row:
    written = json.dumps([row.to_dynamodb_dict() for row in rows])
    return Row(STATE, f"{PLAN_PREFIX}{head.version:012d}", packed=zlib.compress(written.encode()))


def _planned(plan: Row) -> Iterator[Row]:
    for item in json.loads(zlib.decompress(plan.packed)):
        row = Row()
        row.from_dynamodb_dict(item)
        yield row


def _is_gone(plan: Row) -> bool:
    try:
        Row.get(STATE, plan.sk, consistent_read=True)
    except Row.DoesNotExist:
        return True
    return False
