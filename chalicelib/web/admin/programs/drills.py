"""`/api/admin/drill`: whether news arrives, for programs."""

from chalicelib.domain.drills import drills_document
from chalicelib.services import drilling
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply, data


def known(_visit: Visit) -> Reply:
    """The drill that is under way, the last one, and the last that proved the way."""
    return data(dict(drills_document(drilling.known())))


def start(visit: Visit) -> Reply:
    """The same, with one under way: this one, or one that somebody else has just started."""
    found = drilling.start(visit.actor, visit.request.now)
    return data(dict(drills_document(found)), status=202)
