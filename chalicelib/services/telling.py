"""Telling: people open, continue and close incidents, in their own words."""

import json
import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import AuditEntry, entry
from chalicelib.domain.board import Change
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import CandorError, Conflict, LostRace, NotFound, Unavailable
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import PageSettings
from chalicelib.domain.roles import Action
from chalicelib.domain.said_fields import Asked, said_of
from chalicelib.domain.telling import Ground, Said, continued, opened
from chalicelib.observability import logger
from chalicelib.services import notifying, publishing
from chalicelib.services.addresses import public_url
from chalicelib.services.limiting import digest_of
from chalicelib.storage import definitions, handled, incidents, states
from chalicelib.storage.handled import Handled

_ATTEMPTS = 20
_LONGEST_PAUSE_S = 0.25

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an actor asks for, and when. One with the same `id` is handled once.

    `based_on` is the number of the last update that the actor had read, None for any.
    """

    values: Values
    actor: Actor
    now: datetime
    id: str = ""
    based_on: int | None = None


def open_incident(request: Request) -> Incident:
    """The new incident, published and on its way to subscribers.

    Raises InvalidFields for what is wrong with the values, Forbidden for who may not, NotFound
    before the first apply, and Conflict for an id that was used for something else.
    """
    seed = request.id or secrets.token_hex()

    def decide(ground: Ground) -> tuple[Change, AuditEntry]:
        said = _said(request, ground, None)
        began = said.at or request.now
        change = opened(timed_id(began, f"{request.actor.id}:{seed}"), said, ground)
        return change, _entry("incident.opened", None, change.incidents[0], request)

    return _done(request, "open", decide)


def update_incident(incident_id: str, request: Request) -> Incident:
    """The incident with one more update, published and on its way to subscribers.

    Raises as `open_incident`, NotFound for an unknown incident, and Conflict when somebody wrote
    after `based_on`.
    """

    def decide(ground: Ground) -> tuple[Change, AuditEntry]:
        before = publishing.incident(incident_id)
        said = _said(request, ground, before)
        _require_read(before, request)
        change = continued(before, said, ground)
        action = "incident.updated" if change.incidents[0].is_open else "incident.resolved"
        return change, _entry(action, before, change.incidents[0], request)

    return _done(request, f"update:{incident_id}", decide)


def preview(values: Values, incident_id: str | None, actor: Actor, now: datetime) -> Incident:
    """The incident as it would be; nothing is written. Raises as the two above."""
    request = Request(values=values, actor=actor, now=now)
    ground = _ground(request)
    if incident_id is None:
        return opened(timed_id(now, "preview"), _said(request, ground, None), ground).incidents[0]
    before = publishing.incident(incident_id)
    return continued(before, _said(request, ground, before), ground).incidents[0]


def open_incidents() -> tuple[PageSettings, tuple[Incident, ...]]:
    """The page, and all incidents that are open, whole, the newest first."""
    definition = _definition()
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


def _done(
    request: Request, what: str, decide: Callable[[Ground], tuple[Change, AuditEntry]]
) -> Incident:
    """Decide and write, once however often it is asked for; again when others wrote first."""
    request_id = digest_of(request.actor.id, request.id or secrets.token_hex())
    asked = digest_of(what, json.dumps(request.values, sort_keys=True, default=str))
    for _ in range(_ATTEMPTS):
        ground = _ground(request)  # what was left half done is finished first
        if done := handled.load(request_id):
            return _again(done, asked)
        change, note = decide(ground)
        told = change.incidents[0]
        record = Handled(
            id=request_id,
            asked=asked,
            told_id=told.id,
            number=told.updates[-1].number,
            at=request.now,
        )
        try:
            states.commit(ground.board, change, handled=record, entries=[note])
        except LostRace:
            time.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads, hides nothing
            continue
        _go_out(request.now)
        return told
    raise Unavailable("Too many write at the same moment; please try again.")


def _ground(request: Request) -> Ground:
    definition = _definition()
    return Ground(
        definition=definition,
        board=states.load(),
        now=request.now,
        base_url=public_url(definition.page),
    )


def _definition() -> Definition:
    definition = definitions.in_force()
    if definition is None:
        raise NotFound("There is no page yet; `candor apply` makes one.")
    return definition


def _again(done: Handled, asked: str) -> Incident:
    if done.asked != asked:
        raise Conflict("This request id was used before, for something else; take another.")
    return publishing.incident(done.told_id)


def _go_out(now: datetime) -> None:
    """Show it and send it. What fails here is on record, and the next tick makes up for it."""
    for step in (publishing.publish, notifying.flush):
        try:
            step(now)
        except CandorError as error:
            logger.error("left to the next tick", step=step.__name__, reason=str(error))


def _entry(action: str, before: Incident | None, after: Incident, request: Request) -> AuditEntry:
    return entry(
        request.actor,
        action,
        (after.id, after.name),
        before=_facts(before) if before else None,
        after=_facts(after),
        now=request.now,
        seed=f"{after.id}:{after.updates[-1].number}",
    )


def _facts(incident: Incident) -> dict[str, str | int | bool]:
    last = incident.updates[-1]
    return {
        "name": incident.name,
        "stage": incident.stage.value,
        "impact": incident.impact.value,
        "update": last.number,
        "body": last.body,
    }
