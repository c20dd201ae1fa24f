"""Heard: how far each subscriber has heard of each incident, so that nothing older comes after.

A post takes seconds. So nothing newer is posted right after something older: that may be on its
way yet.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pynamodb.expressions.update import Action

from chalicelib.domain.errors import LostRace
from chalicelib.domain.notifications import Notification
from chalicelib.storage.deliveries import KEPT_FOR, HeldUntil
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row, heard_of, number_of

# Twice as long as one post may take.
APART = timedelta(seconds=10)


class Overtaken:
    """Something newer was posted there already, or is tried in its place."""


def take(
    news: Notification, to: str, now: datetime, *, is_of_earlier: bool = False
) -> HeldUntil | Overtaken | None:
    """Say that this is about to be posted there; None when it may be.

    It holds whatever comes of the post: what fails is tried again, and all before it isn't. What an
    earlier version of the code began may stand behind what that version posted, and behind what
    this one did.
    """
    for row in _rows(news, to, is_of_earlier=is_of_earlier):
        if why := _taken(row, news, now):
            return why
    return None


def _rows(news: Notification, to: str, *, is_of_earlier: bool) -> Iterator[Row]:
    if is_of_earlier:
        yield Row(heard_of(news.told_id), to)
    yield Row(heard_of(news.told_id, number_of(to)), to)


def _taken(row: Row, news: Notification, now: datetime) -> HeldUntil | Overtaken | None:
    is_same = Row.version == news.place
    is_next = (Row.version < news.place) & (Row.facts <= _written(now - APART))
    actions: list[Action] = [
        Row.version.set(news.place),
        Row.facts.set(_written(now)),
        Row.ttl.set(int((now + KEPT_FOR).timestamp())),
    ]
    try:
        with table_errors():
            row.update(actions=actions, condition=Row.pk.does_not_exist() | is_same | is_next)
    except LostRace:
        return _why(row, news)
    return None


@table_errors()
def _why(held: Row, news: Notification) -> HeldUntil | Overtaken:
    row = Row.get(held.pk, held.sk, consistent_read=True)
    if row.version > news.place:
        return Overtaken()
    return HeldUntil(datetime.fromisoformat(row.facts) + APART)


def _written(at: datetime) -> str:
    """Sorts as the times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
