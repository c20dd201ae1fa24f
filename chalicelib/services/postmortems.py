"""Post-mortems: written as a draft that the team alone sees, then published, and told or not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import Facts
from chalicelib.domain.board import Change
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.incidents import Incident, Stage
from chalicelib.domain.places import Place
from chalicelib.domain.postmortems import (
    Postmortem,
    Text,
    facts_of,
    gone,
    require_read,
    require_wanted,
    saved,
    words_of,
)
from chalicelib.domain.roles import Action
from chalicelib.domain.said_fields import Asked, said_of
from chalicelib.domain.telling import Ground, Said, continued
from chalicelib.services import publishing
from chalicelib.services.requests import (
    Decision,
    Request,
    Values,
    carry_out,
    decided,
    ground_of,
)
from chalicelib.storage import incidents, postmortems

_TEXT = ("body", "signed_by")


def waiting() -> tuple[tuple[Postmortem, Incident], ...]:
    """The drafts, each with its incident, that of the oldest incident at the front."""
    drafts = postmortems.waiting()
    known = incidents.load(each.incident_id for each in drafts)
    return tuple((each, known[each.incident_id]) for each in drafts if each.incident_id in known)


def draft_of(incident_id: str) -> Postmortem | None:
    """The incident's draft; None where nobody has begun one, or it was published or dropped."""
    return _standing(postmortems.load(incident_id))


def one(incident_id: str) -> Postmortem:
    """The incident's draft; raises NotFound."""
    return _found(draft_of(incident_id), incident_id)


def save(incident_id: str, request: Request) -> Postmortem:
    """The draft as it is from now on: its `body`, in Markdown, and perhaps `signed_by`.

    Raises InvalidFields, Forbidden and NotFound as incidents do, and Conflict when somebody saved
    another text after `based_on`, the version that was read, and for an incident that isn't over
    or has a post-mortem already.
    """

    def decide(ground: Ground) -> Decision:
        incident, before = _wanted(incident_id, request)
        text = _text(_said(request.values, _TEXT, incident, ground))
        require_read(_standing(before), request.based_on)
        after = saved(incident_id, before, text, by=request.actor.name, now=request.now)
        change = Change(postmortems=(after,))
        return _decision("saved", incident, change, request, _standing(before), facts_of(after))

    carry_out(request, f"postmortem:{incident_id}", decide)
    return one(incident_id)


def publish(incident_id: str, request: Request) -> Incident:
    """The incident with its post-mortem as one more update; the draft is gone with it.

    Subscribers hear of it unless `tell` is false. With a `body` it says that, else what the draft
    says. Raises as `save`, and NotFound where there is neither.
    """

    def decide(ground: Ground) -> Decision:
        incident, before = _wanted(incident_id, request)
        draft = _standing(before)
        words: Mapping[str, object] = request.values
        if "body" not in words:
            words = {**words_of(_found(draft, incident_id)), **words}
        said = _said(words, (*_TEXT, "tell"), incident, ground)
        require_read(draft, request.based_on)
        change = continued(incident, said, ground)
        number = change.incidents[0].updates[-1].number
        if draft:
            change = replace(change, postmortems=(_gone(draft, request),))
        after: Facts = {"body": said.body, "update": number, "tell": said.is_told}
        return _decision("published", incident, change, request, draft, after)

    return publishing.incident(carry_out(request, f"postmortem.publish:{incident_id}", decide))


def drop(incident_id: str, request: Request) -> None:
    """Nothing is left of the draft but in the audit log. Raises NotFound, Forbidden, Conflict."""

    def decide(_ground: Ground) -> Decision:
        incident = publishing.incident(incident_id)
        require(request.actor, Action.WRITE_INCIDENTS, incident.component_ids)
        draft = one(incident_id)
        require_read(draft, request.based_on)
        change = Change(postmortems=(_gone(draft, request),))
        return _decision("dropped", incident, change, request, draft, {})

    carry_out(request, f"postmortem.drop:{incident_id}", decide)


def preview(incident_id: str, values: Values, actor: Actor, now: datetime) -> Incident:
    """The incident as it would be with that post-mortem; nothing is written. Raises as `save`."""
    incident, _ = _wanted(incident_id, Request(values=values, actor=actor, now=now))
    ground = ground_of(now)
    return continued(incident, _said(values, _TEXT, incident, ground), ground).incidents[0]


def _wanted(incident_id: str, request: Request) -> tuple[Incident, Postmortem | None]:
    """The incident, of which the actor may write one, and its draft, perhaps one that is gone."""
    incident = publishing.incident(incident_id)
    require(request.actor, Action.WRITE_INCIDENTS, incident.component_ids)
    require_wanted(incident)
    return incident, postmortems.load(incident_id)


def _said(values: Values, known: tuple[str, ...], incident: Incident, ground: Ground) -> Said:
    """The words as an update of that stage says them: by its rules, and with no field more."""
    place = Place(dict(values), (), [])
    place.fields(known)
    if place.faults:
        raise InvalidFields(tuple(place.faults))
    asked = Asked(definition=ground.definition, now=ground.now, incident=incident)
    return said_of({**values, "status": Stage.POSTMORTEM.value}, asked)


def _text(said: Said) -> Text:
    return Text(body=said.body, signed_by=said.signature.key if said.signature else "")


def _gone(draft: Postmortem, request: Request) -> Postmortem:
    return gone(draft, by=request.actor.name, now=request.now)


def _standing(draft: Postmortem | None) -> Postmortem | None:
    return None if draft is None or draft.is_gone else draft


def _found(draft: Postmortem | None, incident_id: str) -> Postmortem:
    if draft is None:
        raise NotFound(
            "There is no draft of a post-mortem of {incident_id}: nobody has begun one, or it was "
            "published or dropped.",
            incident_id=incident_id,
        )
    return draft


def _decision(
    deed: str,
    incident: Incident,
    change: Change,
    request: Request,
    before: Postmortem | None,
    after: Facts,
) -> Decision:
    about = (incident.id, incident.name)
    return decided(
        request, f"postmortem.{deed}", change, about, before=facts_of(before), after=after
    )
