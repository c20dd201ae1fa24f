"""Codes: the page on which somebody types the six digits that came by SMS.

Its address has a token that one browser alone knows: like a subscription's link, it is kept nowhere
and told to no other site.
"""

from chalicelib.domain.codes import DIGITS
from chalicelib.domain.errors import CandorError, InvalidInput
from chalicelib.services import phones, publishing
from chalicelib.web import forms, render
from chalicelib.web.errors import status_of, words_for
from chalicelib.web.languages import tongue_of
from chalicelib.web.managing import sealed
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data, see_other
from chalicelib.words import ENGLISH, marked, tongue

_PROVED = marked(
    "We tell you by SMS when something breaks, and when it is back. Each SMS has a link to change "
    "what you hear of, and to leave."
)
_LIKE = '{"code": "123456"}'


def ask(request: Request, token: str) -> Reply:  # noqa: ARG001 - the form posts to where it is
    """The field for the code; it is the same for any token."""
    return _page(request)


def prove(request: Request, token: str) -> Reply:
    """Take the code. A program gets 202, or an error as problem+json; a person gets a page, or
    the form again with what is wrong.
    """
    try:
        code = _code(request)
        phones.prove(token, code, client=request.client, now=request.now)
    except CandorError as error:
        if request.wants_json:
            raise
        return forms.with_headers_of(error, _page(request, error))
    if request.wants_json:
        spoken = tongue(request.language or ENGLISH.code)
        return sealed(data({"message": spoken.say(_PROVED)}, status=202))
    return sealed(see_other(f"{request.base}/subscriptions/proved"))


def proved(request: Request) -> Reply:
    """What happens next, after the code was right."""
    page = publishing.current(request.now, monotonic=request.monotonic).snapshot.page
    spoken = tongue_of(request, page)
    title = spoken.say(marked("Your number is confirmed"))
    return render.page("message.html", page, request, title=title, text=spoken.say(_PROVED))


def _code(request: Request) -> str:
    too_much = marked("That is too much for a code.")
    code = forms.sent(request, too_much=too_much, like=_LIKE).get("code", "")
    if not isinstance(code, str):
        raise forms.unlike(_LIKE)
    if not code.strip():
        raise InvalidInput(marked("Please fill in the code."))
    return code


def _page(request: Request, error: CandorError | None = None) -> Reply:
    page = publishing.current(request.now, monotonic=request.monotonic).snapshot.page
    spoken = tongue_of(request, page)
    reply = render.page(
        "code.html",
        page,
        request,
        status=status_of(error) if error else 200,
        details=True,
        title=spoken.say(marked("Type the code")),
        digits=DIGITS,
        wrong=words_for(error, spoken) if error else "",
    )
    return sealed(reply)
