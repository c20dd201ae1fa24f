"""Drafts of post-mortems, each a row of its own, which no page or snapshot has anything of."""

from datetime import timedelta

from chalicelib.domain.postmortems import Postmortem
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import POSTMORTEMS, Row
from chalicelib.storage.packing import from_json, to_json

# That one is gone is known for as long as somebody may still send what they began to write.
_KNOWN_FOR = timedelta(days=30)


def row_of(draft: Postmortem) -> Row:
    """The row to write over an older version of it, or over that it was gone."""
    ends = int((draft.saved_at + _KNOWN_FOR).timestamp()) if draft.is_gone else None
    key, facts = draft.incident_id, to_json(draft)
    return Row(POSTMORTEMS, key, version=draft.version, ttl=ends, facts=facts)


@table_errors()
def load(incident_id: str) -> Postmortem | None:
    """The incident's draft, or that it is gone; None when there never was one."""
    try:
        row = Row.get(POSTMORTEMS, incident_id, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Postmortem, row.facts)


@table_errors()
def waiting() -> tuple[Postmortem, ...]:
    """All drafts that aren't gone, the one of the oldest incident at the front."""
    rows = Row.query(POSTMORTEMS, consistent_read=True)
    known = (from_json(Postmortem, row.facts) for row in rows)
    return tuple(each for each in known if not each.is_gone)
