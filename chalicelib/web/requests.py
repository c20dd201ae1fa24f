"""A request, as our own views see it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`path` is without, `prefix` is what comes before it in the address bar ("" or "/status").

    Header names are in small letters. `client` is the address that API Gateway itself saw, never
    one that a header claims. `now` is the time that views go by; `monotonic` ages what is cached.
    """

    method: str
    path: str
    now: datetime
    monotonic: float
    prefix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""

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
    full = (context.get("path") or path).rstrip("/") or "/"
    prefix = full[: -len(path)] if path != "/" and full.endswith(path) else ""
    if path == "/":
        prefix = full.rstrip("/")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return Request(
        method=context["httpMethod"],
        path=path,
        prefix=prefix,
        headers=headers,
        body=_body(event),
        client=(context.get("identity") or {}).get("sourceIp") or "",
        now=now,
        monotonic=monotonic,
    )


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
