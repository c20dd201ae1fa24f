"""Telling: people open, continue and close incidents, in their own words."""

from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.board import Change
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import PageSettings
from chalicelib.domain.roles import Action
from chalicelib.domain.said_fields import Asked, said_of
from chalicelib.domain.telling import Ground, Said, continued, opened
from chalicelib.services import publishing
from chalicelib.services.requests import (
    Decision,
    Request,
    Values,
    carry_out,
    definition_in_force,
    ground_of,
)
from chalicelib.storage import incidents, states


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
        _require_read(before, request)
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


def _require_read(before: Incident, request: Request) -> None:
    last = before.updates[-1]
    if request.based_on is not None and request.based_on != last.number:
        raise Conflict(
            "Meanwhile update {number} was written. Read it, and send yours once more if it still "
            "says something new.",
            number=last.number,
        )


def _decision(action: str, before: Incident | None, change: Change, request: Request) -> Decision:
    after = change.incidents[0]
    note = entry(
        request.actor,
        action,
        (after.id, after.name),
        before=_facts(before) if before else None,
        after=_facts(after),
        now=request.now,
        seed=f"{after.id}:{after.updates[-1].number}",
    )
    return Decision(change=change, entry=note, about=after.id)


def _facts(incident: Incident) -> dict[str, str | int | bool]:
    last = incident.updates[-1]
    return {
        "name": incident.name,
        "stage": incident.stage.value,
        "impact": incident.impact.value,
        "update": last.number,
        "body": last.body,
    }
