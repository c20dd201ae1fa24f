"""One request, and the answer to it, over a connection of its own."""

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import (
    BadStatusLine,
    HTTPException,
    HTTPResponse,
    IncompleteRead,
    RemoteDisconnected,
)
from ipaddress import IPv4Network
from socket import socket
from typing import cast

from chalicelib.domain.results import BODY_LIMIT, FailureKind
from chalicelib.network.arriving import Arriving
from chalicelib.network.connecting import connect, find, said
from chalicelib.network.handshake import shake_hands, trouble
from chalicelib.network.notes import NoAnswerError, Notes, Step
from chalicelib.network.request import Request

_SENT_AT_ONCE = 64 * 1024
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is the same for every exchange: networks that are allowed, and whom TLS trusts."""

    allow: Sequence[IPv4Network]
    context: ssl.SSLContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`headers` are by their names in small letters, the first of several alike.

    `complete` is False for a body over the limit.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    complete: bool = True
    charset: str = "utf-8"


# Says of an answer without its body whether that is all that is wanted of it.
Enough = Callable[[Answer], bool]


def exchange(
    request: Request, notes: Notes, surroundings: Surroundings, *, is_enough: Enough
) -> Answer:
    """The answer to the request; NoAnswerError when there is none.

    What `is_enough` without its body is left at that: nothing more is read or waited for.
    """
    with _connected(request, notes, surroundings) as connection:
        arriving = Arriving(connection, notes.remaining)
        with _in_words(), notes.taking(Step.SEND):
            _send(connection, request.message(), notes)
        with _in_words(), notes.taking(Step.WAIT):
            if not arriving.peek(1):
                raise RemoteDisconnected("not one byte came")
        reading = _response(arriving, request.method)
        with _in_words(), notes.taking(Step.READ), reading as response:
            return _answer(response, is_enough)


@contextmanager
def _connected(request: Request, notes: Notes, surroundings: Surroundings) -> Iterator[socket]:
    url = request.url
    peer = find(url.host, url.port, notes, allow=surroundings.allow)
    with closing(connect(peer, notes)) as plain:
        if url.scheme == "http":
            yield plain
            return
        with closing(shake_hands(plain, peer, notes, context=surroundings.context)) as stream:
            yield stream


def _send(connection: socket, message: bytes, notes: Notes) -> None:
    """`sendall` knows no deadline over all of it with TLS, so the parts are sent one by one.

    A server may close early what it doesn't want to read to the end, with an answer that is worth
    reading: a broken connection shows soon enough when there is none.
    """
    unsent = memoryview(message)
    with suppress(ConnectionError, ssl.SSLError):
        while unsent:
            connection.settimeout(notes.remaining())
            unsent = unsent[connection.send(unsent[:_SENT_AT_ONCE]) :]


@contextmanager
def _response(arriving: Arriving, method: str) -> Iterator[HTTPResponse]:
    """The final answer, past interim ones such as 103, of which `http.client` knows 100 alone."""
    while True:
        # It asks its socket for nothing but the file that an Arriving is.
        with closing(HTTPResponse(cast(socket, arriving), method=method)) as response:
            response.begin()
            if response.status >= 200 or response.status == HTTPStatus.SWITCHING_PROTOCOLS:
                yield response
                return


def _answer(response: HTTPResponse, is_enough: Enough) -> Answer:
    head = Answer(
        status=response.status,
        headers={k.lower(): v.strip() for k, v in reversed(response.headers.items())},
        charset=response.headers.get_content_charset() or "utf-8",
    )
    if is_enough(head):
        return head
    body = response.read(BODY_LIMIT + 1)
    if len(body) <= BODY_LIMIT and response.length:  # the bytes that are still owed
        raise IncompleteRead(body)
    return replace(head, body=body[:BODY_LIMIT], complete=len(body) <= BODY_LIMIT)


@contextmanager
def _in_words() -> Iterator[None]:
    """What goes wrong on a connection, as the failure that it is."""
    try:
        yield
    except RemoteDisconnected:
        detail = "the server closed the connection without an answer"
        raise NoAnswerError(FailureKind.PROTOCOL, detail) from None
    except ssl.SSLError as error:
        detail = f"the TLS connection broke: {trouble(error)}"
        raise NoAnswerError(FailureKind.TLS, detail) from None
    except OSError as error:
        detail = f"the connection broke: {said(error)}"
        raise NoAnswerError(FailureKind.PROTOCOL, detail) from None
    except (HTTPException, ValueError) as error:
        raise NoAnswerError(FailureKind.PROTOCOL, _not_http(error)) from None


def _not_http(error: HTTPException | ValueError) -> str:
    match error:
        case IncompleteRead():
            return "the answer broke off within its body"
        case BadStatusLine():
            return f"what came back is not HTTP; it begins with {str(error).strip()[:_SHOWN]!r}"
        case _:
            return f"what came back is not proper HTTP: {error}"
