"""`/api/admin/incidents/{id}/postmortem`: the draft of a post-mortem, written by programs."""

from dataclasses import replace

from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.told_document import incident_document, postmortem_document
from chalicelib.services import postmortems
from chalicelib.web.admin import bodies
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program, tag_of, tag_of_version
from chalicelib.web.responses import Reply, data


def one(_visit: Visit, incident_id: str) -> Reply:
    """The draft; its ETag is its version, for `If-Match` of what is done next."""
    return _one(postmortems.one(incident_id))


def save(visit: Visit, incident_id: str) -> Reply:
    """The draft with that text, new or in place of the one before; 409 after `If-Match`."""
    return _one(postmortems.save(incident_id, of_program(visit, bodies.sent(visit.request))))


def publish(visit: Visit, incident_id: str) -> Reply:
    """The incident with its post-mortem, as the draft has it, or the body."""
    told = postmortems.publish(incident_id, of_program(visit, bodies.sent(visit.request)))
    reply = data(dict(incident_document(told)))
    return replace(reply, headers={**reply.headers, "ETag": tag_of(told.updates)})


def drop(visit: Visit, incident_id: str) -> Reply:
    """The draft is gone; nobody outside of the team has seen it."""
    postmortems.drop(incident_id, of_program(visit, {}))
    return data({"dropped": incident_id})


def _one(draft: Postmortem) -> Reply:
    reply = data(dict(postmortem_document(draft)))
    return replace(reply, headers={**reply.headers, "ETag": tag_of_version(draft.version)})
