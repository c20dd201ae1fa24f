"""Planning: what a maintenance becomes before it is over, and all that changes with it.

It is announced, told of again, moved, begun and verified here; how it ends is in `ending`. Every
change is whole: the maintenance, the components that are under it, what is on the agenda, and news.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain import plan_wording
from chalicelib.domain.agenda import reminders_due
from chalicelib.domain.board import Change, Pin
from chalicelib.domain.component_states import changes_of
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.ids import derived_id, timed_id
from chalicelib.domain.incidents import MaintenanceStage, text_of
from chalicelib.domain.maintenances import Maintenance, MaintenanceKind, Series
from chalicelib.domain.plan_changes import (
    Words,
    change_of,
    components_now,
    news,
    telling_of,
    together,
    with_components,
    with_update,
)
from chalicelib.domain.recurrence import Occurrence
from chalicelib.domain.telling import Ground
from chalicelib.words import marked, tongue

_MOVED, _REMINDER = marked("Moved"), marked("Reminder")
_EXTENDED, _SHORTENED = marked("Extended"), marked("Shortened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A maintenance as it is to be announced. `rule` is how it comes again, None for once."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    starts_at: datetime
    ends_at: datetime
    component_ids: tuple[str, ...] = ()
    kind: MaintenanceKind = MaintenanceKind.WORK
    reminders: tuple[timedelta, ...] = ()
    rule: str | None = None
    words: Words = field(default_factory=Words)


def announced(
    maintenance_id: str, plan: Plan, ground: Ground, series: Series | None = None
) -> Change:
    """A new maintenance that is to come."""
    fresh = Maintenance(
        id=maintenance_id,
        name=plan.name,
        names=plan.names,
        stage=MaintenanceStage.SCHEDULED,
        scheduled_for=plan.starts_at,
        scheduled_until=plan.ends_at,
        created_at=ground.now,
        updated_at=ground.now,
        component_ids=plan.component_ids,
        updates=(),
        kind=plan.kind,
        reminders=plan.reminders,
        is_told=plan.words.is_told,
        series=series,
    )
    fresh = replace(fresh, reminded=reminders_due(fresh, ground.now))
    telling = telling_of(fresh, ground)
    told = with_update(
        fresh, plan.words, ground, lambda spoken: plan_wording.announced(telling, spoken)
    )
    return change_of(told, ground)


def repeated(
    change: Change, next_one: Occurrence | None, one_after: Occurrence | None, ground: Ground
) -> Change:
    """The change of a maintenance, with the next of its series announced; None ends the series."""
    before = change.maintenances[0]
    if before.series is None:
        return change
    settled = replace(before, series=replace(before.series, next_at=None))
    change = together(replace(change, maintenances=(settled,)), ground)
    if next_one is None:
        return change
    series = replace(before.series, here=next_one.here, next_at=one_after.at if one_after else None)
    next_id = timed_id(next_one.at, f"{series.id}:{series.here.isoformat()}")
    plan = _plan_again(before, next_one.at, series.length)
    return together(change, ground, announced(next_id, plan, ground, series))


def _plan_again(before: Maintenance, starts_at: datetime, length: timedelta) -> Plan:
    """The same words, for as long: a window that lasts two hours does so on every day."""
    first = before.updates[0]
    said = Words() if first.is_automatic else Words(body=first.body, bodies=first.bodies)
    return Plan(
        name=before.name,
        names=before.names,
        starts_at=starts_at,
        ends_at=starts_at + length,
        component_ids=before.component_ids,
        kind=before.kind,
        reminders=before.reminders,
        words=replace(said, is_told=before.is_told),
    )


def worded(planned: Maintenance, words: Words, ground: Ground) -> Change:
    """The same with one more update, which says something and changes nothing."""
    told = with_update(planned, words, ground, lambda _spoken: "")
    return change_of(told, ground)


def moved(
    planned: Maintenance, starts_at: datetime, ends_at: datetime, words: Words, ground: Ground
) -> Change:
    """One that is to come, in another window. Its reminders come again."""
    after = replace(
        planned,
        scheduled_for=starts_at,
        scheduled_until=ends_at,
        sequence=planned.sequence + 1,
        reminded=(),
    )
    after = replace(after, reminded=reminders_due(after, ground.now))
    telling = telling_of(after, ground)
    told = with_update(after, words, ground, lambda spoken: plan_wording.moved(telling, spoken))
    return change_of(told, ground, word=_MOVED)


def extended(planned: Maintenance, ends_at: datetime, words: Words, ground: Ground) -> Change:
    """The same with another end, be it under way or to come."""
    after = replace(planned, scheduled_until=ends_at, sequence=planned.sequence + 1)
    telling = telling_of(after, ground)
    later = ends_at > planned.scheduled_until
    told = with_update(
        after,
        words,
        ground,
        lambda spoken: plan_wording.end_moved(telling, later=later, spoken=spoken),
    )
    return change_of(told, ground, word=_EXTENDED if later else _SHORTENED)


def begun(planned: Maintenance, words: Words, ground: Ground) -> Change:
    """It is under way: its components are under maintenance until it is over."""
    pins = (
        *ground.board.pins,
        *(
            Pin(
                told_id=planned.id,
                component_id=each,
                status=ComponentStatus.UNDER_MAINTENANCE,
            )
            for each in planned.component_ids
        ),
    )
    after = replace(planned, stage=MaintenanceStage.IN_PROGRESS, started_at=ground.now)
    components = components_now(pins, ground)
    telling = telling_of(after, ground)
    early = ground.now < planned.scheduled_for
    told = with_update(
        after,
        words,
        ground,
        lambda spoken: plan_wording.begun(telling, early=early, spoken=spoken),
        changes=changes_of(after.component_ids, components, ground.definition, ground.board),
    )
    return with_components(change_of(told, ground), components, pins, ground)


def verified(planned: Maintenance, words: Words, ground: Ground) -> Change:
    """The work is done, and looked at; its components stay under maintenance."""
    after = replace(planned, stage=MaintenanceStage.VERIFYING)
    telling = telling_of(after, ground)
    told = with_update(after, words, ground, lambda spoken: plan_wording.verifying(telling, spoken))
    return change_of(told, ground)


def reminded(planned: Maintenance, ground: Ground) -> Change:
    """Subscribers hear of it again: once, however many reminders were slept through."""
    waiting = reminders_due(planned, ground.now)
    after = replace(planned, reminded=(*planned.reminded, *waiting))
    change = change_of(after, ground, is_news=False)
    if not (waiting and planned.is_told):
        return change
    count = len(after.reminded)
    again_id = derived_id("reminder", f"{planned.id}:{planned.sequence}:{count}")
    again = news(planned, ground, _REMINDER).changed(
        lambda said: replace(
            said,
            id=again_id,
            body=_reminder(planned, ground, said.language),
            at=ground.now,
            affected=(),
            reminder=count,
        )
    )
    return replace(change, notifications=(again,))


def _reminder(planned: Maintenance, ground: Ground, language: str) -> str:
    """When it begins, and below it what people said of it last."""
    left, last = planned.scheduled_for - ground.now, planned.updates[-1]
    begins = plan_wording.reminded(telling_of(planned, ground), left, tongue(language))
    return begins if last.is_automatic else f"{begins}\n\n{text_of(last, language).text}"
