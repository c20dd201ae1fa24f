"""The door: who comes in, and whether a form is one of ours."""

from urllib.parse import urlsplit

from chalicelib.domain.actors import require
from chalicelib.domain.errors import Forbidden, InvalidInput, NotSignedIn
from chalicelib.domain.roles import Action, may
from chalicelib.domain.sessions import csrf_token, is_csrf
from chalicelib.domain.urls import origin_of
from chalicelib.services import keys, signing_in
from chalicelib.services.addresses import public_url
from chalicelib.web.admin import cookies, fields, shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.requests import Request

SAFE = ("GET", "HEAD", "OPTIONS")
_ANOTHER_SITE = "This came from another site. Please use the form on the page itself."
_STALE = (
    "This form belongs to a session that is over. Go back, load the page again, and send it once "
    "more; what you wrote is still there when you go back."
)
_NO_KEY = "Send an API key: `Authorization: Bearer candor_…`. `candor key create` makes one."


def person(request: Request) -> Visit:
    """The visit of whom the session's cookie belongs to. Raises NotSignedIn."""
    token = cookies.token_of(request)
    if not token:
        raise NotSignedIn(signing_in.SIGNED_OUT)
    found = signing_in.whose(token, client=request.client, now=request.now)
    return Visit(request=request, actor=found.actor, signed_in=found, csrf=csrf_token(token))


def program(request: Request) -> Visit:
    """The visit of a program that shows a key. Raises NotSignedIn.

    Cookies count for nothing here, so that no other site can have a browser ask.
    """
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise NotSignedIn(_NO_KEY)
    actor = keys.whose(text.strip(), client=request.client, now=request.now)
    return Visit(request=request, actor=actor)


def require_role(visit: Visit, action: Action) -> None:
    """Raises Forbidden, with a sentence, unless the visitor's role may do that.

    To which components it may be done, the service asks, which knows them.
    """
    if not may(visit.actor.role, action):
        require(visit.actor, action)


def require_form(visit: Visit) -> None:
    """Raises Forbidden unless this came out of a form of this very session."""
    require_own_page(visit.request)
    sent = fields.sent(visit.request).get(fields.CSRF, "")
    if not is_csrf(sent, cookies.token_of(visit.request)):
        raise Forbidden(_STALE)


def require_own_page(request: Request) -> None:
    """Raises Forbidden when a browser says that another site sent this, a neighbour's included.

    Browsers since 2023 say it in `Sec-Fetch-Site`. Older ones name the origin, but call it `null`
    for pages that, as ours, send no referrer; then the form's token alone has to speak.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        origin = request.headers.get("origin", "null")
        is_own = origin == "null" or _is_ours(request, origin)
    if not is_own:
        raise Forbidden(_ANOTHER_SITE)


def _is_ours(request: Request, origin: str) -> bool:
    """Whether that is the host that was asked, or the page's public address."""
    if urlsplit(origin).netloc == request.headers.get("host"):
        return True
    try:
        return origin == origin_of(public_url(shell.page_settings(request)))
    except InvalidInput:
        return False
