"""What an incident's own object tells besides Statuspage's keys, which stay as they are."""

from chalicelib.domain.corrections import corrected
from chalicelib.domain.incidents import Incident, IncidentUpdate, Told
from chalicelib.domain.maintenances import Maintenance
from chalicelib.said import plain
from chalicelib.wire import Body, Wire


def besides(told: Incident | Maintenance, wire: Wire) -> Body:
    """The updates with more keys and, of an incident, what is promised and what checks see."""
    rows = zip(wire.updates(told), reversed(told.updates), strict=True)
    updates = [row | _of_update(told, update, wire) for row, update in rows]
    if isinstance(told, Maintenance):
        return {"incident_updates": updates}
    return {
        "incident_updates": updates,
        "next_update_by": wire.time(told.promised_by),
        "working_since": wire.time(told.working_since) if told.is_open else None,
    }


def _of_update(told: Told, update: IncidentUpdate, wire: Wire) -> Body:
    before, signature = corrected(told, update), update.signature
    return {
        "aspects": {aspect: plain(text, update) for aspect, text in update.aspects.items()},
        "signed_by": {"name": signature.name, "role": signature.role} if signature else None,
        "next_update_by": wire.time(update.next_update_by),
        "corrects": before.id if before else None,
        "written_at": wire.time(update.written_at),
        "automatic": update.is_automatic,
    }
