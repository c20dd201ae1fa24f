"""Heard: how far each subscriber has heard of each incident, so that nothing older comes after.

A post takes seconds. So nothing newer is posted right after something older: that may be on its
way yet.
"""

from datetime import UTC, datetime, timedelta

from pynamodb.expressions.update import Action

from chalicelib.domain.errors import LostRace
from chalicelib.domain.notifications import Notification
from chalicelib.storage.deliveries import KEPT_FOR, HeldUntil
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row, heard_of

# Twice as long as one post may take.
APART = timedelta(seconds=10)


class Overtaken:
    """Something newer was posted there already, or is tried in its place."""


def take(news: Notification, to: str, now: datetime) -> HeldUntil | Overtaken | None:
    """Say that this is about to be posted there; None when it may be.

    It holds whatever comes of the post: what fails is tried again, and all before it isn't.
    """
    row = Row(heard_of(news.told_id), to)
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
        return _why(news, to)
    return None


@table_errors()
def _why(news: Notification, to: str) -> HeldUntil | Overtaken:
    row = Row.get(heard_of(news.told_id), to, consistent_read=True)
    if row.version > news.place:
        return Overtaken()
    return HeldUntil(datetime.fromisoformat(row.facts) + APART)


def _written(at: datetime) -> str:
    """Sorts as the times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
