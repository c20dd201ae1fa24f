"""Subscribing by email: a form for people, JSON for programs."""

from chalicelib.domain.errors import CandorError, DeliveryFailed, InvalidInput, Unavailable
from chalicelib.domain.page import PageSettings
from chalicelib.services import publishing, subscribing
from chalicelib.web import forms, render
from chalicelib.web.errors import face, status_of, words_for
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data, see_other
from chalicelib.words import ENGLISH, marked, tongue

_SENT = marked(
    "If the address is right, a mail from AWS Notifications is on its way to it. Follow the link "
    "in it, and you will hear from us; until then we send nothing. An address that is confirmed "
    "already gets no second mail."
)
_LIKE = '{"email": "you@example.com"}'


def ask(request: Request) -> Reply:
    """The form by itself."""
    return _form(request)


def sent(request: Request) -> Reply:
    """What happens next, after the form was sent."""
    page = _page(request)
    spoken = tongue_of(request, page)
    return render.page(
        "message.html",
        page,
        request,
        title=spoken.say("Please look into your mailbox"),
        text=spoken.say(_SENT),
        asks=False,
    )


def subscribe(request: Request) -> Reply:
    """Take an address from a form field or JSON key `email`.

    The answer is the same whoever's address it is. A program gets 202, or an error as
    problem+json; a person gets a page, or the form again with what is wrong.
    """
    typed = ""
    try:
        typed = _typed(request)
        subscribing.subscribe(typed, client=request.client, now=request.now)
    except CandorError as error:
        if request.wants_json:
            raise
        return _form(request, typed=typed, error=error)
    if request.wants_json:
        return data({"message": tongue(request.language or ENGLISH.code).say(_SENT)}, status=202)
    return see_other(f"{request.base}/subscriptions/sent")


def _form(request: Request, *, typed: str = "", error: CandorError | None = None) -> Reply:
    # When something didn't answer, nothing more is asked.
    is_held = isinstance(error, (DeliveryFailed, Unavailable))
    page = face(request) if is_held else _page(request)
    spoken = tongue_of(request, page)
    reply = render.page(
        "message.html",
        page,
        request,
        status=status_of(error) if error else 200,
        title=spoken.say("Hear it from us first"),
        text=spoken.say(
            "When something breaks, you learn it from us, and again the minute it is back."
        ),
        asks=True,
        typed=typed,
        wrong=words_for(error, spoken) if error else "",
    )
    return forms.with_headers_of(error, reply) if error else reply


def _page(request: Request) -> PageSettings:
    return publishing.current(request.now, monotonic=request.monotonic).snapshot.page


def _typed(request: Request) -> str:
    too_much = marked("That is too much for an email address.")
    email = forms.sent(request, too_much=too_much, like=_LIKE).get("email", "")
    if not isinstance(email, str):
        raise forms.unlike(_LIKE)
    if any("\ud800" <= character <= "\udfff" for character in email):
        raise InvalidInput("The address has half of a character (a lone surrogate) in it.")
    return email
