"""Maintenance: people announce planned work, move it, begin it early and end it."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.actors import require
from chalicelib.domain.audit_facts import maintenance_facts
from chalicelib.domain.board import Change
from chalicelib.domain.ending import series_ended
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance, active, upcoming
from chalicelib.domain.page import PageSettings
from chalicelib.domain.plan_deeds import Deed, require_stage
from chalicelib.domain.plan_fields import (
    Planned,
    cancellation_of,
    extension_of,
    move_of,
    plan_of,
    words_of,
)
from chalicelib.domain.planning import announced, begun, extended, moved, verified, worded
from chalicelib.domain.roles import Action
from chalicelib.domain.telling import Ground
from chalicelib.services import reading
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.occurrences import over, series_of, with_next
from chalicelib.services.requests import (
    Decision,
    Request,
    carry_out,
    decided,
    ground_of,
    require_read,
)
from chalicelib.storage import maintenances

Deciding = Callable[[Maintenance, Planned, Ground], Change]


def announce(request: Request) -> Maintenance:
    """The new maintenance, on the page and on its way to subscribers.

    Raises InvalidFields for what is wrong with the values, Forbidden for who may not, NotFound
    before the first apply, and Conflict for a request id that was used for something else.
    """
    seed = request.seed

    def decide(ground: Ground) -> Decision:
        change = _announced(request, seed, ground)
        return _decision("maintenance.announced", None, change, request)

    return reading.maintenance(carry_out(request, "announce", decide))


def preview(request: Request) -> Maintenance:
    """The maintenance as it would be announced; nothing is written. Raises as `announce`."""
    return _announced(request, request.seed, ground_of(request.now)).maintenances[0]


def update(maintenance_id: str, request: Request) -> Maintenance:
    """The maintenance with one more update, which needs a `body`.

    This and all below raise as `announce`, NotFound for an unknown maintenance, and Conflict
    where it has come too far for that, or somebody wrote after `based_on`.
    """

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        return worded(before, words_of(request.values, asked, needed=True), ground)

    return _done(maintenance_id, request, Deed.UPDATE, decide)


def move(maintenance_id: str, request: Request) -> Maintenance:
    """What is to come, in another window."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        window, words = move_of(request.values, asked)
        return moved(before, window.start, window.end, words, ground)

    return _done(maintenance_id, request, Deed.MOVE, decide)


def extend(maintenance_id: str, request: Request) -> Maintenance:
    """The same with another end, later or sooner, be it under way or to come."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        end, words = extension_of(request.values, asked)
        return extended(before, end, words, ground)

    return _done(maintenance_id, request, Deed.EXTEND, decide)


def begin(maintenance_id: str, request: Request) -> Maintenance:
    """What is to come, begun now."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        return begun(before, words_of(request.values, asked), ground)

    return _done(maintenance_id, request, Deed.BEGIN, decide)


def verify(maintenance_id: str, request: Request) -> Maintenance:
    """What is under way, done but still looked at."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        return verified(before, words_of(request.values, asked), ground)

    return _done(maintenance_id, request, Deed.VERIFY, decide)


def complete(maintenance_id: str, request: Request) -> Maintenance:
    """What is under way, over now. What doesn't work then has its incident."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        words = words_of(request.values, asked)
        return with_next(over(before, MaintenanceStage.COMPLETED, words, ground), ground)

    return _done(maintenance_id, request, Deed.COMPLETE, decide)


def cancel(maintenance_id: str, request: Request) -> Maintenance:
    """What won't take place, or no longer. Its series goes on, unless `series` is true."""

    def decide(before: Maintenance, asked: Planned, ground: Ground) -> Change:
        words, whole_series = cancellation_of(request.values, asked)
        change = over(before, MaintenanceStage.CANCELLED, words, ground)
        if not whole_series:
            return with_next(change, ground)
        others = _others_of_series(before, request.now)
        require(
            request.actor,
            Action.WRITE_MAINTENANCE,
            {each for other in (before, *others) for each in other.component_ids},
        )
        return series_ended(change, others, words, ground)

    return _done(maintenance_id, request, Deed.CANCEL, decide)


def coming(now: datetime) -> tuple[PageSettings, tuple[Maintenance, ...]]:
    """The page, and what is under way and to come, the next first."""
    page = definition_in_force().page
    known = maintenances.recent(now)
    return page, (*active(known), *upcoming(known))


def recent(now: datetime) -> tuple[Maintenance, ...]:
    """All that is to come, and the last that were."""
    return maintenances.recent(now)


def _announced(request: Request, seed: str, ground: Ground) -> Change:
    plan = plan_of(request.values, Planned(definition=ground.definition, now=request.now))
    require(request.actor, Action.WRITE_MAINTENANCE, plan.component_ids)
    maintenance_id = timed_id(plan.starts_at, seed)
    return announced(maintenance_id, plan, ground, series_of(maintenance_id, plan, ground))


def _done(maintenance_id: str, request: Request, deed: Deed, decide: Deciding) -> Maintenance:
    def decide_it(ground: Ground) -> Decision:
        before = reading.maintenance(maintenance_id)
        require(request.actor, Action.WRITE_MAINTENANCE, before.component_ids)
        require_read(before.updates, request)
        require_stage(before, deed)
        asked = Planned(definition=ground.definition, now=request.now, maintenance=before)
        change = decide(before, asked, ground)
        return _decision(f"maintenance.{deed.name.lower()}", before, change, request)

    return reading.maintenance(carry_out(request, f"{deed.name}:{maintenance_id}", decide_it))


def _others_of_series(planned: Maintenance, now: datetime) -> tuple[Maintenance, ...]:
    """What is under way or to come of the same series."""
    if planned.series is None:
        return ()
    return tuple(
        each
        for each in maintenances.recent(now)
        if each.series
        and each.series.id == planned.series.id
        and each.id != planned.id
        and (each.is_upcoming or each.is_active)
    )


def _decision(
    action: str, before: Maintenance | None, change: Change, request: Request
) -> Decision:
    after = change.maintenances[0]
    return decided(
        request,
        action,
        change,
        (after.id, after.name),
        before=maintenance_facts(before) if before else None,
        after=maintenance_facts(after),
    )
