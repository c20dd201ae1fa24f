"""The cookie that a session travels in.

Its name begins with `__Host-`, by which browsers see to it that it came over TLS, from this very
host, and not from a neighbour below the same domain. That asks for `Path=/`: on API Gateway's own
address, where the page lives below /status, the cookie is sent to all of the host, and the host is
ours alone, as each API has its own. At an address that is plain http, such as the devstack's, a
client may keep no secure cookies: there it has a plain name.
"""

from dataclasses import replace

from chalicelib import settings
from chalicelib.domain.sessions import LONGEST
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply

_SECURE = "__Host-candor"
_PLAIN = "candor"
# Lax: who follows a link in a mail of ours is signed in there; what another site posts isn't.
_ALWAYS = "Path=/; HttpOnly; SameSite=Lax"


def token_of(request: Request) -> str:
    """The session's token in the request; empty without one."""
    pairs = (part.partition("=") for part in request.headers.get("cookie", "").split(";"))
    return next((value.strip() for name, _, value in pairs if name.strip() == _name()), "")


def with_token(reply: Reply, token: str) -> Reply:
    """The reply, with which the browser keeps the token until the session is over in any case."""
    return _with(reply, token, int(LONGEST.total_seconds()))


def without_token(reply: Reply) -> Reply:
    """The reply, with which the browser forgets it."""
    return _with(reply, "", 0)


def _with(reply: Reply, value: str, seconds: int) -> Reply:
    secure = "; Secure" if _is_secure() else ""
    cookie = f"{_name()}={value}; Max-Age={seconds}; {_ALWAYS}{secure}"
    return replace(reply, headers={**reply.headers, "Set-Cookie": cookie})


def _name() -> str:
    return _SECURE if _is_secure() else _PLAIN


def _is_secure() -> bool:
    """The deployment says so: never the request, which a stranger writes."""
    return not (settings.base_url() or "").startswith("http://")
