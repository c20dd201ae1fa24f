"""Errors as replies: one table turns ours into HTTP, and nothing else ever gets out."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.errors import (
    CandorError,
    Conflict,
    DeliveryFailed,
    Forbidden,
    InvalidInput,
    LostRace,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooManyRequests,
    Unavailable,
)
from chalicelib.domain.page import PageSettings
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, plain, problem
from chalicelib.words import ENGLISH, Tongue, marked
from chalicelib.words import tongue as speaking

_STATUS: Mapping[type[CandorError], int] = {
    InvalidInput: 422,
    TooLarge: 413,
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooManyRequests: 429,
    LostRace: 409,
    Unavailable: 503,
    DeliveryFailed: 503,
}
_TITLE = {
    401: "Please sign in",  # the team's, and so in English alone
    403: marked("That can't be done from there"),
    404: marked("There is nothing at this address"),
    405: marked("That can't be done at this address"),
    409: marked("Somebody else was faster"),
    413: "That is too much at once",
    422: marked("That can't be used"),
    429: marked("That was a little too often"),
    500: marked("Something went wrong on our side"),
    503: marked("We can't answer right now"),
}
_OURS = marked(
    "It is a fault of this status page, not of yours, and it has been noted. Please try again in "
    "a minute."
)
# What an engine said is for the log; a customer is told what it means for them.
_UNAVAILABLE = marked(
    "This status page can't reach what it stands on. Please try again in a minute; we can't tell "
    "at this moment how things are."
)


_NOT_SENT = marked("The mail could not be sent just now. Please try again in a few minutes.")


def status_of(error: CandorError) -> int:
    """The HTTP status that stands for the error."""
    return next(code for kind, code in _STATUS.items() if isinstance(error, kind))


def words_for(error: CandorError, tongue: Tongue = ENGLISH) -> str:
    """The sentence for a customer: the error's own, unless it speaks of what we stand on."""
    match error:
        case Unavailable():
            return tongue.say(_UNAVAILABLE)
        case DeliveryFailed():
            return tongue.say(_NOT_SENT)
        case _:
            return error.said_in(tongue)


def headers_of(error: CandorError) -> Mapping[str, str]:
    """The headers that go with it: when to try again, if that is known."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(max(1, int(error.retry_after.total_seconds())))}
    if isinstance(error, (Unavailable, DeliveryFailed)):
        return {"Retry-After": "60"}
    return {}


def reply_to(request: Request, error: CandorError) -> Reply:
    """The error in a customer's words, as a page or as problem+json."""
    tongue = _tongue(request)
    return _reply(request, status_of(error), words_for(error, tongue), headers_of(error))


def method_not_allowed(request: Request, allowed: str) -> Reply:
    """405, naming what the address does answer."""
    text = _tongue(request).say(
        "{method} is not answered here, but {allowed} is.", method=request.method, allowed=allowed
    )
    return _reply(request, 405, text, {"Allow": allowed})


def fault(request: Request) -> Reply:
    """For what should never have happened. It says nothing of what it was: the log does.

    It can't fail: when even the page of it can't be made, it is bare text.
    """
    try:
        return _reply(request, 500, _tongue(request).say(_OURS), {})
    except Exception:  # noqa: BLE001 - there is nobody left to answer for it
        logger.exception("the page of a fault can't be made", path=request.logged_path)
        return plain(f"{_TITLE[500]}. {_OURS}", status=500)


def face(request: Request) -> PageSettings:
    """The page's own face if it is held, else a plain one. It reads nothing.

    What failed is not asked a second time for the sake of the error's own page.
    """
    view = publishing.held(request.now)
    return view.snapshot.page if view else PageSettings(name="Status")


def _tongue(request: Request) -> Tongue:
    """What people are answered in; programs are answered in English, unless the address says."""
    if is_for_program(request):
        return speaking(request.language or ENGLISH.code)
    return tongue_of(request, face(request))


def is_for_program(request: Request) -> bool:
    """Whether it asks for JSON, by its headers or by its address."""
    return request.wants_json or request.path.startswith("/api/") or request.path.endswith(".json")


def _reply(request: Request, status: int, text: str, headers: Mapping[str, str]) -> Reply:
    title = _tongue(request).say(_TITLE[status])
    if is_for_program(request):
        return problem(status, title, text, headers=headers)
    reply = render.page(
        "message.html",
        face(request),
        request,
        status=status,
        title=title,
        text=text,
    )
    return replace(reply, headers={**reply.headers, **headers})
