"""Replies: status, body and headers, with what every page of ours carries."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeVar

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
_OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    # Pages that isolate themselves show pictures, scripts and data of others only with it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "max-age=86400, public",
}
# API Gateway would call an answer without a type JSON, and caches would believe it.
_OF_NOT_MODIFIED = (
    "Content-Type",
    "Cache-Control",
    "ETag",
    "Vary",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cross-Origin-Resource-Policy",
)
# Data is for programs: nothing in it is to be run or shown as a page.
_DATA_POLICY = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}

# Characters that HTML can't hold, whatever somebody wrote: controls, and what Unicode says is none.
# https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream
_NONE = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{_NONE}]")

# Lambda's answers end at 6 MB, the gateway's envelope and its escaping of quotes included.
_LARGEST = 4_000_000

T = TypeVar("T")


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
    fit = _UNFIT.sub("", _whole(body))
    return Reply(status=status, body=fit, headers={**_SAFETY, **own, **(headers or {})})


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


def text(body: str, media: str) -> Reply:
    """Text of that media type that isn't cached, and that any web page may read or show."""
    own = {"Content-Type": f"{media}; charset=utf-8", "Cache-Control": NOT_CACHED}
    return Reply(body=_whole(body), headers={**_SAFETY, **_OPEN_TO_ALL, **_DATA_POLICY, **own})


def preflight() -> Reply:
    """Leave for a web page of any origin to ask for data (the Fetch standard, 3.2.2)."""
    own = {**_PREFLIGHT, "Content-Type": "text/plain; charset=utf-8"}
    return Reply(status=204, headers={**_SAFETY, **_OPEN_TO_ALL, **own})


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Reply:
    """An error as RFC 9457 has it, with what more there is to tell as members of their own."""
    own = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = {**own, **(members or {})}
    media = {"Content-Type": "application/problem+json; charset=utf-8"}
    return data(body, status=status, headers={**media, **(headers or {})})


def see_other(location: str) -> Reply:
    """After a form: another page, which can be loaded again without sending the form again."""
    headers = {**_SAFETY, "Location": location, "Cache-Control": NOT_CACHED}
    return Reply(status=303, headers={**headers, "Content-Type": "text/plain; charset=utf-8"})


def found(location: str, *, vary: str) -> Reply:
    """For this time, another page; which one, the header named by `vary` decides."""
    headers = {**_SAFETY, "Location": location, "Cache-Control": NOT_CACHED, "Vary": vary}
    return Reply(status=302, headers={**headers, "Content-Type": "text/plain; charset=utf-8"})


def cached(reply: Reply) -> Reply:
    """The reply as one that may be kept for ten seconds, and asked for by its ETag after that."""
    digest = hashlib.sha256(reply.body.encode()).hexdigest()[:32]
    etag = f'W/"{digest}"'
    own = {"Cache-Control": CACHED, "ETag": etag, "Vary": "Accept, Accept-Encoding"}
    return replace(reply, etag=etag, headers={**reply.headers, **own})


def not_modified(reply: Reply) -> Reply:
    """The same reply for a client that has it already (RFC 9110, 15.4.5).

    The other headers belong to what it has, and need not travel again.
    """
    kept = {name: reply.headers[name] for name in _OF_NOT_MODIFIED if name in reply.headers}
    return Reply(status=304, headers=kept, etag=reply.etag)


def fitting(items: Sequence[T], size: Callable[[T], int]) -> list[T]:
    """As many of the first as an answer holds."""
    sizes = accumulate(size(item) for item in items)
    return [item for item, sum_of in zip(items, sizes, strict=True) if sum_of <= _LARGEST]


def is_known(reply: Reply, if_none_match: str) -> bool:
    """Whether the client named this ETag; weak comparison, as RFC 9110, 13.1.2 asks."""
    if reply.etag is None or not if_none_match:
        return False
    if if_none_match == reply.etag:  # as nearly everybody writes it
        return True
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or reply.etag.removeprefix("W/") in named


def _whole(text: str) -> str:
    """Without halves of characters (lone surrogates), which have no form in UTF-8."""
    return text.encode("utf-8", "replace").decode()
