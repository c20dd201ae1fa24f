"""Where somebody goes on after signing in: to what they asked for, and never to another site."""

import re
from urllib.parse import urlencode

from chalicelib.web.requests import Request

HOME = "/admin"
SIGN_IN = "/admin/sign-in"
# Plain segments alone: no second slash, no backslash, no dots that climb, no control characters.
_OWN = re.compile(
    r"/admin(?:/(?!\.{1,2}(?:/|\?|$))[A-Za-z0-9._~-]+)*(?:\?[A-Za-z0-9._~=&%+-]*)?", re.ASCII
)
_LONGEST = 500


def own(text: str) -> str:
    """The address if it is one of the team's pages, else the overview's."""
    is_own = len(text) <= _LONGEST and _OWN.fullmatch(text) and not text.startswith(SIGN_IN)
    return text if is_own else HOME


def sign_in_first(request: Request) -> str:
    """The address of the form, from where one comes back to this page."""
    asked = f"?{urlencode(request.query)}" if request.query else ""
    back = own(f"{request.path}{asked}")
    query = "" if back == HOME else f"?next={_quoted(back)}"
    return f"{request.prefix}{SIGN_IN}{query}"


def _quoted(text: str) -> str:
    return urlencode({"": text})[1:]
