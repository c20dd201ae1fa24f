"""Requests that were handled: one that comes again gets the same outcome, and does nothing more.

Each is a row in the transaction of what it did. It is kept for a day, as long as a program or a
person may try again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import HANDLED, Row
from chalicelib.storage.packing import from_json, to_json

KEPT_FOR = timedelta(days=1)
_ONCE = 1  # no row is newer than this, so that a second one is never written


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A request by its `id`, a digest, and what it was `about`, by its id.

    `asked` is a digest of what was asked for: the same id with something else is a mistake.
    """

    id: str
    asked: str
    about: str
    at: datetime


def row_of(handled: Handled) -> Row:
    """The row to write with what was done; it fails when there is one already."""
    ends = int((handled.at + KEPT_FOR).timestamp())
    return Row(HANDLED, handled.id, version=_ONCE, ttl=ends, facts=to_json(handled))


@table_errors()
def load(request_id: str) -> Handled | None:
    """What came of that request, if it was handled."""
    try:
        row = Row.get(HANDLED, request_id, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Handled, row.facts)
