"""Telling: people open, continue and close incidents, in their own words."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit_facts import incident_facts
from chalicelib.domain.board import Change
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import PageSettings
from chalicelib.domain.roles import Action
from chalicelib.domain.said_fields import Asked, said_of
from chalicelib.domain.telling import Ground, Said, continued, opened
from chalicelib.domain.templates import filled_values
from chalicelib.services import publishing
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import (
    Decision,
    Request,
    Values,
    carry_out,
    decided,
    ground_of,
    require_read,
)
from chalicelib.storage import incidents, states
from chalicelib.words import tongue


def open_incident(request: Request) -> Incident:
    """The new incident, published and on its way to subscribers.

    Raises InvalidFields for what is wrong with the values, Forbidden for who may not, NotFound
    before the first apply, and Conflict for a request id that was used for something else.
    """
    seed = request.seed

    def decide(ground: Ground) -> Decision:
        said = _said(request, ground, None)
        change = opened(timed_id(said.at or request.now, seed), said, ground)
        return _decision("incident.opened", None, change, request)

    return publishing.incident(carry_out(request, "open", decide))


def update_incident(incident_id: str, request: Request) -> Incident:
    """The incident with one more update, published and on its way to subscribers.

    Raises as `open_incident`, NotFound for an unknown incident, and Conflict when somebody wrote
    after `based_on`.
    """

    def decide(ground: Ground) -> Decision:
        before = publishing.incident(incident_id)
        said = _said(request, ground, before)
        require_read(before.updates, request)
        change = continued(before, said, ground)
        action = "incident.updated" if change.incidents[0].is_open else "incident.resolved"
        return _decision(action, before, change, request)

    return publishing.incident(carry_out(request, f"update:{incident_id}", decide))


def preview(values: Values, incident_id: str | None, actor: Actor, now: datetime) -> Incident:
    """The incident as it would be; nothing is written. Raises as the two above."""
    request = Request(values=values, actor=actor, now=now)
    ground = ground_of(now)
    if incident_id is None:
        return opened(timed_id(now, "preview"), _said(request, ground, None), ground).incidents[0]
    before = publishing.incident(incident_id)
    return continued(before, _said(request, ground, before), ground).incidents[0]


def incident(incident_id: str) -> Incident:
    """One incident, whole; raises NotFound."""
    return publishing.incident(incident_id)


def latest(limit: int = 20) -> tuple[Incident, ...]:
    """The incidents that began last, and all that are open, the newest first."""
    _, still = open_incidents()
    known = {each.id: each for each in (*incidents.recent(limit), *still)}
    return tuple(sorted(known.values(), key=lambda each: each.id, reverse=True))


def template_values(key: str, now: datetime) -> Mapping[str, object]:
    """The fields that a template of the page fills; what it can't know is left in braces."""
    definition = definition_in_force()
    found = next((each for each in definition.page.templates if each.key == key), None)
    if found is None:
        raise NotFound("There is no template {key}.", key=key)
    speaking = tongue(definition.page.languages[0])
    since = speaking.clock_time(now, definition.page.time_zone)
    return filled_values(found, {"since": since, "page": definition.page.name})


def open_incidents() -> tuple[PageSettings, tuple[Incident, ...]]:
    """The page, and all incidents that are open, whole, the newest first."""
    definition = definition_in_force()
    told = incidents.load(each.incident_id for each in states.load().episodes)
    still = [each for each in told.values() if each.is_open]
    return definition.page, tuple(sorted(still, key=lambda each: each.id, reverse=True))


def _said(request: Request, ground: Ground, before: Incident | None) -> Said:
    """What is said; whoever may speak of some components alone speaks of no other."""
    asked = Asked(definition=ground.definition, now=request.now, incident=before)
    said = said_of(request.values, asked)
    touched = {*said.statuses, *(before.component_ids if before else ())}
    require(request.actor, Action.WRITE_INCIDENTS, touched)
    return said


def _decision(action: str, before: Incident | None, change: Change, request: Request) -> Decision:
    after = change.incidents[0]
    return decided(
        request,
        action,
        change,
        (after.id, after.name),
        before=incident_facts(before) if before else None,
        after=incident_facts(after),
    )
