"""The event that API Gateway makes of a request for a Lambda proxy integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devstack.invocations import ACCOUNT
from devstack.routes import Match

# Of the connection, not of the request: API Gateway keeps them to itself.
_OWN_HEADERS = {
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it came in; `target` is its path and query, still encoded."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    client: str

    @property
    def path(self) -> str:
        return urlsplit(f"//host{self.target}").path or "/"

    @property
    def query(self) -> str:
        return urlsplit(f"//host{self.target}").query

    def header(self, name: str) -> str:
        """The header's last value, or an empty string without it."""
        values = [value for given, value in self.headers if given.lower() == name.lower()]
        return values[-1] if values else ""


def is_binary(media_type: str, binary_types: list[str]) -> bool:
    """Whether API Gateway treats the content as bytes: an exact match, or everything is."""
    essence = media_type.partition(";")[0].strip().lower()
    return "*/*" in binary_types or essence in binary_types


def proxy_event(
    request: HttpRequest, match: Match, *, stage: str, binary_types: list[str], at: datetime
) -> dict[str, Any]:
    headers = _multi([*_passed_on(request.headers), *_added(request)])
    query = _multi(parse_qsl(request.query, keep_blank_values=True))
    body, is_base64 = _body(request, binary_types)
    return {
        "resource": match.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _last(query) or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": dict(match.parameters) or None,
        "stageVariables": None,
        "requestContext": _context(request, match, stage, at),
        "body": body,
        "isBase64Encoded": is_base64,
    }


def _passed_on(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in _OWN_HEADERS and name.lower() != "x-forwarded-for"
    ]


def _added(request: HttpRequest) -> list[tuple[str, str]]:
    came_with = request.header("X-Forwarded-For")
    return [
        ("X-Forwarded-For", f"{came_with}, {request.client}" if came_with else request.client),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]


def _multi(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _last(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: several[-1] for name, several in values.items()}


def _body(request: HttpRequest, binary_types: list[str]) -> tuple[str | None, bool]:
    if not request.body:
        return None, False
    if is_binary(request.header("Content-Type"), binary_types):
        return base64.b64encode(request.body).decode("ascii"), True
    return request.body.decode("utf-8", "replace"), False


def _context(request: HttpRequest, match: Match, stage: str, at: datetime) -> dict[str, Any]:
    request_id = str(uuid.uuid4())
    identity = dict.fromkeys(
        ("accessKey", "accountId", "apiKey", "caller", "cognitoIdentityId", "user", "userArn")
    )
    return {
        "accountId": ACCOUNT,
        "apiId": "devstack",
        "domainName": request.header("Host"),
        "extendedRequestId": request_id,
        "httpMethod": request.method,
        "identity": {
            **identity,
            "sourceIp": request.client,
            "userAgent": request.header("User-Agent") or None,
        },
        "path": request.path,
        "protocol": "HTTP/1.1",
        "requestId": request_id,
        "requestTime": at.strftime("%d/%b/%Y:%H:%M:%S %z"),
        "requestTimeEpoch": int(at.timestamp() * 1000),
        "resourceId": "devstack",
        "resourcePath": match.resource,
        "stage": stage,
    }
