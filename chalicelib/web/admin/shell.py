"""The shell of the team's pages: navigation, the page's own face, and what went well or wrong.

These pages speak English: they are for the team alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import CandorError, InvalidInput, NotFound, Unavailable
from chalicelib.domain.faults import InvalidFields, path_text
from chalicelib.domain.page import PageSettings
from chalicelib.domain.snapshot import ComponentView
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.services.addresses import public_url
from chalicelib.web import render
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import face, headers_of, status_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, plain, problem, see_other

API = "/api/"
_TITLE = {
    401: "Please sign in",
    403: "You may not do that",
    404: "There is nothing at this address",
    405: "That can't be done at this address",
    409: "Somebody else was faster",
    413: "That is too much at once",
    415: "That is sent in another form",
    422: "That can't be used",
    429: "That was a little too often",
    500: "Something went wrong on our side",
    503: "This can't be answered right now",
}
_OURS = "It is a fault of this status page, not of yours, and it has been noted."
_UNAVAILABLE = (
    "The status page can't reach what it stands on. If you sent something, look whether it was "
    "done before you send it again."
)
# What is said after a form went well. An address names the code, and never the words.
DONE = {
    "invited": "The invitation was renewed.",
    "role-changed": "The role was changed. Whoever it is has to sign in again.",
    "removed": "The person was removed, and is signed out everywhere.",
    "renamed": "The name was changed.",
    "session-ended": "The session was ended.",
    "sessions-ended": "All sessions were ended.",
    "key-revoked": "The key was revoked. It is refused from now on.",
    "joined": "Welcome. You are signed in.",
    "passphrase-changed": "The passphrase was changed. Other sessions of yours were ended.",
    "mail-asked": "A question was sent to you by mail. Follow the link in it, and you hear.",
    "mail-stopped": "No mail is sent to you any more.",
    "signed-out": "You are signed out.",
    "opened": "The incident is on the page, and on its way to subscribers.",
    "updated": "The update is on the page, and on its way to subscribers.",
    "published": "The draft is published.",
    "dropped": "The draft was dropped. Nothing is told of it.",
    "postmortem-saved": "The draft is saved. Only the team sees it.",
    "postmortem-published": "The post-mortem is on the page.",
    "postmortem-dropped": "The draft of the post-mortem was dropped.",
    "announced": "The maintenance is on the page, and on its way to subscribers.",
    "maintenance-update": "The update is on the page.",
    "maintenance-move": "The maintenance was moved.",
    "maintenance-extend": "Its end was changed.",
    "maintenance-begin": "The maintenance has begun.",
    "maintenance-verify": "The work is done, and is looked at.",
    "maintenance-complete": "The maintenance is over.",
    "maintenance-cancel": "The maintenance was cancelled.",
    "ran": "We looked, and this is what was seen.",
    "drilled": "A drill is under way. Look again in a minute.",
    "put-up": "The message is up.",
    "message-changed": "The message was changed.",
    "taken-down": "The message was taken down.",
    "replayed": "What is of use still is on its way once more; the rest stays until you drop it.",
    "letters-dropped": "They were dropped.",
    "forgotten": "It hears nothing any more, and is forgotten. The audit log has a digest of it.",
    "settings-saved": "It is saved, and in force.",
}


def page(
    template: str,
    request: Request,
    visit: Visit | None = None,
    *,
    title: str,
    status: int = 200,
    settings: PageSettings | None = None,
    scripts: tuple[str, ...] = (),
    **values: Any,
) -> Reply:
    """A page of the team's; with a visit, it has navigation and knows who looks at it.

    `templates/admin/<template>` gets `title`, `page`, `visit`, `csrf`, `prefix`, `done`, and the
    values. Without `settings` it has the face of the page that is published.
    """
    return render.team_page(
        template,
        settings or page_settings(request),
        request,
        status=status,
        scripts=scripts,
        title=title,
        visit=visit,
        csrf=visit.csrf if visit else "",
        done=DONE.get(request.query.get("done", ""), ""),
        **values,
    )


def shown(template: str, visit: Visit, *, title: str, **values: Any) -> Reply:
    """A page for a visitor, with all of `page`'s."""
    return page(template, visit.request, visit, title=title, **values)


def done(visit: Visit, path: str, code: str) -> Reply:
    """After a form: the page at that path, which says what was done; one of `DONE`."""
    assert code in DONE, code
    return see_other(f"{visit.request.prefix}{path}?done={code}")


def address(request: Request) -> str:
    """The page's public address, for links to send to others; of this host when there is none."""
    try:
        return public_url(page_settings(request))
    except InvalidInput:
        return request.prefix


def with_headers(reply: Reply, headers: Mapping[str, str]) -> Reply:
    """The reply with these as well."""
    return replace(reply, headers={**reply.headers, **headers})


def components(request: Request) -> tuple[ComponentView, ...]:
    """Those of the page that is published, in its order; none before there is one."""
    try:
        return publishing.current(request.now, monotonic=request.monotonic).snapshot.components
    except NotFound:
        return ()


def page_settings(request: Request) -> PageSettings:
    """Those of the page that is published, else plain ones: before there is one, people join."""
    try:
        return publishing.current(request.now, monotonic=request.monotonic).snapshot.page
    except CandorError:
        return face(request)


def told(
    request: Request,
    status: int,
    text: str,
    headers: Mapping[str, str] | None = None,
    *,
    visit: Visit | None = None,
    members: Mapping[str, object] | None = None,
) -> Reply:
    """A sentence with its status: a page for people, problem+json for programs. Reads nothing."""
    if request.path.startswith(API) or request.wants_json:
        return problem(status, _TITLE[status], text, headers=headers, members=members)
    reply = page(
        "message.html",
        request,
        visit,
        title=_TITLE[status],
        status=status,
        settings=face(request),
        text=text,
    )
    return with_headers(reply, headers or {})


def refused(request: Request, error: CandorError, visit: Visit | None = None) -> Reply:
    """The error as a reply. `faults` has each thing that is wrong, with its place, for programs."""
    text = _UNAVAILABLE if isinstance(error, Unavailable) else str(error)
    headers = dict(headers_of(error))
    if status_of(error) == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="candor"'
    members = {"faults": _faults(error)} if isinstance(error, InvalidFields) else None
    return told(request, status_of(error), text, headers, visit=visit, members=members)


def fault(request: Request) -> Reply:
    """For what should never have happened. It says nothing of what it was: the log does."""
    try:
        return told(request, 500, _OURS)
    except Exception:  # noqa: BLE001 - there is nobody left to answer for it
        logger.exception("the page of a fault can't be made")
        return plain(f"{_TITLE[500]}. {_OURS}", status=500)


def _faults(error: InvalidFields) -> list[dict[str, str]]:
    return [{"field": path_text(each.path), "message": each.message} for each in error.faults]
