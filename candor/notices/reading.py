"""The notice as it stands at the page's address now: with an end in time and size, and checked."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
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

from candor.notices.site import Site, notice_url
from chalicelib.domain.errors import InvalidInput, Unavailable
from chalicelib.domain.notice_mark import NOTICE_MARK

_PATIENCE_S = 20.0  # for all of one answer, a cold start of the function in it
_SILENCE_S = 10.0  # for any one piece of it
_LARGEST = 500_000  # ten times what a notice has
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    kind: str
    leads_to: str | None
    body: bytes


def read(url: str, language: str | None) -> Site:
    """The page at that address, as `page_address` gives it.

    Raises Unavailable when nothing can be read there, InvalidInput when it isn't a notice.
    """
    address = notice_url(url, language)
    return Site(
        url=url,
        notice=_checked(address, "text/html", _fault_of_html, language),
        problem=_checked(address, "application/problem+json", _fault_of_json, language),
        language=language,
    )


def _checked(
    address: str, kind: str, fault_of: Callable[[str], str | None], language: str | None
) -> str:
    answer = _answer(address, kind)
    if refusal := _refusal(answer, kind, language):
        raise InvalidInput(f"{address} {refusal}")
    try:
        text = answer.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"What {address} answers isn't UTF-8.") from error
    if fault := fault_of(text):
        raise InvalidInput(f"What {address} answers {fault}.")
    return text


def _refusal(answer: _Answer, kind: str, language: str | None) -> str | None:
    """Why this can't be the notice, whatever it says."""
    if answer.leads_to:
        return f"leads on to {answer.leads_to}; give the address that the page itself has."
    if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
        hint = f" Is {language} one of the page's languages?" if language else ""
        return (
            f"answers {answer.status}, and the notice has status 503; is this the address of the "
            f"status page?{hint}"
        )
    if answer.kind != kind:
        return f"answers with {answer.kind} instead of {kind}."
    return None


def _fault_of_html(text: str) -> str | None:
    if NOTICE_MARK not in text:
        return "isn't Candor's notice: its mark is missing"
    if not text.rstrip().endswith("</html>"):
        return "was cut off before its end; try again"
    return None


def _fault_of_json(text: str) -> str | None:
    try:
        facts = json.loads(text)
    except ValueError:
        return "isn't whole JSON; try again"
    if not isinstance(facts, dict) or facts.get("status") != HTTPStatus.SERVICE_UNAVAILABLE:
        return "isn't the notice's problem+json"
    return None


def _answer(address: str, kind: str) -> _Answer:
    """What stands at the address. It follows nowhere: that could lead to plain http."""
    asked = Request(address, headers={"Accept": kind})  # noqa: S310 - `page_address` has seen it
    try:
        with _opener(address).open(asked, timeout=_SILENCE_S) as answer:
            return _Answer(
                status=answer.status,
                kind=answer.headers.get_content_type(),
                leads_to=answer.headers.get("Location"),
                body=_body(answer, address),
            )
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise Unavailable(f"{address} can't be read: {reason}.") from error


def _body(answer: HTTPResponse, address: str) -> bytes:
    ends = time.monotonic() + _PATIENCE_S
    body = bytearray()
    while piece := answer.read1(_PIECE):
        body += piece
        if len(body) > _LARGEST:
            raise InvalidInput(f"{address} answers with more than any notice has; it isn't one.")
        if time.monotonic() > ends:
            raise Unavailable(f"{address} took more than {_PATIENCE_S:.0f} s; try again.")
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
