"""`/api/admin/maintenances`: planned work, announced and changed by programs."""

from dataclasses import replace

from chalicelib.domain.ledger_document import ledger_document
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.told_document import maintenance_document
from chalicelib.services import ledger, maintenance, reading
from chalicelib.web.admin import bodies
from chalicelib.web.admin.deeds import DEEDS
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program, tag_of
from chalicelib.web.responses import Reply, data


def everything(visit: Visit) -> Reply:
    """What is under way and to come, the next first."""
    _, coming = maintenance.coming(visit.request.now)
    return data({"maintenances": [maintenance_document(each) for each in coming]})


def announce(visit: Visit) -> Reply:
    """A new maintenance, 201. With an `Idempotency-Key`, sending it again makes no second one."""
    return _one(maintenance.announce(of_program(visit, bodies.sent(visit.request))), status=201)


def one(_visit: Visit, maintenance_id: str) -> Reply:
    """Its ETag is the number of its last update, for `If-Match` of what is done next."""
    return _one(reading.maintenance(maintenance_id))


def do(visit: Visit, maintenance_id: str, deed: str) -> Reply:
    """The maintenance after what the address says was done; 409 where it can't be any more."""
    request = of_program(visit, bodies.sent(visit.request))
    return _one(DEEDS[deed](maintenance_id, request))


def _one(planned: Maintenance, *, status: int = 200) -> Reply:
    told = ledger_document(ledger.of_updates(planned.updates))
    reply = data({**maintenance_document(planned), "told": told}, status=status)
    return replace(reply, headers={**reply.headers, "ETag": tag_of(planned.updates)})
