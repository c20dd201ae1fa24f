"""Held: news that waits until an audience may be sent another mail; one query finds all of it.

As it waits here, its delivery has nothing left to do: nobody hands it over by itself any more. The
oldest of a story is claimed for the whole of it.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.errors import LostRace
from chalicelib.domain.ledger import EMAIL, Progress, State
from chalicelib.domain.pacing import Held
from chalicelib.storage import deliveries
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import HELD, Row
from chalicelib.storage.outbox import CLAIM
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection, pieces

_MICRO = 1_000_000
# Of each there are two rows, and a transaction takes 100.
_AT_ONCE = 50


@table_errors()
def hold(news: Held, now: datetime) -> None:
    """Let it wait here, and its delivery be done with; doing it again changes nothing."""
    waits = Progress(state=State.WAITING, attempt=0, at=now)
    with TransactWrite(connection=connection()) as transaction:
        transaction.save(Row(HELD, _key(news), facts=to_json(news)))
        transaction.save(deliveries.settled_row(_delivery(news), waits, now))


@table_errors()
def waiting() -> tuple[Held, ...]:
    """All that waits, for whichever audience."""
    return tuple(from_json(Held, row.facts) for row in Row.query(HELD, consistent_read=True))


def claim(oldest: Held, now: datetime) -> bool:
    """Take a story for telling it; says whether nobody else is at it, or has told it.

    A claim that was left by a crash runs out by itself.
    """
    epoch = int(now.timestamp()) * _MICRO
    until = epoch + int(CLAIM.total_seconds()) * _MICRO - secrets.randbelow(_MICRO)
    free = Row.version.does_not_exist() | (Row.version <= epoch)
    try:
        with table_errors():
            _row(oldest).update(actions=[Row.version.set(until)], condition=Row.pk.exists() & free)
    except LostRace:
        return False
    return True


def release(oldest: Held) -> None:
    """Give a claim back after a failure, so that the next tick may try at once."""
    with suppress(LostRace), table_errors():
        _row(oldest).update(actions=[Row.version.remove()], condition=Row.pk.exists())


@table_errors()
def settle(story: Sequence[Held], progress: Progress) -> None:
    """Nothing of the story waits any more; `progress` is how far each delivery of it is.

    Of one that takes several transactions the oldest, on which the claim is, and the newest go
    last: after a crash in between the newest is told again, and nothing older by itself.
    """
    oldest, *others = story
    ends = (oldest, *others[-1:])
    for piece in pieces((*others[:-1], *ends), _AT_ONCE):
        with TransactWrite(connection=connection()) as transaction:
            for each in piece:
                transaction.delete(_row(each))
                row = deliveries.settled_row(_delivery(each), progress, progress.at)
                transaction.save(row)


def _delivery(news: Held) -> Delivery:
    return Delivery(outgoing_id=news.outgoing_id, to=news.topic, channel=EMAIL)


def _row(news: Held) -> Row:
    return Row(HELD, _key(news))


def _key(news: Held) -> str:
    """Sorts as the stories go."""
    return f"{news.topic}#{news.told_id}#{news.place:010d}"
