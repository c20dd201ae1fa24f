"""The server-down notice: what customers see in place of an error message."""

from dataclasses import replace

from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import PageSettings
from chalicelib.domain.snapshot import View
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.errors import face
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, problem

_RETRY_AFTER_S = 60
_HEADERS = {"Retry-After": str(_RETRY_AFTER_S), "X-Robots-Tag": "noindex"}

_TITLE = "We are sorry: this is not working right now"
_NEUTRAL = (
    "What you asked for could not be shown. It is not your fault, and you need not do anything: "
    "please try again in a few minutes. The status page tells what we know."
)


def down(request: Request) -> Reply:
    """503 with the open incident's words, or a kind sentence when there is none.

    It answers whatever stood for the product: any method, any path below it, also when our own
    table can't be read.
    """
    view = _view(request)
    return _notice(request, face(request), _worst_open(view) if view else None)


def _view(request: Request) -> View | None:
    """The newest that can be had; what is held when nothing can be read."""
    try:
        return publishing.current(request.now, monotonic=request.monotonic)
    except NotFound:  # before the first apply
        return None
    except Exception:  # noqa: BLE001 - it stands in for what broke: whatever is wrong, it answers
        logger.exception("the notice goes without news", path=request.path)
        return publishing.held(request.now)


def _worst_open(view: View) -> Incident | None:
    """The open incident with the largest impact, the newest among equals."""
    ranked = sorted(view.snapshot.open_incidents, key=lambda i: i.created_at, reverse=True)
    return max(ranked, key=lambda i: i.impact.rank, default=None)


def _notice(request: Request, page: PageSettings, incident: Incident | None) -> Reply:
    text = incident.updates[-1].body if incident else _NEUTRAL
    if request.wants_json:
        return problem(503, incident.name if incident else _TITLE, text, headers=_HEADERS)
    reply = render.page(
        "notice.html",
        page,
        status=503,
        prefix=request.prefix,
        title=incident.name if incident else _TITLE,
        text=text,
        since=incident.started_at if incident else None,
        told_at=incident.updated_at if incident else None,
    )
    return replace(reply, headers={**reply.headers, **_HEADERS})
