"""The outbox: what is written in the transaction of what it tells, until it was handed over.

There is news for subscribers, there are nudges for the team, and drills for our own canaries.
"""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.transactions import TransactWrite

from chalicelib.domain.drills import Drill
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ids import time_prefix
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.selections import Reach, grown
from chalicelib.storage import digests
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import OUTBOX, REACHED, SENT, SET_ASIDE, Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

# Longer than any function of ours may run: who claimed something that long ago is dead.
CLAIM = timedelta(minutes=3)
_NOTHING = timedelta(0)
_NUDGE_PREFIX = "team#"
_DRILL_PREFIX = "drill#"
_SHOWN = 20
# Claims count in millionths of a second, so that no two are alike.
_MICRO = 1_000_000


Outgoing = Notification | Nudge | Drill


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """That the first news of an incident was handed over, and when it had begun."""

    started_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """What can never be sent, and why."""

    outgoing: Outgoing
    reason: str


class Claim(StrEnum):
    """How an attempt to take something that waits ended."""

    TAKEN = "taken"
    HELD = "held"  # by somebody else, who may be sending it
    GONE = "gone"  # it was handed over already


def row_of(outgoing: Outgoing) -> Row:
    """Rows sort by the id of what is told and the update's number: news goes out in its order."""
    return Row(OUTBOX, _sort_key(outgoing), facts=to_json(outgoing))


def key_row_of(outgoing: Outgoing) -> Row:
    """For the transaction after which it need not wait any more."""
    return _row(outgoing)


@table_errors()
def waiting() -> tuple[Outgoing, ...]:
    """What has not been handed over yet, of each thing the oldest first, claimed or not."""
    rows: Iterator[Row] = Row.query(OUTBOX, consistent_read=True)
    return tuple(_outgoing(row) for row in rows)


def claim(outgoing: Outgoing, now: datetime) -> Claim:
    """Take it for handing it over.

    `version` holds until when the claim lasts: one that was left by a crash runs out by itself. A
    claim whose answer was lost on the way back is known again by its very end.
    """
    epoch = int(now.timestamp()) * _MICRO
    until = epoch + int(CLAIM.total_seconds()) * _MICRO - secrets.randbelow(_MICRO)
    free = Row.version.does_not_exist() | (Row.version <= epoch)
    row = _row(outgoing)
    try:
        with table_errors():
            row.update(actions=[Row.version.set(until)], condition=Row.pk.exists() & free)
    except LostRace:
        return _whose(outgoing, until)
    return Claim.TAKEN


def release(outgoing: Outgoing) -> None:
    """Give a claim back after a failure, so that the next tick may try at once."""
    with suppress(LostRace), table_errors():
        _row(outgoing).update(actions=[Row.version.remove()], condition=Row.pk.exists())


def done(outgoing: Outgoing, at: datetime) -> None:
    """It was handed over: it need not wait any more.

    That it was told is noted for digests. Whom news hits is on record from now on, and so is when
    the first of an incident went out: readers are told how fast we are. All that is done once, by
    whoever comes first.
    """
    if not isinstance(outgoing, Notification):
        with table_errors():
            _row(outgoing).delete()
        return
    reach = grown(reached(outgoing.told_id), outgoing.reach)
    with (
        suppress(LostRace),
        table_errors(),
        TransactWrite(connection=connection()) as transaction,
    ):
        transaction.delete(_row(outgoing), condition=Row.pk.exists())
        transaction.save(digests.row_of(outgoing, at))
        transaction.save(Row(REACHED, outgoing.told_id, facts=to_json(reach)))
        if outgoing.number == 1 and outgoing.ends_at is None:
            sent = _Sent(started_at=outgoing.started_at, at=at)
            transaction.save(Row(SENT, _sort_key(outgoing), facts=to_json(sent)))


@table_errors()
def reached(told_id: str) -> Reach | None:
    """Whom subscribers were told that it hits; None when they were told nothing of it."""
    try:
        row = Row.get(REACHED, told_id, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Reach, row.facts)


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


def set_aside(outgoing: Outgoing, reason: str, at: datetime, nudge: Nudge | None = None) -> None:
    """What can never be sent makes way for what comes after it, and is kept to be looked at.

    Digests may tell it yet. The nudge says so to the team.
    """
    kept = Row(SET_ASIDE, _sort_key(outgoing), facts=to_json(outgoing), reason=reason)
    with (
        suppress(LostRace),
        table_errors(),
        TransactWrite(connection=connection()) as transaction,
    ):
        transaction.save(kept)
        transaction.delete(_row(outgoing), condition=Row.pk.exists())
        if isinstance(outgoing, Notification):
            transaction.save(digests.row_of(outgoing, at))
        if nudge:
            transaction.save(row_of(nudge))


@table_errors()
def aside() -> tuple[SetAside, ...]:
    """What can never be sent, of the newest incidents and maintenances first."""
    rows: Iterator[Row] = Row.query(SET_ASIDE, scan_index_forward=False, limit=_SHOWN)
    return tuple(SetAside(outgoing=_outgoing(row), reason=row.reason) for row in rows)


@table_errors()
def _whose(outgoing: Outgoing, until: int) -> Claim:
    try:
        row = Row.get(OUTBOX, _sort_key(outgoing), consistent_read=True)
    except Row.DoesNotExist:
        return Claim.GONE
    return Claim.TAKEN if row.version == until else Claim.HELD


def _outgoing(row: Row) -> Outgoing:
    if row.sk.startswith(_NUDGE_PREFIX):
        return from_json(Nudge, row.facts)
    if row.sk.startswith(_DRILL_PREFIX):
        return from_json(Drill, row.facts)
    return from_json(Notification, row.facts)


def _sort_key(outgoing: Outgoing) -> str:
    """A reminder comes after the update that it follows, and before the next."""
    if isinstance(outgoing, Nudge):
        return f"{_NUDGE_PREFIX}{outgoing.id}"
    if isinstance(outgoing, Drill):
        return f"{_DRILL_PREFIX}{outgoing.id}"
    reminder = f"r{outgoing.reminder}" if outgoing.reminder else ""
    return f"{outgoing.told_id}#{outgoing.number:04d}{reminder}"


def _row(outgoing: Outgoing) -> Row:
    return Row(OUTBOX, _sort_key(outgoing))
