"""`/api/admin/components` and `/api/admin/checks`: what is watched, and looking now."""

from chalicelib.domain.watched_document import component_document, run_document
from chalicelib.services import checking, watching
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program
from chalicelib.web.responses import Reply, data


def everything(visit: Visit) -> Reply:
    """All of them in the page's order, with what their checks saw last."""
    request = visit.request
    found = watching.everything(request.now, monotonic=request.monotonic, with_evidence=True)
    return data({"components": [component_document(each) for each in found]})


def one(visit: Visit, component_id: str) -> Reply:
    found = watching.one(component_id, visit.request.now, monotonic=visit.request.monotonic)
    return data(dict(component_document(found)))


def run(visit: Visit, component_id: str) -> Reply:
    """What all of its checks see now; with an `Idempotency-Key`, sending it again looks once."""
    return data(dict(run_document(checking.run(component_id, of_program(visit, {})))))


def run_one(visit: Visit, check_id: str) -> Reply:
    """What one check sees now."""
    return data(dict(run_document(checking.run_one(check_id, of_program(visit, {})))))
