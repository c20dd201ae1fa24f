"""`/api/admin/incidents` and `/api/admin/drafts`: incidents, written by programs."""

from dataclasses import replace

from chalicelib.domain.incidents import Incident
from chalicelib.domain.ledger_document import ledger_document
from chalicelib.domain.told_document import incident_document
from chalicelib.services import drafting, ledger, telling
from chalicelib.web.admin import bodies
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program, tag_of
from chalicelib.web.responses import Reply, data


def everything(_visit: Visit) -> Reply:
    """The open ones, and the latest of the others, newest first."""
    return data({"incidents": [incident_document(each) for each in telling.latest()]})


def open_(visit: Visit) -> Reply:
    """A new incident, 201. With an `Idempotency-Key`, sending it again makes no second one."""
    return _one(telling.open_incident(of_program(visit, bodies.sent(visit.request))), status=201)


def one(_visit: Visit, incident_id: str) -> Reply:
    """Its ETag is the number of its last update, for `If-Match` of the next."""
    return _one(telling.incident(incident_id))


def update(visit: Visit, incident_id: str) -> Reply:
    """The incident with one more update, 201; 409 when `If-Match` names an older one."""
    request = of_program(visit, bodies.sent(visit.request))
    return _one(telling.update_incident(incident_id, request), status=201)


def drafts(_visit: Visit) -> Reply:
    """Those that wait; each is published by itself at its `published_at`."""
    return data({"drafts": [incident_document(each) for each in drafting.drafts()]})


def publish(visit: Visit, incident_id: str) -> Reply:
    """The draft as an incident: as it is without a body, else in the words of the body."""
    return _one(drafting.publish(incident_id, of_program(visit, bodies.sent(visit.request))))


def drop(visit: Visit, incident_id: str) -> Reply:
    """Nothing is told of it."""
    drafting.drop(incident_id, of_program(visit, {}))
    return data({"dropped": incident_id})


def _one(incident: Incident, *, status: int = 200) -> Reply:
    told = ledger_document(ledger.of_updates(incident.updates))
    reply = data({**incident_document(incident), "told": told}, status=status)
    return replace(reply, headers={**reply.headers, "ETag": tag_of(incident.updates)})
