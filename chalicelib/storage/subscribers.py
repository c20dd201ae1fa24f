"""Subscribers: a row for each webhook, chat and phone, and one for what its link shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.destinations import Kind
from chalicelib.domain.errors import LostRace
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.subscribers import ASKED_FOR, Managed, Standing, Subscriber, managed
from chalicelib.domain.tokens import digest
from chalicelib.storage import audit, outbox
from chalicelib.storage import handled as handled_rows
from chalicelib.storage.errors import table_errors
from chalicelib.storage.handled import Handled
from chalicelib.storage.models import (
    DISABLED,
    LINK,
    NUMBERS_PREFIX,
    SMS,
    SUBSCRIBERS,
    Row,
    managed_by,
)
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import at_version, connection

_ATTEMPTS = 5
_COUNTED = "subscribers"
_AT_MOST_EACH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of all subscribers; `after` names the last of them, "" where there are no more."""

    subscribers: tuple[Subscriber, ...]
    after: str


@table_errors()
def load(subscriber_ids: Iterable[str]) -> Mapping[str, Subscriber]:
    """Those of them that are there, by their ids; at most 100 are one request."""
    keys = [(SUBSCRIBERS, each) for each in set(subscriber_ids)]
    rows: Iterable[Row] = Row.batch_get(keys, consistent_read=True)
    return {row.sk: from_json(Subscriber, row.facts) for row in rows}


@table_errors()
def some(after: str, limit: int) -> Batch:
    """The next ones, by their ids."""
    beyond = Row.sk > after if after else None
    rows: list[Row] = list(Row.query(SUBSCRIBERS, beyond, limit=limit))
    found = tuple(from_json(Subscriber, row.facts) for row in rows)
    return Batch(found, found[-1].id if len(found) == limit else "")


@table_errors()
def shown(token: str) -> Managed | None:
    """What the link with that token shows; None for one that nobody has."""
    try:
        row = Row.get(managed_by(digest(token)), LINK, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Managed, row.facts)


def change(
    subscriber_id: str, to: Callable[[Subscriber | None], Subscriber | None], now: datetime
) -> Subscriber | None:
    """Write what becomes of it, None for nothing, and answer with that.

    `to` is asked again when somebody else wrote meanwhile. Raises LostRace when that never ends.
    """
    for _ in range(_ATTEMPTS):
        row = _row(subscriber_id)
        before = from_json(Subscriber, row.facts) if row else None
        after = to(before)
        if after == before:
            return after
        try:
            _write(before, after, int(row.version) if row else 0, now)
        except LostRace:
            continue
        return after
    raise LostRace("Somebody else changed this subscription at the same moment, time and again.")


def forget(subscriber_id: str, entry: AuditEntry, handled: Handled) -> bool:
    """All of it is gone, in one transaction with the entry that says so; False if there was none.

    Raises LostRace when somebody else writes at the same moment, time and again.
    """
    for _ in range(_ATTEMPTS):
        row = _row(subscriber_id)
        if row is None:
            return False
        held = from_json(Subscriber, row.facts)
        with suppress(LostRace), audit.told_with(entry) as transaction:
            transaction.delete(row, condition=at_version(int(row.version)))
            transaction.delete(Row(managed_by(digest(held.token)), LINK))
            if _numbers(held):
                transaction.update(_numbers_row(held), actions=[Row.version.add(-1)])
            transaction.save(handled_rows.row_of(handled), condition=Row.pk.does_not_exist())
        if _row(subscriber_id) is None:
            return True
    raise LostRace("Somebody else changed this subscription at the same moment, time and again.")


def tell_disabled(nudge_of: Callable[[int], Nudge], now: datetime) -> None:
    """Have the team told how many were disabled since they last were told, once a day at most."""
    with table_errors():
        try:
            row = Row.get(DISABLED, _COUNTED, consistent_read=True)
        except Row.DoesNotExist:
            return
    if not row.version or (row.facts and now - datetime.fromisoformat(row.facts) < _AT_MOST_EACH):
        return
    count = int(row.version)
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        told: list[Action] = [Row.version.set(0), Row.facts.set(now.isoformat())]
        transaction.update(row, actions=told, condition=Row.version == count)
        transaction.save(outbox.row_of(nudge_of(count)))


def _row(subscriber_id: str) -> Row | None:
    with table_errors():
        try:
            return Row.get(SUBSCRIBERS, subscriber_id, consistent_read=True)
        except Row.DoesNotExist:
            return None


def _write(
    before: Subscriber | None, after: Subscriber | None, version: int, now: datetime
) -> None:
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        if after:
            for row in _rows(after, version + 1, now):
                is_main = row.pk == SUBSCRIBERS
                transaction.save(row, condition=at_version(version) if is_main else None)
        elif before:
            transaction.delete(Row(SUBSCRIBERS, before.id), condition=at_version(version))
            transaction.delete(Row(managed_by(digest(before.token)), LINK))
        if after and before and before.hears and after.standing is Standing.DISABLED:
            transaction.update(Row(DISABLED, _COUNTED), actions=[Row.version.add(1)])
        if more := _numbers(after) - _numbers(before):
            transaction.update(_numbers_row(after or before), actions=[Row.version.add(more)])


def _numbers(subscriber: Subscriber | None) -> int:
    is_sms = subscriber is not None and subscriber.destination.kind is Kind.SMS
    return int(subscriber is not None and is_sms and subscriber.hears)


def _numbers_row(subscriber: Subscriber | None) -> Row:
    """How many phones of its country hear: what an SMS to all costs is asked for often."""
    assert subscriber
    return Row(SMS, f"{NUMBERS_PREFIX}{subscriber.country}")


def _rows(subscriber: Subscriber, version: int, now: datetime) -> Iterator[Row]:
    """One that was only ever asked removes itself."""
    is_asked = subscriber.standing is Standing.ASKED
    ends = int((now + ASKED_FOR).timestamp()) if is_asked else None
    link = managed_by(digest(subscriber.token))
    yield Row(SUBSCRIBERS, subscriber.id, version=version, facts=to_json(subscriber), ttl=ends)
    yield Row(link, LINK, facts=to_json(managed(subscriber)), ttl=ends)
