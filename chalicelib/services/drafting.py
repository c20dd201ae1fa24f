"""Drafts of automatic incidents: seen, published as they are or in other words, or dropped."""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.domain.actors import require
from chalicelib.domain.audit import entry
from chalicelib.domain.board import Change
from chalicelib.domain.drafts import dropped, published, without
from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.roles import Action
from chalicelib.domain.said_fields import Asked, said_of
from chalicelib.domain.telling import Ground, news, rewritten
from chalicelib.services import publishing
from chalicelib.services.requests import Decision, Request, carry_out
from chalicelib.storage import states


def drafts() -> tuple[Incident, ...]:
    """Those that wait, the first to be published at the front."""
    return tuple(sorted(states.load().drafts, key=lambda each: (each.veto_until, each.id)))


def draft(incident_id: str) -> Incident:
    """One that waits; raises NotFound."""
    return _among(states.load().drafts, incident_id)


def publish(incident_id: str, request: Request) -> Incident:
    """The draft as an incident, on its way to subscribers.

    With values it says what they say, and people have taken it over; without, it says what the
    checks said, and they go on. Raises NotFound for what is no draft any more, and as incidents do.
    """

    def decide(ground: Ground) -> Decision:
        draft = _draft(incident_id, ground)
        require(request.actor, Action.WRITE_INCIDENTS, draft.component_ids)
        change = _rewritten(draft, request, ground) if request.values else _as_is(draft, ground)
        rest = without(ground.board.drafts, incident_id)
        return _decision("draft.published", draft, replace(change, drafts=rest), request)

    return publishing.incident(carry_out(request, f"draft:{incident_id}", decide))


def drop(incident_id: str, request: Request) -> None:
    """Nothing will be told of it; raises NotFound for what is no draft any more."""

    def decide(ground: Ground) -> Decision:
        draft = _draft(incident_id, ground)
        require(request.actor, Action.WRITE_INCIDENTS, draft.component_ids)
        return _decision("draft.dropped", draft, dropped(incident_id, ground.board), request)

    carry_out(request, f"draft.drop:{incident_id}", decide)


def _rewritten(draft: Incident, request: Request, ground: Ground) -> Change:
    asked = Asked(definition=ground.definition, now=request.now, incident=draft)
    said = said_of(request.values, asked)
    require(request.actor, Action.WRITE_INCIDENTS, {*draft.component_ids, *said.statuses})
    return rewritten(published(draft, request.now), said, ground)


def _as_is(draft: Incident, ground: Ground) -> Change:
    told = published(draft, ground.now)
    return Change(incidents=(told,), notifications=(news(told, ground),))


def _draft(incident_id: str, ground: Ground) -> Incident:
    return _among(ground.board.drafts, incident_id)


def _among(waiting: Iterable[Incident], incident_id: str) -> Incident:
    found = next((each for each in waiting if each.id == incident_id), None)
    if found is None:
        raise NotFound(
            "There is no draft {incident_id}: it was published or dropped, or it was over.",
            incident_id=incident_id,
        )
    return found


def _decision(action: str, draft: Incident, change: Change, request: Request) -> Decision:
    note = entry(
        request.actor,
        action,
        (draft.id, draft.name),
        after={"body": change.incidents[0].updates[-1].body} if change.incidents else None,
        now=request.now,
        seed=f"{action}:{draft.id}",
    )
    return Decision(change=change, entry=note, about=draft.id)
