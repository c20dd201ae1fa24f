"""Replies: status, body and headers, with what every page of ours carries."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

# As Statuspage sends it; page views and the API v2 alike.
CACHED = "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600"
NOT_CACHED = "no-store"

_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
# Data is for programs: nothing in it is to be run or shown as a page.
_DATA_POLICY = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back. `etag` is set on what may be asked for again with If-None-Match."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None


def html(
    body: str, *, policy: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """A page that isn't cached; `policy` is its Content-Security-Policy."""
    own = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": NOT_CACHED,
        "Content-Security-Policy": policy,
    }
    return Reply(status=status, body=_whole(body), headers={**_SAFETY, **own, **(headers or {})})


def plain(text: str, *, status: int) -> Reply:
    """Bare text, for when a page can't be made."""
    own = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": NOT_CACHED}
    return Reply(status=status, body=text, headers={**_SAFETY, **_DATA_POLICY, **own})


def data(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """JSON that isn't cached, and that any web page may read."""
    own = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": NOT_CACHED}
    merged = {**_SAFETY, **_OPEN_TO_ALL, **_DATA_POLICY, **own, **(headers or {})}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Reply(status=status, body=_whole(text), headers=merged)


def problem(
    status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None
) -> Reply:
    """An error as RFC 9457 has it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    media = {"Content-Type": "application/problem+json; charset=utf-8"}
    return data(body, status=status, headers={**media, **(headers or {})})


def see_other(location: str) -> Reply:
    """After a form: another page, which can be loaded again without sending the form again."""
    headers = {**_SAFETY, "Location": location, "Cache-Control": NOT_CACHED}
    return Reply(status=303, headers={**headers, "Content-Type": "text/plain; charset=utf-8"})


def cached(reply: Reply) -> Reply:
    """The reply as one that may be kept for ten seconds, and asked for by its ETag after that."""
    digest = hashlib.sha256(reply.body.encode()).hexdigest()[:32]
    etag = f'W/"{digest}"'
    own = {"Cache-Control": CACHED, "ETag": etag, "Vary": "Accept, Accept-Encoding"}
    return replace(reply, etag=etag, headers={**reply.headers, **own})


def not_modified(reply: Reply) -> Reply:
    """The same reply for a client that has it already (RFC 9110, 15.4.5)."""
    return replace(reply, status=304, body="")


def is_known(reply: Reply, if_none_match: str) -> bool:
    """Whether the client named this ETag; weak comparison, as RFC 9110, 13.1.2 asks."""
    if reply.etag is None or not if_none_match:
        return False
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or reply.etag.removeprefix("W/") in named


def _whole(text: str) -> str:
    """Without halves of characters (lone surrogates), which have no form in UTF-8."""
    return text.encode("utf-8", "replace").decode()
