"""The outbox: news written in the transaction of what it tells, until it was handed over."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.domain.errors import LostRace
from chalicelib.domain.notifications import Notification
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import OUTBOX, Row
from chalicelib.storage.packing import from_json, to_json

# Longer than any function of ours may run: who claimed something that long ago is dead.
CLAIM = timedelta(minutes=2)


def row_of(notification: Notification) -> Row:
    """Rows sort by the incident's id and the update's number: news goes out in its order."""
    return Row(OUTBOX, _sort_key(notification), facts=to_json(notification))


@table_errors()
def waiting() -> tuple[Notification, ...]:
    """What has not been handed over yet, oldest first, claimed or not."""
    rows: Iterator[Row] = Row.query(OUTBOX, consistent_read=True)
    return tuple(from_json(Notification, row.facts) for row in rows)


def claim(notification: Notification, now: datetime) -> bool:
    """Take the news for handing it over; False when somebody else has, or did it already.

    `version` holds until when the claim lasts: one that was left by a crash runs out by itself.
    """
    epoch = int(now.timestamp())
    free = Row.version.does_not_exist() | (Row.version <= epoch)
    until = Row.version.set(epoch + int(CLAIM.total_seconds()))
    try:
        with table_errors():
            _row(notification).update(actions=[until], condition=Row.pk.exists() & free)
    except LostRace:
        return False
    return True


def release(notification: Notification) -> None:
    """Give a claim back after a failure, so that the next tick may try at once."""
    with suppress(LostRace), table_errors():
        _row(notification).update(actions=[Row.version.remove()], condition=Row.pk.exists())


@table_errors()
def done(notification: Notification) -> None:
    """It was handed over: it need not wait any more."""
    _row(notification).delete()


def _sort_key(notification: Notification) -> str:
    return f"{notification.incident_id}#{notification.number:04d}"


def _row(notification: Notification) -> Row:
    return Row(OUTBOX, _sort_key(notification))
