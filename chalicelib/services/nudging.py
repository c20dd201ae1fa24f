"""Nudging: the team hears what waits for one of them, when its time has come."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain.board import Change
from chalicelib.domain.deadlines import Deadline, due, without_due
from chalicelib.domain.errors import CandorError
from chalicelib.domain.nudges import Nudge, of_incident
from chalicelib.domain.telling import Ground
from chalicelib.observability import logger
from chalicelib.services.requests import ground_of
from chalicelib.storage import incidents, states


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


def _change(come: Sequence[Deadline], ground: Ground) -> Change:
    left = without_due(ground.board.deadlines, ground.now)
    return Change(deadlines=left, nudges=tuple(_nudges(come, ground)))


def _nudges(come: Sequence[Deadline], ground: Ground) -> Iterator[Nudge]:
    known = incidents.load({each.incident_id for each in come})
    for each in come:
        if incident := known.get(each.incident_id):
            page = ground.definition.page
            yield of_incident(each.concern, incident, page, ground.base_url, ground.now)
