"""What a probe asks for, and what becomes of it at a redirect."""

import re
from dataclasses import replace
from http import HTTPStatus

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import FailureKind
from chalicelib.network.exchange import Answer
from chalicelib.network.notes import NoAnswerError
from chalicelib.network.request import Headers, Request
from chalicelib.network.urls import Url, parse_url, resolve

USER_AGENT = "Candor (status page check)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)  # RFC 9110, section 5.6.2
_BREAKS_OUT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# The probe's own: they frame the exchange, and compression would hide the body from `contains`.
_OURS = frozenset({"accept-encoding", "connection", "content-length", "transfer-encoding"})
# What may be told to another origin than the check's own. Any other header could be a secret.
_TOLD_TO_ANYBODY = frozenset({"accept", "accept-language", "user-agent"})
_OF_THE_BODY = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type"}
)
# What every check says of itself, unless it has a header of its own for it.
_OF_ANY_CHECK = (("User-Agent", USER_AGENT), ("Accept", "*/*"))


def first_request(target: HttpTarget) -> Request:
    """What the target says to send; NoAnswerError when that isn't one well-formed request."""
    try:
        url = parse_url(target.url)
    except ValueError as error:
        raise NoAnswerError(FailureKind.REFUSED, f"the check can't be made: {error}") from None
    if not _TOKEN.fullmatch(target.method):
        raise NoAnswerError(FailureKind.REFUSED, "the check's method is not the name of a method")
    for name, value in target.headers:
        if not _TOKEN.fullmatch(name) or _BREAKS_OUT.search(value):
            detail = f"the check's header {name!r} has characters that no header can have"
            raise NoAnswerError(FailureKind.REFUSED, detail)
    return Request(
        url=url,
        method=target.method,
        headers=(*_OF_ANY_CHECK, *_own(target.headers)),
        body=None if target.body is None else target.body.encode(),
    )


def _own(headers: Headers) -> Headers:
    return tuple(each for each in headers if each[0].lower() not in _OURS)


def is_redirect(answer: Answer) -> bool:
    """Whether the answer leads elsewhere."""
    return answer.status in _REDIRECTS and bool(answer.headers.get("location"))


def following(request: Request, status: int, location: str) -> Request:
    """The request that a redirect asks for, by the Fetch standard's rules.

    Stricter than those in one thing: to another origin go neither the check's headers nor its
    body, since either may hold a secret. NoAnswerError when it can't be followed.
    """
    url = _destination(request, location)
    onward = replace(request, url=url)
    if _becomes_get(request.method, status):
        kept = tuple(each for each in request.headers if each[0].lower() not in _OF_THE_BODY)
        onward = replace(onward, method="GET", headers=kept, body=None)
    if url.origin == request.url.origin:
        return onward
    if onward.body is not None:
        detail = f"it redirects to {url.origin}, and the body goes to no other origin"
        raise NoAnswerError(FailureKind.REFUSED, detail)
    told = tuple(each for each in onward.headers if each[0].lower() in _TOLD_TO_ANYBODY)
    return replace(onward, headers=told)


def _destination(request: Request, location: str) -> Url:
    try:
        return resolve(request.url, location)
    except ValueError as error:
        detail = f"it redirects to where nobody can follow: {error}"
        raise NoAnswerError(FailureKind.REDIRECTS, detail) from None


def _becomes_get(method: str, status: int) -> bool:
    match status:
        case HTTPStatus.MOVED_PERMANENTLY | HTTPStatus.FOUND:
            return method == "POST"
        case HTTPStatus.SEE_OTHER:
            return method not in ("GET", "HEAD")
        case _:
            return False
