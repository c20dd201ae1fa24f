"""Occurrences: how a series of maintenances begins, goes on, and ends one by one."""

from chalicelib import recurrence
from chalicelib.domain.board import Change
from chalicelib.domain.ending import ended, outlook_after
from chalicelib.domain.faults import Fault, InvalidFields
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance, Series
from chalicelib.domain.plan_changes import Words
from chalicelib.domain.planning import Plan, repeated
from chalicelib.domain.recurrence import on_the_wall
from chalicelib.domain.telling import Ground
from chalicelib.storage import incidents


def series_of(maintenance_id: str, plan: Plan, ground: Ground) -> Series | None:
    """The series that the plan begins, None when it comes once.

    Raises InvalidFields when the rule doesn't go with the window.
    """
    if plan.rule is None:
        return None
    zone = ground.definition.page.time_zone
    first = on_the_wall(plan.starts_at, zone)
    if not recurrence.begins_with(plan.rule, first, zone):
        raise _refused(
            f"{first:%d %B %Y}, on which the window begins, isn't a day of this rule; "
            "begin with the first day that is."
        )
    second = recurrence.following(plan.rule, first, first, zone)
    if second is None:
        raise _refused("By this rule it comes once; leave the rule out.")
    if second.at < plan.ends_at:
        raise _refused("The next window would begin before this one is over; make it shorter.")
    return Series(
        id=maintenance_id,
        rule=plan.rule,
        first=first,
        here=first,
        length=plan.ends_at - plan.starts_at,
        next_at=second.at,
    )


def over(planned: Maintenance, stage: MaintenanceStage, words: Words, ground: Ground) -> Change:
    """The change with which it is completed or cancelled; its incidents are read."""
    seen = outlook_after(planned, ground)
    return ended(planned, stage, words, ground, seen, incidents.load(seen.incident_ids))


def with_next(change: Change, ground: Ground) -> Change:
    """The change of a maintenance, with the next of its series, if that isn't planned yet.

    Those that nobody announced in time, because no tick came for so long, are left out.
    """
    series = change.maintenances[0].series
    if series is None or series.next_at is None:
        return change
    zone = ground.definition.page.time_zone
    coming = recurrence.following(series.rule, series.first, series.here, zone)
    while coming and coming.at <= ground.now:
        coming = recurrence.following(series.rule, series.first, coming.here, zone)
    after = coming and recurrence.following(series.rule, series.first, coming.here, zone)
    return repeated(change, coming, after, ground)


def _refused(sentence: str) -> InvalidFields:
    return InvalidFields((Fault(("recurrence",), sentence),))
