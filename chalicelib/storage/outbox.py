"""The outbox: news written in the transaction of what it tells, until it was handed over."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import LostRace
from chalicelib.domain.ids import time_prefix
from chalicelib.domain.notifications import Notification
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import OUTBOX, SENT, SET_ASIDE, Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

# Longer than any function of ours may run: who claimed something that long ago is dead.
CLAIM = timedelta(minutes=3)
_NOTHING = timedelta(0)
# Claims count in millionths of a second, so that no two are alike.
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """That the first news of an incident was handed over, and when it had begun."""

    started_at: datetime
    at: datetime


class Claim(StrEnum):
    """How an attempt to take a piece of news ended."""

    TAKEN = "taken"
    HELD = "held"  # by somebody else, who may be sending it
    GONE = "gone"  # it was handed over already


def row_of(notification: Notification) -> Row:
    """Rows sort by the id of what is told and the update's number: news goes out in its order."""
    return Row(OUTBOX, _sort_key(notification), facts=to_json(notification))


@table_errors()
def waiting() -> tuple[Notification, ...]:
    """What has not been handed over yet, oldest first, claimed or not."""
    rows: Iterator[Row] = Row.query(OUTBOX, consistent_read=True)
    return tuple(from_json(Notification, row.facts) for row in rows)


def claim(notification: Notification, now: datetime) -> Claim:
    """Take the news for handing it over.

    `version` holds until when the claim lasts: one that was left by a crash runs out by itself. A
    claim whose answer was lost on the way back is known again by its very end.
    """
    epoch = int(now.timestamp()) * _MICRO
    until = epoch + int(CLAIM.total_seconds()) * _MICRO - secrets.randbelow(_MICRO)
    free = Row.version.does_not_exist() | (Row.version <= epoch)
    row = _row(notification)
    try:
        with table_errors():
            row.update(actions=[Row.version.set(until)], condition=Row.pk.exists() & free)
    except LostRace:
        return _whose(notification, until)
    return Claim.TAKEN


def release(notification: Notification) -> None:
    """Give a claim back after a failure, so that the next tick may try at once."""
    with suppress(LostRace), table_errors():
        _row(notification).update(actions=[Row.version.remove()], condition=Row.pk.exists())


@table_errors()
def done(notification: Notification, at: datetime) -> None:
    """It was handed over: it need not wait any more.

    When the first news of an incident went out is on record: readers are told how fast we are.
    """
    if notification.number > 1 or notification.ends_at is not None:
        _row(notification).delete()
        return
    sent = _Sent(started_at=notification.started_at, at=at)
    with TransactWrite(connection=connection()) as transaction:
        transaction.delete(_row(notification))
        transaction.save(Row(SENT, _sort_key(notification), facts=to_json(sent)))


@table_errors()
def first_sent_after(start: datetime, end: datetime) -> dict[str, timedelta]:
    """How long it took until the first news of each incident that began between the two went out.

    Counted from the beginning of the incident; by the incident's id, oldest first.
    """
    began = Row.sk.between(time_prefix(start), time_prefix(end))
    sent = {row.sk: from_json(_Sent, row.facts) for row in Row.query(SENT, began)}
    return {
        key.partition("#")[0]: max(each.at - each.started_at, _NOTHING)
        for key, each in sent.items()
    }


def set_aside(notification: Notification, reason: str) -> None:
    """What can never be sent makes way for what comes after it, and is kept to be looked at."""
    kept = Row(SET_ASIDE, _sort_key(notification), facts=to_json(notification), reason=reason)
    with table_errors():
        kept.save()
        _row(notification).delete()


@table_errors()
def _whose(notification: Notification, until: int) -> Claim:
    try:
        row = Row.get(OUTBOX, _sort_key(notification), consistent_read=True)
    except Row.DoesNotExist:
        return Claim.GONE
    return Claim.TAKEN if row.version == until else Claim.HELD


def _sort_key(notification: Notification) -> str:
    """A reminder comes after the update that it follows, and before the next."""
    reminder = f"r{notification.reminder}" if notification.reminder else ""
    return f"{notification.told_id}#{notification.number:04d}{reminder}"


def _row(notification: Notification) -> Row:
    return Row(OUTBOX, _sort_key(notification))
