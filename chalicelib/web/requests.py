"""A request, as our own views see it."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from chalicelib import settings
from chalicelib.domain.proxies import client_of

# Links begin with it: nothing in it may make one lead to another host, or mean something in HTML.
_SAFE_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")

_SECRET_PATH = re.compile(r"(/subscriptions/(?:manage|code)/|/s/).*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`path` is without, `prefix` is what comes before it in the address bar ("" or "/status").

    `language` is the code that the address names next, "de" in /status/de/incidents, or None.
    `query` has the last value of each parameter. Header names are in small letters. `client` is
    the address that API Gateway itself saw, never one that a header claims. `now` is the time that
    views go by; `monotonic` ages what is cached. `is_elsewhere` says that the answer is shown at
    somebody else's address, where only a whole one leads to us.
    """

    method: str
    path: str
    now: datetime
    monotonic: float
    prefix: str = ""
    language: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""
    is_elsewhere: bool = False

    @property
    def below(self) -> str:
        """What stands before the path for the language that the address named: "/de" or ""."""
        return f"/{self.language}" if self.language else ""

    @property
    def base(self) -> str:
        """What links to pages begin with: they stay in the language that the address named."""
        return f"{self.prefix}{self.below}"

    @property
    def logged_path(self) -> str:
        """The path without what is secret in it: the link of a subscription."""
        return _SECRET_PATH.sub(r"\1…", self.path)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """All of a request that a rendering which is kept may be made of: the whole address."""
        elsewhere = "elsewhere" if self.is_elsewhere else ""
        return self.path, self.prefix, self.language or "", elsewhere

    @property
    def content_type(self) -> str:
        """The media type of the body, in small letters and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def wants_json(self) -> bool:
        """Whether the client asked for JSON rather than a page, or speaks JSON itself."""
        accept = self.headers.get("accept", "")
        asks = "json" in accept and "text/html" not in accept
        return asks or (self.content_type.endswith("json") and "text/html" not in accept)


def from_event(event: Mapping[str, Any], *, now: datetime, monotonic: float) -> Request:
    """The request in an API Gateway proxy event.

    The prefix is what API Gateway put before our own path: the stage on its own address, the base
    path of a mapping, or nothing on a custom domain. It comes from the gateway, not the client.
    """
    context = event["requestContext"]
    path = "/" + ((event.get("pathParameters") or {}).get("proxy") or "").strip("/")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return Request(
        method=context["httpMethod"],
        path=path,
        prefix=_prefix(context.get("path") or path, path),
        query=event.get("queryStringParameters") or {},
        headers=headers,
        body=_body(event),
        client=_client(context, headers),
        now=now,
        monotonic=monotonic,
    )


def _client(context: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    connected = (context.get("identity") or {}).get("sourceIp") or ""
    trusted = settings.trusted_proxies()
    return (
        client_of(connected, headers.get("x-forwarded-for", ""), trusted) if trusted else connected
    )


@lru_cache(maxsize=128)  # readers ask for few addresses, again and again
def _prefix(full: str, path: str) -> str:
    """What stands before `path` in `full`, or "" where that could lead somewhere else.

    API Gateway may decode the one and not the other, and leaves slashes as they came.
    """
    decoded = unquote(full)
    for whole, part in ((full, path), (decoded, path), (decoded, unquote(path))):
        before, below = _without_spare_slashes(whole), _without_spare_slashes(part)
        if before.endswith(below):
            prefix = before.removesuffix(below)
            return prefix if _SAFE_PREFIX.fullmatch(prefix) else ""
    return ""


def _without_spare_slashes(path: str) -> str:
    return re.sub("/+", "/", path).removesuffix("/")


def _body(event: Mapping[str, Any]) -> bytes:
    """As it came; a lone surrogate becomes bytes that are no UTF-8, for the view to refuse."""
    text = event.get("body") or ""
    if event.get("isBase64Encoded"):
        return base64.b64decode(text)
    return text.encode("utf-8", "surrogatepass")
