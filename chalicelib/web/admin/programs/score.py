"""`/api/admin/score`: how well customers were told of incidents, for programs."""

from chalicelib.domain.echoes import SHOWN_INCIDENTS, echo_document
from chalicelib.services import asking
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply, data


def of_incidents(visit: Visit) -> Reply:
    """The latest incidents that customers felt, newest first, with all that they say."""
    report = asking.report(SHOWN_INCIDENTS, visit.request.now)
    return data({"incidents": [echo_document(each) for each in report.echoes]})
