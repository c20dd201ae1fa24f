"""Counters of how often somebody asked, which remove themselves."""

from datetime import datetime, timedelta

from pynamodb.expressions.update import Action

from chalicelib.domain.errors import LostRace
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row


def take(
    what: str, who: str, *, allowed: int, window: timedelta, now: datetime
) -> timedelta | None:
    """Count one more use; None when it is allowed, else how long until the next may be.

    `who` is stored as it comes: callers pass a digest of what is personal.
    """
    seconds = int(window.total_seconds())
    start = int(now.timestamp()) // seconds * seconds
    row = Row(f"LIMIT#{what}#{who}", str(start))
    free = Row.version.does_not_exist() | (Row.version < allowed)
    actions: list[Action] = [Row.version.add(1), Row.ttl.set(start + 2 * seconds)]
    try:
        with table_errors():
            row.update(actions=actions, condition=free)
    except LostRace:
        return timedelta(seconds=start + seconds - int(now.timestamp()))
    return None
