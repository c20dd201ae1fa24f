"""The HTTP door of the app, as API Gateway and Lambda stand there together.

It answers at `/`, as behind a custom domain. What API Gateway would refuse or fail, this does too.
"""

import base64
import binascii
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice
from chalice.config import Config

from devstack import routes
from devstack.clock import VirtualClock
from devstack.doors import Answer, Door, answered_by
from devstack.functions import API, Functions, PayloadTooLarge
from devstack.invocations import FunctionError, Outcome
from devstack.proxy_events import HttpRequest, is_binary, proxy_event

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
BODY_LIMIT = 10 * 1024 * 1024
INTEGRATION_TIMEOUT = 29.0

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_REMAPPED = {
    "connection",
    "content-length",
    "content-md5",
    "date",
    "host",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
}

Json = Any  # what json.loads gives back


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that API Gateway answers by itself; `kind` is its name for the response."""

    kind: str
    status: int
    message: str


UNKNOWN_ROUTE = Refusal("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token")
TOO_LARGE = Refusal("REQUEST_TOO_LARGE", 413, "Request Too Long")
FAILED = Refusal("DEFAULT_5XX", 502, "Internal server error")
TIMED_OUT = Refusal("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out")

# Takes the refusal and the request's Accept header.
Words = Callable[[Refusal, str], HttpAnswer]


def plain_words(refusal: Refusal, _accept: str = "") -> HttpAnswer:
    """What API Gateway says as long as no gateway response changes it."""
    body = json.dumps({"message": refusal.message}).encode()
    return HttpAnswer(refusal.status, (("Content-Type", "application/json"),), body)


class Gateway:
    """One API. `words` are its gateway responses, `patience` its integration time-out in seconds.

    Raises `routes.UnsupportedRoute`.
    """

    def __init__(
        self,
        app: Chalice,
        config: Config,
        functions: Functions,
        clock: VirtualClock,
        *,
        words: Words = plain_words,
        patience: float = INTEGRATION_TIMEOUT,
    ) -> None:
        self._routes = routes.declared(app)
        self._binary_types: list[str] = app.api.binary_types
        self._stage: str = config.api_gateway_stage
        self._compress_from: int | None = config.minimum_compression_size
        self._functions = functions
        self._clock = clock
        self._words = words
        self._patience = patience

    def open(self, door: Door) -> None:
        door.open(answered_by(partial(_GatewayAnswer, self)))

    def answer(self, request: HttpRequest) -> HttpAnswer:
        match = routes.match(self._routes, request.method, request.path)
        if match is None:
            return self.refuse(UNKNOWN_ROUTE, request)
        event = proxy_event(
            request,
            match,
            stage=self._stage,
            binary_types=self._binary_types,
            at=self._clock.now(),
        )
        try:
            trigger = f"{request.method} {request.path}"
            payload = self._functions.invoke(API, event, trigger, patience=self._patience)
            answer = http_answer(payload, self._returns_bytes(request))
        except PayloadTooLarge:
            return self.refuse(TOO_LARGE, request)
        except FunctionError as error:
            return self.refuse(self._failure(error), request)
        return self._compressed(answer, request)

    def date(self) -> str:
        """The time, as the header of every answer says it."""
        return format_datetime(self._clock.now(), usegmt=True)

    def refuse(self, refusal: Refusal, request: HttpRequest) -> HttpAnswer:
        return self._words(refusal, request.header("Accept"))

    def _failure(self, error: FunctionError) -> Refusal:
        # A function that is stopped by its own time-out has failed like any other (502); only one
        # that may outlast the gateway's patience makes it a time-out of the gateway (504).
        timed_out = error.outcome is Outcome.TIMED_OUT
        outlasted = self._functions.timeout(API) >= self._patience
        return TIMED_OUT if timed_out and outlasted else FAILED

    def _returns_bytes(self, request: HttpRequest) -> bool:
        """Base64 is decoded only for a client whose first wanted type is a binary one."""
        return is_binary(request.header("Accept").split(",")[0], self._binary_types)

    def _compressed(self, answer: HttpAnswer, request: HttpRequest) -> HttpAnswer:
        coded = any(name.lower() == "content-encoding" for name, _ in answer.headers)
        small = self._compress_from is None or len(answer.body) < self._compress_from
        if coded or small or not answer.body or not _takes_gzip(request.header("Accept-Encoding")):
            return answer
        headers = (*answer.headers, ("Content-Encoding", "gzip"))
        return HttpAnswer(answer.status, headers, gzip.compress(answer.body, mtime=0))


def http_answer(payload: Json, returns_bytes: bool) -> HttpAnswer:
    """The function's answer as HTTP. Raises `FunctionError` when it isn't in the form agreed on."""
    if not isinstance(payload, dict) or set(payload) - {
        "statusCode",
        "headers",
        "multiValueHeaders",
        "body",
        "isBase64Encoded",
    }:
        raise _malformed()
    try:
        status = int(payload.get("statusCode", 200))
    except (TypeError, ValueError):
        raise _malformed() from None
    body = payload.get("body")
    if not isinstance(body, str | None):
        raise _malformed()
    content = (body or "").encode()
    if payload.get("isBase64Encoded") and returns_bytes:
        try:
            content = base64.b64decode(content, validate=True)
        except binascii.Error:
            raise _malformed() from None
    return HttpAnswer(status, tuple(_headers(payload)), content)


def _malformed() -> FunctionError:
    return FunctionError(
        "Execution failed due to configuration error: Malformed Lambda proxy response"
    )


def _headers(payload: dict[str, Json]) -> list[tuple[str, str]]:
    multi: Mapping[str, list[Json]] = payload.get("multiValueHeaders") or {}
    single: Mapping[str, Json] = payload.get("headers") or {}
    pairs = [(name, value) for name, values in multi.items() for value in values]
    pairs += [(name, value) for name, value in single.items() if (name, value) not in pairs]
    if any(isinstance(value, dict | list) for _, value in pairs):
        raise _malformed()
    named = [(_remapped(name), str(value)) for name, value in pairs]
    if not any(name.lower() == "content-type" for name, _ in named):
        named.append(("Content-Type", "application/json"))
    return named


def _remapped(name: str) -> str:
    return f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name


def _takes_gzip(accept_encoding: str) -> bool:
    for offer in accept_encoding.split(","):
        coding, _, quality = offer.partition(";")
        if coding.strip().lower() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class _GatewayAnswer(Answer):
    def __init__(self, gateway: Gateway, *connection: object) -> None:
        self._gateway = gateway
        super().__init__(*connection)  # type: ignore[arg-type]  # handed on as it came

    def answer(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            self.close_connection = True
            self.send_sentence(HTTPStatus.LENGTH_REQUIRED, "Send the body with a Content-Length.")
        elif not self.path.startswith("/"):
            self.close_connection = True
            self.send_sentence(HTTPStatus.BAD_REQUEST, "Bad Request")
        elif (body := self.body(BODY_LIMIT)) is None:
            self._write(self._gateway.refuse(TOO_LARGE, self._request(b"")))
        else:
            self._write(self._gateway.answer(self._request(body)))

    def _request(self, body: bytes) -> HttpRequest:
        return HttpRequest(
            method=self.command,
            target=self.path,
            headers=tuple(self.headers.items()),
            body=body,
            client=str(self.client_address[0]),
        )

    def _write(self, answer: HttpAnswer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Date", self._gateway.date())
        for name, value in answer.headers:
            self.send_header(name, value)
        bodiless = answer.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        if not bodiless:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(answer.body)
