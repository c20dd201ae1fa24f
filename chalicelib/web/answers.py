"""Answers after an incident: a form for people, JSON for programs. Neither needs a cookie."""

from dataclasses import dataclass

from chalicelib.domain.errors import CandorError, InvalidInput, TooManyRequests, Unavailable
from chalicelib.domain.snapshot import View
from chalicelib.observability import logger
from chalicelib.services import asking, publishing
from chalicelib.web import forms, render
from chalicelib.web.errors import status_of, words_for
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data, see_other
from chalicelib.words import ENGLISH, marked, tongue

_THANKS = marked(
    "Your answer stands with the incident now, for the team to read. Nothing says who gave it."
)
_LIKE = '{"score": 9, "line": "You told us at once."}'


@dataclass(frozen=True, slots=True)
class _Typed:
    """What is to stand in the form that comes back, and what is wrong with it."""

    score: str = ""
    line: str = ""
    wrong: str = ""


def ask(request: Request, incident_id: str) -> Reply:
    """The form by itself; raises NotFound when nothing is asked about the incident."""
    return _form(request, incident_id, _view(request), _Typed())


def sent(request: Request, incident_id: str) -> Reply:  # noqa: ARG001 - the same for each
    """Thanks, after the form was sent."""
    page = _view(request).snapshot.page
    spoken = tongue_of(request, page)
    return render.page(
        "message.html",
        page,
        request,
        title=spoken.say("Thank you"),
        text=spoken.say(_THANKS),
    )


def give(request: Request, incident_id: str) -> Reply:
    """Take an answer from the form's fields or JSON's keys: `score`, and perhaps a `line`.

    A program gets 202, or an error as problem+json; a person gets a page, or the form again with
    what is wrong, and what they typed. Raises NotFound when nothing is asked about the incident.
    """
    view = _view(request)
    asking.asked_about(view, incident_id)
    fields: dict[str, object] = {}
    try:
        forms.require_own_page(request, view.snapshot.url)
        too_much = marked("That is too much for an answer.")
        fields.update(forms.sent(request, too_much=too_much, like=_LIKE))
        asking.take(_sent(fields, request), incident_id, view, request.now)
    except (InvalidInput, TooManyRequests, Unavailable) as error:
        if request.wants_json:
            raise
        if isinstance(error, Unavailable):
            logger.error("an answer was not kept", path=request.path, reason=str(error))
        return _again(request, incident_id, view, fields, error)
    if request.wants_json:
        return data({"message": tongue(request.language or ENGLISH.code).say(_THANKS)}, status=202)
    return see_other(f"{request.base}/incidents/{incident_id}/answers/sent")


def _sent(fields: dict[str, object], request: Request) -> asking.Sent:
    return asking.Sent(
        score=fields.get("score", ""),
        line=fields.get("line", ""),
        question=fields.get("question"),
        client=request.client,
        agent=request.headers.get("user-agent", ""),
    )


def _again(
    request: Request,
    incident_id: str,
    view: View,
    fields: dict[str, object],
    error: CandorError,
) -> Reply:
    page = view.snapshot.page
    spoken = tongue_of(request, page)
    # A score belongs to its question; words may be said all the same.
    is_answer = fields.get("question") in (None, page.ask)
    typed = _Typed(
        score=str(fields.get("score", "")) if is_answer else "",
        line=str(fields.get("line", "")),
        wrong=words_for(error, spoken),
    )
    reply = _form(request, incident_id, view, typed, status=status_of(error))
    return forms.with_headers_of(error, reply)


def _form(
    request: Request, incident_id: str, view: View, typed: _Typed, *, status: int = 200
) -> Reply:
    incident, question = asking.asked_about(view, incident_id)
    return render.page(
        "answers.html",
        view.snapshot.page,
        request,
        status=status,
        told=incident,
        question=question,
        typed=typed,
    )


def _view(request: Request) -> View:
    return publishing.current(request.now, monotonic=request.monotonic)
