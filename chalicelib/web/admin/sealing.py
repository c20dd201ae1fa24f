"""What every answer of the team's carries: it isn't kept, framed, found by search, or shared."""

from dataclasses import replace

from chalicelib.web.responses import NOT_CACHED, Reply

_SEAL = {
    "Cache-Control": NOT_CACHED,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOTHING_RUNS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
# Public data may be read from any web page; this may not.
_OPENS = "access-control-"


def sealed(reply: Reply) -> Reply:
    """The reply with all that; a page keeps its own, stricter than strict, policy."""
    own = {k: v for k, v in reply.headers.items() if not k.lower().startswith(_OPENS)}
    return replace(reply, headers={**_NOTHING_RUNS, **own, **_SEAL}, etag=None)
