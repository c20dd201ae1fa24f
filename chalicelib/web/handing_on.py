"""What is for the team is handed on to a function of its own, with rights of its own.

The function that strangers reach may read what is published and count, whatever else may be wrong
with it. So it doesn't answer these addresses itself: it passes the event on and the answer back.
"""

import re
from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.domain.errors import CandorError
from chalicelib.observability import logger
from chalicelib.services import handing_on
from chalicelib.web.proxy_response import as_it_came, proxy_response
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply

_OF_THE_TEAM = re.compile(r"(?:/api)?/admin(?:/.*)?", re.DOTALL)
_NO_ANSWER = (
    "This part of the status page doesn't answer just now. Please try again in a minute. The "
    "public page goes on without it."
)
_PERHAPS_DONE = (
    "This part of the status page did not answer in time. What you sent may have been done: look "
    "before you send it again. The public page goes on without it."
)


def is_for_team(request: Request) -> bool:
    """Whether the address is one of the team's pages, or of the API behind them."""
    return _OF_THE_TEAM.fullmatch(request.path) is not None


def handed_on(request: Request, event: Mapping[str, Any]) -> Response:
    """The other function's answer to this very event, or in its place a sentence of ours."""
    try:
        return as_it_came(handing_on.to_admin(event))
    except CandorError as error:
        return proxy_response(_refused(request, error))


def _refused(request: Request, error: CandorError) -> Reply:
    # Imported when something is wrong: page views need none of it.
    from chalicelib.web.admin import shell
    from chalicelib.web.admin.sealing import sealed
    from chalicelib.web.errors import headers_of, status_of

    status = status_of(error)
    if status < 500:
        return sealed(shell.told(request, status, str(error)))
    # The path may be the link of an invitation, which is a secret.
    logger.error("can't hand on", method=request.method, reason=str(error))
    text = _NO_ANSWER if request.method in ("GET", "HEAD", "OPTIONS") else _PERHAPS_DONE
    return sealed(shell.told(request, status, text, headers_of(error)))
