"""Subscribing by email: a form for people, JSON for programs."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.errors import (
    CandorError,
    DeliveryFailed,
    InvalidInput,
    NotFound,
    Unavailable,
)
from chalicelib.domain.incidents import Impact, Incident, name_of
from chalicelib.domain.page import PageSettings
from chalicelib.domain.selection_fields import Choices, selection_of
from chalicelib.domain.selections import MOST_COMPONENTS, Selection, Updates
from chalicelib.domain.snapshot import Snapshot
from chalicelib.services import publishing, subscribing
from chalicelib.services.subscribing import NoRoom
from chalicelib.web import forms, render
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
_LIKE = '{"email": "you@example.com"}'
# People don't see it, and leave it empty; programs that fill in all there is don't.
_TRAP = "website"
_Values = Mapping[str, object]


def ask(request: Request) -> Reply:
    """The form by itself, with all that can be chosen."""
    return _form(request, values=_asked(request))


def sent(request: Request) -> Reply:
    """What happens next, after the form was sent."""
    page = _snapshot(request).page
    spoken = tongue_of(request, page)
    return render.page(
        "message.html",
        page,
        request,
        title=spoken.say("Please look into your mailbox"),
        text=spoken.say(_SENT),
    )


def subscribe(request: Request) -> Reply:
    """Take an address, and what its owner wants to hear of, from a form or JSON.

    The answer is the same whoever's address it is. A program gets 202, or an error as
    problem+json; a person gets a page, or the form again with what is wrong.
    """
    values: _Values = {}
    try:
        values = _values(request)
        _take(values, request)
    except CandorError as error:
        if request.wants_json:
            raise
        offered = _fields_of(error.offer) if isinstance(error, NoRoom) else {}
        return _form(request, values={**values, **offered}, error=error)
    if request.wants_json:
        return data({"message": tongue(request.language or ENGLISH.code).say(_SENT)}, status=202)
    return see_other(f"{request.base}/subscriptions/sent")


def _take(values: _Values, request: Request) -> None:
    email = values.get("email", "")
    if not isinstance(email, str):
        raise forms.unlike(_LIKE)
    if values.get(_TRAP):
        return
    subscribing.subscribe(
        email,
        _selection(values, request),
        components=[shown.component for shown in _snapshot(request).components],
        client=request.client,
        now=request.now,
    )


def _selection(values: _Values, request: Request) -> Selection:
    snapshot = _snapshot(request)
    choices = Choices(
        groups=snapshot.groups,
        components=[shown.component for shown in snapshot.components],
        languages=snapshot.page.languages,
    )
    if "incident" in values:
        return _until_back(str(values["incident"]), values, choices, snapshot)
    # A form that asks for nothing but an address is for everything.
    is_form = "choose" in values
    spoken = {"language": tongue_of(request, snapshot.page).code, **values}
    return selection_of(spoken, choices, is_form=is_form)


def _until_back(
    incident_id: str, values: _Values, choices: Choices, snapshot: Snapshot
) -> Selection:
    if incident_id not in {each.id for each in snapshot.open_incidents}:
        raise NotFound(marked("It is over: nothing more will be told of it."))
    language = selection_of({"language": values.get("language", "")}, choices, is_form=False)
    return Selection(language=language.language, incident_id=incident_id)


def _form(request: Request, *, values: _Values, error: CandorError | None = None) -> Reply:
    # When something didn't answer, nothing more is asked.
    is_held = isinstance(error, (DeliveryFailed, Unavailable))
    snapshot = None if is_held else _snapshot(request)
    page = snapshot.page if snapshot else face(request)
    spoken = tongue_of(request, page)
    incident = _incident(values, snapshot)
    reply = render.page(
        "subscriptions.html",
        page,
        request,
        status=status_of(error) if error else 200,
        details=True,
        title=_title(incident, spoken),
        incident=incident,
        chosen=_chosen(values, spoken),
        kept=tuple(_kept(values)),
        typed=values.get("email", ""),
        wrong=words_for(error, spoken) if error else "",
        choices=_choices(snapshot, page, spoken) if snapshot else {},
    )
    return forms.with_headers_of(error, reply) if error else reply


def _chosen(values: _Values, spoken: Tongue) -> _Values:
    """What the form is filled in with, beside the address."""
    beginning = {
        "group": "",
        "component": (),
        "updates": Updates.ALL,
        "least_impact": Impact.NONE,
        "language": spoken.code,
        "maintenance": "choose" not in values,
    }
    return {**beginning, **values}


def _fields_of(selection: Selection) -> _Values:
    """The form's fields for that selection."""
    return {
        "group": selection.group_id or "",
        "component": list(selection.component_ids),
        "updates": selection.updates,
        "least_impact": selection.least_impact,
        "language": selection.language,
        "maintenance": "on" if selection.maintenance else "",
    }


def _kept(values: _Values) -> Iterator[tuple[str, object]]:
    """What was chosen, to be sent along when the page can't be read, and so offers nothing."""
    for name, value in values.items():
        if name != "email":
            yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


def _title(incident: Incident | None, spoken: Tongue) -> str:
    if incident:
        return spoken.say(
            "Tell me when it is back: {name}", name=name_of(incident, spoken.code).text
        )
    return spoken.say("Hear it from us first")


def _choices(snapshot: Snapshot, page: PageSettings, spoken: Tongue) -> Mapping[str, object]:
    """What the form offers, by value and words."""
    return {
        "groups": [(each.id, each.name) for each in snapshot.groups],
        "components": [(each.component.id, each.component.name) for each in snapshot.components],
        "most": MOST_COMPONENTS,
        "updates": (
            (Updates.ALL, spoken.say("Every update")),
            (Updates.ENDS, spoken.say("That it broke, and that it is back")),
        ),
        "impacts": (
            (Impact.NONE, spoken.say("Whatever it is")),
            (Impact.MINOR, spoken.say("Slow or worse")),
            (Impact.MAJOR, spoken.say("A partial outage or worse")),
            (Impact.CRITICAL, spoken.say("A major outage alone")),
        ),
        "languages": [(code, tongue(code).name) for code in page.languages],
    }


def _incident(values: _Values, snapshot: Snapshot | None) -> Incident | None:
    open_incidents = snapshot.open_incidents if snapshot else ()
    return next((each for each in open_incidents if each.id == values.get("incident")), None)


def _snapshot(request: Request) -> Snapshot:
    return publishing.current(request.now, monotonic=request.monotonic).snapshot


def _asked(request: Request) -> _Values:
    """The incident that the address asks about, if it does."""
    incident = request.query.get("incident")
    return {"incident": incident} if incident else {}


def _values(request: Request) -> _Values:
    too_much = marked("That is too much for an email address.")
    values = forms.sent(request, too_much=too_much, like=_LIKE, several=("component",))
    if any(_is_broken(each) for each in values.values()):
        raise InvalidInput("The address has half of a character (a lone surrogate) in it.")
    return values


def _is_broken(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)
