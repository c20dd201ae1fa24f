"""What was sent to be kept: the fields of a form, or the JSON of a program."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from urllib.parse import parse_qs

from chalicelib.domain.errors import CandorError, Forbidden, InvalidInput
from chalicelib.domain.urls import origin_of
from chalicelib.web.errors import headers_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply
from chalicelib.words import marked

_LARGEST_BODY = 10_000


def sent(
    request: Request, *, too_much: str, like: str, several: Collection[str] = ()
) -> Mapping[str, object]:
    """The fields by name: of a form the first text of each, of JSON what its object holds.

    Of those that may be sent `several` times, a form has them all as a list.

    Raises InvalidInput: with `too_much` for a body that is too large, and naming the example
    `like` for JSON that is no object.
    """
    if len(request.body) > _LARGEST_BODY:
        raise InvalidInput(too_much)
    if request.content_type.startswith("multipart/"):
        raise InvalidInput("Please send the form URL-encoded, as a browser does, or as JSON.")
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        raise InvalidInput("What you sent is not text in UTF-8.") from None
    if request.content_type.endswith("json"):
        return _from_json(text, like)
    return {
        name: values if name in several else values[0] for name, values in parse_qs(text).items()
    }


def unlike(like: str) -> InvalidInput:
    """The error for JSON that is something else than the example."""
    return InvalidInput(f"Please send a JSON object like {like}.")


def require_own_page(request: Request, url: str) -> None:
    """Raises Forbidden when a browser says that a page of another site sent this.

    `url` is where this page is read: older browsers name the origin alone. Programs, which say
    nothing, aren't held back: they can't use a visitor's browser, and limits hold for them.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    is_foreign = site == "cross-site" if site else origin not in (None, origin_of(url))
    if is_foreign:
        raise Forbidden(
            marked("This came from another site. Please use the page itself, at {url}."), url=url
        )


def with_headers_of(error: CandorError, reply: Reply) -> Reply:
    """The form that comes back, with the headers that the error brings."""
    return replace(reply, headers={**reply.headers, **headers_of(error)})


def _from_json(text: str, like: str) -> Mapping[str, object]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput("What you sent is not JSON.") from None
    if not isinstance(body, dict):
        raise unlike(like)
    return body
