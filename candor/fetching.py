"""What stands at an address of a status page: read with an end in time and size."""

import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit
from urllib.request import (
    BaseHandler,
    HTTPErrorProcessor,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from chalicelib.domain.errors import InvalidInput, Unavailable

_SILENCE_S = 10.0  # for any one piece of an answer
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """`leads_to` is where it says that the thing is instead, if it does."""

    status: int
    kind: str
    leads_to: str | None
    body: bytes


class Fetcher:
    """Reads one answer after another, all within the same bounds.

    `what` names the kind of thing that is read, for sentences. None of them has more than
    `largest` bytes; all together have at most `in_all`, and take no more than `seconds`.
    """

    def __init__(self, what: str, *, largest: int, in_all: int, seconds: float) -> None:
        self._what = what
        self._largest = largest
        self._left = in_all
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def get(self, address: str, accept: str = "*/*") -> Answer:
        """What stands at the address, which `page_address` has seen, whatever its status.

        It follows nowhere: that could lead to plain http. Raises Unavailable when it can't be read
        in time, InvalidInput when there is too much of it.
        """
        asked = Request(address, headers={"Accept": accept})  # noqa: S310 - as above
        try:
            with _opener(address).open(asked, timeout=_SILENCE_S) as answer:
                return Answer(
                    status=answer.status,
                    kind=answer.headers.get_content_type(),
                    leads_to=answer.headers.get("Location"),
                    body=self._body(answer, address),
                )
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise Unavailable(f"{address} can't be read: {reason}.") from error

    def _body(self, answer: HTTPResponse, address: str) -> bytes:
        body = bytearray()
        while piece := answer.read1(_PIECE):
            body += piece
            self._left -= len(piece)
            if len(body) > self._largest or self._left < 0:
                raise InvalidInput(
                    f"{address} answers with more than any {self._what} has; it isn't one."
                )
            if time.monotonic() > self._until:
                raise Unavailable(f"{address} took more than {self._seconds:.0f} s; try again.")
        return bytes(body)


def _opener(address: str) -> OpenerDirector:
    # Straight to this machine: a proxy of the environment would not find it.
    here = urlsplit(address).scheme == "http"
    straight: list[BaseHandler] = [ProxyHandler({})] if here else []
    return build_opener(_AsAnswered(), *straight)


class _AsAnswered(HTTPErrorProcessor):
    """Hands every answer on as it is: the notice's status is an error on purpose."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:  # noqa: ARG002 - the signature is urllib's
        return response

    https_response = http_response
