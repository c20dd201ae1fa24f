"""Every address of the team's, what one needs to be allowed there, and who answers."""

from chalicelib.domain.errors import CandorError, NotFound
from chalicelib.observability import logger
from chalicelib.web.admin import shell
from chalicelib.web.admin.sealing import sealed
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply


def respond(request: Request) -> Reply:
    """The reply to any request whatever; it never raises."""
    try:
        reply = _reply(request)
    except Exception:  # noqa: BLE001 - nobody ever sees a bare 500; the log has it all
        # Without the path: it may be the link of an invitation, which is a secret.
        logger.exception("fault", method=request.method)
        reply = shell.fault(request)
    return sealed(reply)


def _reply(request: Request) -> Reply:
    try:
        raise NotFound("Perhaps the link is old, or was cut off.")
    except CandorError as error:
        return shell.refused(request, error)
