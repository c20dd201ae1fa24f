"""Nudging: the team hears what waits for one of them, when its time has come."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.board import Change
from chalicelib.domain.deadlines import Deadline, due, without_due
from chalicelib.domain.errors import CandorError
from chalicelib.domain.nudges import Nudge, of_disabled, of_incident, of_test
from chalicelib.domain.roles import Action
from chalicelib.domain.telling import Ground
from chalicelib.observability import logger
from chalicelib.services import notifying
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import ground_of
from chalicelib.storage import audit, definitions, incidents, outbox, states, subscribers


def tell_due(deadlines: Sequence[Deadline], minute: datetime) -> None:
    """Write nudges for the deadlines that have come, in the transaction that takes them off.

    A tick that loses a race, or can't reach the table, leaves them to the next one.
    """
    if not due(deadlines, minute):
        return
    try:
        ground = ground_of(minute)
        # Once more, as it stands now: somebody may have written meanwhile.
        if come := due(ground.board.deadlines, minute):
            states.commit(ground.board, _change(come, ground))
    except CandorError as error:
        logger.error("the team isn't told what is due", reason=str(error))


def tell_disabled(now: datetime) -> None:
    """Say to the team how many webhooks and chats hear nothing any more, once a day at most.

    It never raises: what can't be said now is said an hour later.
    """
    try:
        if definition := definitions.in_force():
            page = definition.page
            base = public_url(page)
            subscribers.tell_disabled(lambda count: of_disabled(count, page, base, now), now)
    except CandorError as error:
        logger.error("the team isn't told who was disabled", reason=str(error))


def try_out(actor: Actor, now: datetime) -> tuple[int, int]:
    """Send the team a test by every way there is; answers with how many of its webhooks it goes
    to, and how much was handed over.

    Raises Forbidden, NotFound before the page is set up, and InvalidInput when nothing says where
    it is read.
    """
    require(actor, Action.MANAGE_PEOPLE)
    definition = definition_in_force()
    page = definition.page
    nudge = of_test(actor.name, page, public_url(page), now)
    made = entry(actor, "team.tested", (nudge.id, nudge.title), now=now, seed=secrets.token_hex(8))
    with audit.told_with(made) as transaction:
        transaction.save(outbox.row_of(nudge))
    return len(definition.team.webhooks), notifying.flush(now)


def _change(come: Sequence[Deadline], ground: Ground) -> Change:
    left = without_due(ground.board.deadlines, ground.now)
    return Change(deadlines=left, nudges=tuple(_nudges(come, ground)))


def _nudges(come: Sequence[Deadline], ground: Ground) -> Iterator[Nudge]:
    known = incidents.load({each.incident_id for each in come})
    for each in come:
        if incident := known.get(each.incident_id):
            page = ground.definition.page
            yield of_incident(each.concern, incident, page, ground.base_url, ground.now)
