"""Appointments: what is to be done at its time is done by the tick, each thing once: what
maintenances need, and what the team is to hear of.

A step is one transaction on the version of all that is believed. Two ticks at once, or one that
comes again after a crash, find it done.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from chalicelib.domain.actors import BY_ITSELF
from chalicelib.domain.agenda import Step, due, step_due
from chalicelib.domain.audit import AuditEntry, entry
from chalicelib.domain.audit_facts import maintenance_facts
from chalicelib.domain.board import Change
from chalicelib.domain.errors import CandorError, LostRace
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.plan_changes import Words, change_of
from chalicelib.domain.planning import begun, reminded
from chalicelib.domain.telling import Ground
from chalicelib.observability import logger
from chalicelib.services import nudging
from chalicelib.services.occurrences import over, with_next
from chalicelib.services.requests import ground_of
from chalicelib.storage import maintenances, states

# Of one maintenance in a row: one that was slept through is ended, and its series goes on.
_STEPS_AT_MOST = 10
# The words of the audit log; people's own deeds are called by theirs.
_DONE = {Step.REMIND: "reminded", Step.BEGIN: "begun", Step.END: "ended"}


def keep(scheduled_at: datetime, now: datetime) -> None:
    """Do what is due: remind, begin, end, and plan the next of a series; nudge the team.

    It is done before the results of the tick are decided, so that these count for what stands
    then. A tick that comes late dates it to the minute in which it comes. One without anything to
    do costs one small read.
    """
    minute = max(scheduled_at, now).replace(second=0, microsecond=0)
    for _ in range(_STEPS_AT_MOST):
        upcoming = states.upcoming()
        kept = [_kept(each, minute) for each in due(upcoming.agenda, minute)]
        if not any(kept):
            break
    nudging.tell_due(upcoming.deadlines, minute)


def _kept(maintenance_id: str, minute: datetime) -> bool:
    """Whether it is worth to look again: a step was taken, here or by somebody else.

    What fails of one holds up no other, and is tried again by the next tick.
    """
    try:
        _take_step(maintenance_id, replace(ground_of(minute), by_clock=True))
    except LostRace:
        return True
    except CandorError as error:
        logger.error("not kept", maintenance_id=maintenance_id, reason=str(error))
        return False
    return True


def _take_step(maintenance_id: str, ground: Ground) -> None:
    planned = maintenances.load([maintenance_id]).get(maintenance_id)
    step = step_due(planned, ground.now) if planned else None
    change = _change(planned, step, maintenance_id, ground)
    entries = _entries(planned, step, change, ground.now) if planned and step else ()
    states.commit(ground.board, change, entries=entries)
    logger.info("maintenance", maintenance_id=maintenance_id, step=step)


def _change(
    planned: Maintenance | None, step: Step | None, maintenance_id: str, ground: Ground
) -> Change:
    if planned is None:
        agenda = (a for a in ground.board.agenda if a.maintenance_id != maintenance_id)
        return Change(agenda=tuple(agenda))
    words = Words(is_told=planned.is_told)
    match step:
        case Step.REMIND:
            return reminded(planned, ground)
        case Step.BEGIN:
            return begun(planned, words, ground)
        case Step.END:
            return with_next(over(planned, MaintenanceStage.COMPLETED, words, ground), ground)
        case Step.REPEAT:
            return with_next(change_of(planned, ground, is_news=False), ground)
        case None:
            return change_of(planned, ground, is_news=False)
        case _:
            assert_never(step)


def _entries(
    planned: Maintenance, step: Step, change: Change, now: datetime
) -> Iterator[AuditEntry]:
    """What the audit log says of the step, and of the next of the series that comes with it."""
    for after in change.maintenances:
        is_next = after.id != planned.id
        if step is Step.REPEAT and not is_next:
            continue  # of this one no more is known than which is next
        action = "maintenance.announced" if is_next else f"maintenance.{_DONE[step]}"
        yield entry(
            BY_ITSELF,
            action,
            (after.id, after.name),
            before=None if is_next else maintenance_facts(planned),
            after=maintenance_facts(after),
            now=now,
            seed=f"{action}:{after.id}",
        )
