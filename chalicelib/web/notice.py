"""The server-down notice: what customers see in place of an error message."""

from dataclasses import replace

from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident, Text, name_of, text_of
from chalicelib.domain.messages import Slot
from chalicelib.domain.page import PageSettings
from chalicelib.domain.reliability import reliability
from chalicelib.domain.reminder import reminder
from chalicelib.domain.snapshot import View
from chalicelib.domain.standing import standing
from chalicelib.domain.tracks import tracks
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.errors import face
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, problem
from chalicelib.words import Tongue, marked

_RETRY_AFTER_S = 60
_HEADERS = {"Retry-After": str(_RETRY_AFTER_S), "X-Robots-Tag": "noindex"}

_TITLE = marked("We are sorry: this is not working right now")
_NEUTRAL = marked(
    "What you asked for could not be shown. It is not your fault, and you need not do anything: "
    "please try again in a few minutes. The status page tells what we know."
)


def down(request: Request) -> Reply:
    """503 with the open incident's words, or a kind sentence when there is none.

    It answers whatever stood for the product: any method, any path below it, also when our own
    table can't be read.
    """
    view = _view(request)
    return _notice(request, face(request), view)


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


def _notice(request: Request, page: PageSettings, view: View | None) -> Reply:
    tongue = tongue_of(request, page)
    incident = _worst_open(view) if view else None
    title, text = _words(incident, tongue)
    if request.wants_json:
        return problem(503, title.text, text.text, headers=_HEADERS)
    reply = render.page(
        "notice.html",
        page,
        request,
        status=503,
        title=title.text,
        text=text,
        since=incident.started_at if incident else None,
        told_at=incident.updated_at if incident else None,
        reminder=_reminder(view, tongue) if view else "",
        messages=standing(view, Slot.NOTICE) if view else (),
    )
    return replace(reply, headers={**reply.headers, **_HEADERS})


def _reminder(view: View, tongue: Tongue) -> str:
    """The record as it may be spoken of; nothing of it is worth a notice that doesn't come."""
    try:
        return reminder(reliability(view, tracks(view)), tongue)
    except Exception:  # noqa: BLE001 - as with the news: the notice answers without
        logger.exception("the notice goes without the reminder")
        return ""


def _words(incident: Incident | None, tongue: Tongue) -> tuple[Text, Text]:
    """Title and text; the text may be there in another language only."""
    if incident is None:
        return (
            Text(tongue.say(_TITLE), tongue.code),
            Text(tongue.say(_NEUTRAL), tongue.code),
        )
    return name_of(incident, tongue.code), text_of(incident.updates[-1], tongue.code)
