"""Deliveries: how far each is, so that one that comes twice is made once.

What is delivered stands in a row of its own, and each destination's row is made by its first claim.
Those of subscribers, who may be thousands, are spread over partitions of their own.
`version` holds until when that row may not be touched, in millionths of a second: as long as a
claim lasts, until another attempt may be made, or for ever, when there is nothing left to do.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pynamodb.transactions import TransactWrite

from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.deliveries import RELAY, Delivery
from chalicelib.domain.destinations import Kind
from chalicelib.domain.drills import Drill
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ledger import EMAIL, Progress, State
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.selections import Bearing
from chalicelib.storage import outbox
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import (
    DELIVERED,
    DESTINATION_PREFIX,
    FAILING,
    PARTITIONS,
    Row,
    deliveries_of,
    number_of,
)
from chalicelib.storage.packing import from_json, pack, to_json, unpack
from chalicelib.storage.transactions import connection

# A post takes seconds, and the function that makes it ends after one minute.
CLAIM = timedelta(seconds=90)
KEPT_FOR = timedelta(days=30)
_MICRO = 1_000_000
_FOR_EVER = 2**53 - 1  # in millionths of a second: the year 2255


Posted = Notification | Nudge | Confirmation | Drill


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is delivered; of news with what selections are held against, as it then was, and how
    many are due by channel, beside the subscribers. These are `many` but for what an earlier
    version began, which has all its rows in one partition.
    """

    outgoing: Posted
    bearing: Bearing | None = None
    due: Mapping[str, int] = field(default_factory=dict)
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """A destination, as it may be shown, at which nothing arrives, why, and since when."""

    destination: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing is left to do: it arrived, can't be delivered, or a later attempt stands for it."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class HeldUntil:
    """Somebody is at it, or it isn't to be tried before that moment."""

    moment: datetime


@table_errors()
def begin(outgoing: Posted) -> None:
    """Keep what is to be delivered; doing it again changes nothing."""
    _begin(Begun(outgoing=outgoing))


def begin_news(news: Notification, bearing: Bearing, due: Mapping[str, int]) -> None:
    """The same of news, with what selections are held against and how many are due by channel,
    beside the subscribers.
    """
    _begin(Begun(outgoing=news, bearing=bearing, due=due, many=True))


def _begin(begun: Begun) -> None:
    """Where it is there already it stays: it says where the rows are."""
    outgoing = begun.outgoing
    row = Row(deliveries_of(outgoing.id), DELIVERED, packed=pack(begun), ttl=ends_at(outgoing.at))
    with suppress(LostRace), table_errors():
        row.save(condition=Row.pk.does_not_exist())


@table_errors()
def begun(outgoing_id: str) -> Begun | None:
    """What is to be delivered; None when that was long ago."""
    try:
        row = Row.get(deliveries_of(outgoing_id), DELIVERED, consistent_read=True)
    except Row.DoesNotExist:
        return None
    if row.packed is None:  # a nudge, as an earlier version kept it
        return Begun(outgoing=from_json(Nudge, row.facts))
    return unpack(Begun, row.packed)


def claim(delivery: Delivery, now: datetime) -> Delivery | Settled | HeldUntil:
    """Take it for delivering it; answers with the attempt that is then to be made.

    A claim that was left by a crash runs out by itself, and one whose answer was lost on the way
    back is known again by its very end.
    """
    until = _micros(now + CLAIM) - secrets.randbelow(_MICRO)
    row = _row(delivery)
    free = Row.version.does_not_exist() | (Row.version <= _micros(now))
    try:
        with table_errors():
            row.update(actions=[Row.version.set(until), Row.ttl.set(ends_at(now))], condition=free)
    except LostRace:
        return _whose(delivery, until)
    return replace(delivery, attempt=max(delivery.attempt, _progress(row).attempt))


@table_errors()
def told(delivery: Delivery, now: datetime, addresses: int | None = 1) -> None:
    """It has arrived, once and for all, for so many addresses; None where nobody could say."""
    arrived = replace(_now(State.TOLD, delivery, now), addresses=addresses)
    _write(delivery, arrived, _FOR_EVER)


@table_errors()
def released(delivery: Delivery) -> None:
    """It wasn't made, and may be tried again at once."""
    _row(delivery).update(actions=[Row.version.set(0)])


@table_errors()
def refused(delivery: Delivery, reason: str, now: datetime, destination: str = "") -> None:
    """It can't be made, whatever is tried; `destination` is its name as it may be shown."""
    given_up = replace(_now(State.FAILED, delivery, now), reason=reason, destination=destination)
    _write(delivery, given_up, _FOR_EVER)


@table_errors()
def overtaken(delivery: Delivery, now: datetime) -> None:
    """Something newer stands for it."""
    _write(delivery, _now(State.OVERTAKEN, delivery, now), _FOR_EVER)


def settled_row(delivery: Delivery, progress: Progress, now: datetime) -> Row:
    """The row to write when nobody is to claim it again, whether it was made or waits elsewhere."""
    row = _row(delivery)
    known = replace(progress, channel=delivery.channel)
    row.version, row.facts, row.ttl = _FOR_EVER, to_json(known), ends_at(now)
    return row


@table_errors()
def gone(delivery: Delivery, now: datetime) -> None:
    """Nobody listens there for it any more."""
    _write(delivery, _now(State.GONE, delivery, now), _FOR_EVER)


@table_errors()
def postponed(delivery: Delivery, reason: str, now: datetime, destination: str = "") -> None:
    """It is to be tried again; `delivery` is that attempt, which isn't made before its time."""
    assert delivery.not_before
    waiting = replace(_now(State.WAITING, delivery, now), reason=reason, destination=destination)
    _write(delivery, waiting, _micros(delivery.not_before))


def failed(delivery: Delivery, failing: Failing, nudge: Nudge | None, now: datetime) -> None:
    """It can't be delivered, and the destination is failing.

    The nudge says so to the team; it is written when that is new.
    """
    row = Row(FAILING, delivery.to, facts=to_json(failing), ttl=ends_at(now))
    with (
        suppress(LostRace),
        table_errors(),
        TransactWrite(connection=connection()) as transaction,
    ):
        transaction.save(row, condition=Row.pk.does_not_exist())
        if nudge:
            transaction.save(outbox.row_of(nudge))
    refused(delivery, failing.reason, now)


@table_errors()
def of_many(outgoing_id: str) -> tuple[Progress, ...]:
    """How far that news is at its subscribers, wherever an attempt has ended: reads all of them."""
    found = (Row.query(deliveries_of(outgoing_id, number)) for number in range(PARTITIONS))
    return tuple(progress for rows in found for progress in progress_in(rows))


def progress_in(rows: Iterable[Row]) -> Iterator[Progress]:
    """Of these rows, where an attempt has ended; without the relay of an earlier version, which
    told nobody itself.
    """
    for row in rows:
        if row.facts and row.sk.startswith(DESTINATION_PREFIX):
            progress = _progress(row)
            if progress.channel or row.sk != _key(RELAY):
                yield replace(progress, channel=progress.channel or _channel(row.sk))


@table_errors()
def failing() -> dict[str, Failing]:
    """The destinations at which nothing arrives, by their digests."""
    return {row.sk: from_json(Failing, row.facts) for row in Row.query(FAILING)}


@table_errors()
def works_again(to: str) -> None:
    """Something has arrived there."""
    Row(FAILING, to).delete()


@table_errors()
def _whose(delivery: Delivery, until: int) -> Delivery | Settled | HeldUntil:
    place = _row(delivery)
    row = Row.get(place.pk, place.sk, consistent_read=True)
    if row.version == until:
        return delivery
    if row.version == _FOR_EVER or _progress(row).attempt > delivery.attempt:
        return Settled(_progress(row))
    return HeldUntil(datetime.fromtimestamp(row.version / _MICRO, UTC))


def _now(state: State, delivery: Delivery, now: datetime) -> Progress:
    return Progress(state=state, attempt=delivery.attempt, at=now, channel=delivery.channel)


def _write(delivery: Delivery, progress: Progress, until: int) -> None:
    _row(delivery).update(actions=[Row.version.set(until), Row.facts.set(to_json(progress))])


def _progress(row: Row) -> Progress:
    """How far it is; a row that was only ever claimed is at its beginning."""
    if row.facts is None:
        return Progress(state=State.WAITING, attempt=0, at=datetime.fromtimestamp(0, UTC))
    return from_json(Progress, row.facts)


def _row(delivery: Delivery) -> Row:
    number = number_of(delivery.to) if delivery.is_one_of_many else None
    return Row(deliveries_of(delivery.outgoing_id, number), _key(delivery.to))


def _channel(key: str) -> str:
    """What an earlier version didn't write: a topic's is email; most others were webhooks."""
    return EMAIL if key.startswith(_key("arn:")) else Kind.WEBHOOK.value


def _key(to: str) -> str:
    return f"{DESTINATION_PREFIX}{to}"


def ends_at(at: datetime) -> int:
    """When rows of what is delivered are removed, as the table has it."""
    return int((at + KEPT_FOR).timestamp())


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * _MICRO
