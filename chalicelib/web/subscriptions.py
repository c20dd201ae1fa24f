"""Subscribing, by email or SMS or to a webhook or a chat: forms for people, JSON for programs."""

from collections.abc import Iterator

from chalicelib.domain.errors import CandorError, DeliveryFailed, InvalidInput, Unavailable
from chalicelib.domain.incidents import Incident, name_of
from chalicelib.domain.snapshot import Snapshot
from chalicelib.services import phones, publishing, subscribing, wishing
from chalicelib.services.subscribing import NoRoom
from chalicelib.web import choosing, forms, render
from chalicelib.web.choosing import Values
from chalicelib.web.errors import face, status_of, words_for
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, data, see_other
from chalicelib.words import ENGLISH, Tongue, marked, tongue

_SENT = marked(
    "If the address is right, a mail from AWS Notifications is on its way to it. Follow the link "
    "in it, and you will hear from us; until then we send nothing. An address that is confirmed "
    "already gets no second mail."
)
_POSTED = marked(
    "If something takes posts at that address, a first one is on its way to it. Follow the link "
    "in it and say yes, and you will hear from us there; until then nothing more comes. What hears "
    "just that already is not asked again."
)
_TEXTED = marked(
    "If the number is right, an SMS with six digits is on its way to it. They hold for 15 minutes."
)
_LIKE = '{"email": "you@example.com"} or {"url": "https://example.com/hook"}'
# By what is sent, where its form is shown again.
_BY = ("url", "phone")
# People don't see it, and leave it empty; programs that fill in all there is don't.
_TRAP = "website"


def ask(request: Request) -> Reply:
    """The form by itself, with all that can be chosen."""
    return _form(request, values=_asked(request))


def sent(request: Request) -> Reply:
    """What happens next, after the form for mails was sent."""
    return _next(request, marked("Please look into your mailbox"), _SENT)


def posted(request: Request) -> Reply:
    """What happens next, after the form for webhooks and chats was sent."""
    return _next(request, marked("Please look at what was posted there"), _POSTED)


def subscribe(request: Request) -> Reply:
    """Take an address, and what its owner wants to hear of, from a form or JSON.

    The answer is the same whoever's address it is. A program gets 202, or an error as
    problem+json; a person gets a page, or the form again with what is wrong.
    """
    values: Values = {}
    try:
        values = _values(request)
        token = _take(values, request)
    except CandorError as error:
        if request.wants_json:
            raise
        offered = choosing.values_of(error.offer) if isinstance(error, NoRoom) else {}
        return _form(request, values={**values, **offered}, error=error)
    next_, words = _after(values, token)
    if request.wants_json:
        said = {"message": tongue(request.language or ENGLISH.code).say(words)}
        if token:
            said["url"] = f"{request.base}/subscriptions/{next_}"
        return data(said, status=202)
    return see_other(f"{request.base}/subscriptions/{next_}")


def _after(values: Values, token: str) -> tuple[str, str]:
    """Where it goes on, and what is said there."""
    if "phone" in values:
        return f"code/{token or phones.no_token()}", _TEXTED
    return ("posted", _POSTED) if "url" in values else ("sent", _SENT)


def _take(values: Values, request: Request) -> str:
    """Answers with the token of the page where a phone's code is typed, else with ""."""
    by = [each for each in (*_BY, "email") if each in values] or ["email"]
    typed = values.get(by[0], "")
    if not isinstance(typed, str) or len(by) > 1:
        raise forms.unlike(_LIKE)
    if values.get(_TRAP):
        return ""
    snapshot = _snapshot(request)
    if by == ["email"]:
        subscribing.subscribe(
            typed,
            choosing.selection(values, snapshot, request),
            components=[shown.component for shown in snapshot.components],
            client=request.client,
            now=request.now,
        )
        return ""
    there = choosing.selection_there(values, snapshot, request)
    if by == ["phone"]:
        offer = snapshot.offer
        return phones.ask(typed, there, offer, client=request.client, now=request.now)
    wishing.ask(typed, there, client=request.client, now=request.now)
    return ""


def _next(request: Request, title: str, text: str) -> Reply:
    page = _snapshot(request).page
    spoken = tongue_of(request, page)
    return render.page(
        "message.html", page, request, title=spoken.say(title), text=spoken.say(text)
    )


def _form(request: Request, *, values: Values, error: CandorError | None = None) -> Reply:
    # When something didn't answer, nothing more is asked.
    is_held = isinstance(error, (DeliveryFailed, Unavailable))
    snapshot = None if is_held else _snapshot(request)
    page = snapshot.page if snapshot else face(request)
    spoken = tongue_of(request, page)
    incident = _incident(values, snapshot)
    # Of the forms, the one that was sent is filled in again.
    by = next((each for each in _BY if each in values), "email")
    offer = snapshot.offer if snapshot and not incident else None
    reply = render.page(
        "subscriptions.html",
        page,
        request,
        status=status_of(error) if error else 200,
        details=True,
        title=_title(incident, spoken),
        incident=incident,
        chosen_by={
            each: choosing.chosen(values if by == each else {}, spoken) for each in ("email", *_BY)
        },
        countries=offer.named if offer else "",
        kept=tuple(_kept(values)),
        typed=values.get("email", ""),
        typed_url=values.get("url", ""),
        typed_phone=values.get("phone", ""),
        wrong=words_for(error, spoken) if error else "",
        by=by,
        choices_by={
            each: choosing.offered(snapshot, page, spoken, by=each) for each in ("email", *_BY)
        }
        if snapshot
        else {},
    )
    return forms.with_headers_of(error, reply) if error else reply


def _kept(values: Values) -> Iterator[tuple[str, object]]:
    """What was chosen, to be sent along when the page can't be read, and so offers nothing."""
    for name, value in values.items():
        if name not in ("email", *_BY):
            yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


def _title(incident: Incident | None, spoken: Tongue) -> str:
    if incident:
        return spoken.say(
            "Tell me when it is back: {name}", name=name_of(incident, spoken.code).text
        )
    return spoken.say("Hear it from us first")


def _incident(values: Values, snapshot: Snapshot | None) -> Incident | None:
    open_incidents = snapshot.open_incidents if snapshot else ()
    return next((each for each in open_incidents if each.id == values.get("incident")), None)


def _snapshot(request: Request) -> Snapshot:
    return publishing.current(request.now, monotonic=request.monotonic).snapshot


def _asked(request: Request) -> Values:
    """The incident that the address asks about, if it does."""
    incident = request.query.get("incident")
    return {"incident": incident} if incident else {}


def _values(request: Request) -> Values:
    values = sent_fields(request)
    if any(_is_broken(each) for each in values.values()):
        raise InvalidInput("The address has half of a character (a lone surrogate) in it.")
    return values


def sent_fields(request: Request) -> Values:
    """What was sent, with all components that were chosen."""
    too_much = marked("That is too much for an address.")
    return forms.sent(request, too_much=too_much, like=_LIKE, several=("component",))


def _is_broken(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)
