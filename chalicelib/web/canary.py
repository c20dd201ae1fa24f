"""Our own webhook, which hears of drills: what is posted there proves that news arrives."""

from datetime import timedelta

from chalicelib.domain.allowances import Allowance, connection_of
from chalicelib.services import limiting
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data

# A drill is posted once, and tried again some four times.
_PER_CONNECTION = Allowance(60, timedelta(minutes=1))


def hear(request: Request, drill_id: str) -> Reply:
    """Nothing is answered but that it was heard; raises NotFound for all that isn't genuine."""
    # Imported when it is needed: page views need none of it.
    from chalicelib.services import drilling

    limiting.require("canary", connection_of(request.client), _PER_CONNECTION, request.now)
    drilling.hear(drill_id, request.headers, request.body, request.now)
    return data({"heard": True})
