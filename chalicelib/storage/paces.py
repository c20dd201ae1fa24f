"""Paces: when each audience was sent mails, so that it isn't sent too many."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from chalicelib.domain.errors import LostRace, Unavailable
from chalicelib.domain.pacing import within_the_hour
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import PACES, Row
from chalicelib.storage.transactions import at_version

_ATTEMPTS = 5
_KEPT_FOR = timedelta(hours=2)

Times = tuple[datetime, ...]


def take(topic: str, has_room: Callable[[Times], bool], now: datetime) -> bool:
    """Count one more mail, if there is room for it after those that were sent; says whether."""
    return _change(topic, lambda sent: (*sent, now) if has_room(sent) else None, now)


def give_back(topic: str, now: datetime) -> None:
    """The mail that was counted for that moment wasn't sent. A loss does no harm here."""

    def without(sent: Times) -> Times | None:
        if now not in sent:
            return None
        at = sent.index(now)
        return (*sent[:at], *sent[at + 1 :])

    with suppress(Unavailable):
        _change(topic, without, now)


def _change(topic: str, change: Callable[[Times], Times | None], now: datetime) -> bool:
    for _ in range(_ATTEMPTS):
        version, sent = _load(topic)
        after = change(sent)
        if after is None:
            return False
        row = Row(PACES, topic, version=version + 1, facts=_written(within_the_hour(after, now)))
        row.ttl = int((now + _KEPT_FOR).timestamp())
        with suppress(LostRace), table_errors():
            row.save(condition=at_version(version))
            return True
    raise Unavailable(f"Too many send mails to {topic} in the same moment.")


@table_errors()
def _load(topic: str) -> tuple[int, Times]:
    try:
        row = Row.get(PACES, topic, consistent_read=True)
    except Row.DoesNotExist:
        return 0, ()
    return int(row.version), tuple(map(datetime.fromisoformat, json.loads(row.facts)))


def _written(sent: Iterable[datetime]) -> str:
    return json.dumps([at.astimezone(UTC).isoformat() for at in sent])
