"""Digests: which of them is next, and what was told that it may tell of.

News is noted in the transaction that takes it out of the outbox.
"""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.digests import Round
from chalicelib.domain.notifications import Notification
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import DIGESTS, NEWS_PREFIX, ROUND, Row
from chalicelib.storage.packing import from_json, to_json

# As long as what was told is kept itself.
_KEPT_FOR = timedelta(days=30)


@table_errors()
def load() -> Round | None:
    """The one that is next, or is being told; None when there was none yet."""
    try:
        return from_json(Round, Row.get(DIGESTS, ROUND, consistent_read=True).facts)
    except Row.DoesNotExist:
        return None


@table_errors()
def change(before: Round | None, then: Round) -> None:
    """What becomes of it; raises LostRace when it isn't as it was before any more."""
    as_it_was = Row.facts == to_json(before) if before else Row.pk.does_not_exist()
    Row(DIGESTS, ROUND, facts=to_json(then)).save(condition=as_it_was)


@table_errors()
def told_between(since: datetime, until: datetime) -> tuple[str, ...]:
    """The ids of news that was told from `since` on and before `until`, oldest first."""
    noted = Row.sk.between(_key(since), _key(until))
    rows = Row.query(DIGESTS, noted, consistent_read=True)
    return tuple(row.sk.rpartition("#")[2] for row in rows)


def row_of(news: Notification, at: datetime) -> Row:
    """The row to write when the news was told."""
    return Row(DIGESTS, f"{_key(at)}#{news.id}", ttl=int((at + _KEPT_FOR).timestamp()))


def _key(at: datetime) -> str:
    """Sorts as the times do."""
    return f"{NEWS_PREFIX}{at.astimezone(UTC).isoformat(timespec='microseconds')}"
