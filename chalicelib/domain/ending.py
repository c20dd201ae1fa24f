"""Ending: how a maintenance is over, and what is told of what doesn't work then.

While it is under way the checks of its components say nothing. At its end they count again: what
they believe to be down, and no open incident tells of, is as if it failed in that moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from chalicelib.domain import plan_wording
from chalicelib.domain.automatic import Known, next_moves
from chalicelib.domain.board import Board, Change, Pin
from chalicelib.domain.checks import Check
from chalicelib.domain.component_states import changes_of
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.decision import Outlook, change
from chalicelib.domain.incidents import Incident, MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.plan_changes import (
    Words,
    change_of,
    components_now,
    telling_of,
    together,
    with_update,
)
from chalicelib.domain.results import Verdict
from chalicelib.domain.rolling_up import condition_of
from chalicelib.domain.state import Transition
from chalicelib.domain.telling import Ground


def outlook_after(planned: Maintenance, ground: Ground) -> Outlook:
    """What shows once the maintenance is over, and what there is to tell of it.

    A component that other planned work goes on with stays under it.
    """
    definition, board = ground.definition, ground.board
    pins = _pins_after(planned, board)
    released = _worked_on(board.pins) - _worked_on(pins)
    held_back = [
        _failing_now(check, ground)
        for check in definition.checks
        if check.component_id in released and condition_of(check, board.checks) is Verdict.DOWN
    ]
    moves = next_moves(
        tick=ground.at,
        transitions=held_back,
        checks={
            each.id: Known(
                component_id=each.component_id, condition=condition_of(each, board.checks)
            )
            for each in definition.checks
        },
        episodes=board.episodes,
        join_window=definition.page.join_window,
    )
    return Outlook(
        tick=ground.at,
        changed=(),
        transitions=tuple(held_back),
        components=components_now(pins, ground),
        moves=moves,
    )


def ended(
    planned: Maintenance,
    stage: MaintenanceStage,
    words: Words,
    ground: Ground,
    seen: Outlook,
    incidents: Mapping[str, Incident],
) -> Change:
    """It is over, completed or cancelled, and what doesn't work has its incident.

    `incidents` holds those of `seen.incident_ids` that exist.
    """
    is_done = stage is MaintenanceStage.COMPLETED
    after = replace(planned, stage=stage, completed_at=ground.now if is_done else None)
    changes = (
        changes_of(after.component_ids, seen.components, ground.definition, ground.board)
        if planned.started_at
        else ()
    )
    say = partial(
        plan_wording.completed if is_done else plan_wording.called_off,
        telling_of(after, ground),
        changes,
        _status_at_start(planned),
        ground.now,
    )
    told = with_update(after, words, ground, say, changes=changes)
    over = change_of(told, ground)
    wider = change(ground.definition, ground.board, seen, incidents, ground.base_url)
    return replace(
        wider,
        maintenances=over.maintenances,
        agenda=over.agenda,
        notifications=(*over.notifications, *wider.notifications),
        pins=_pins_after(planned, ground.board),
    )


def series_ended(
    change: Change, others: Sequence[Maintenance], words: Words, ground: Ground
) -> Change:
    """The change of one that is cancelled, and with it all others of its series.

    What is to come of them is cancelled, too; what is under way goes on, and is the last.
    """
    last = tuple(_last_of_series(each) for each in change.maintenances)
    cancelled = [
        _called_off(_last_of_series(each), words, ground)
        if each.is_upcoming
        else change_of(_last_of_series(each), ground, is_news=False)
        for each in others
    ]
    return together(replace(change, maintenances=last), ground, *cancelled)


def _called_off(planned: Maintenance, words: Words, ground: Ground) -> Change:
    after = replace(planned, stage=MaintenanceStage.CANCELLED)
    say = partial(plan_wording.called_off, telling_of(after, ground), (), {}, ground.now)
    return change_of(with_update(after, words, ground, say), ground)


def _last_of_series(planned: Maintenance) -> Maintenance:
    series = planned.series and replace(planned.series, next_at=None)
    return replace(planned, series=series)


def _pins_after(planned: Maintenance, board: Board) -> tuple[Pin, ...]:
    return tuple(pin for pin in board.pins if pin.told_id != planned.id)


def _worked_on(pins: Sequence[Pin]) -> set[str]:
    return {pin.component_id for pin in pins if pin.is_maintenance}


def _failing_now(check: Check, ground: Ground) -> Transition:
    """That it fails, from now on: what was before was planned."""
    return Transition(
        check_id=check.id,
        component_id=check.component_id,
        before=Verdict.UP,
        after=Verdict.DOWN,
        since=ground.now,
        tick=ground.at,
        reason=ground.board.checks[check.id].reason,
    )


def _status_at_start(planned: Maintenance) -> Mapping[str, ComponentStatus]:
    """How its components were when it began, by id."""
    begun = (u for u in planned.updates if u.stage is MaintenanceStage.IN_PROGRESS and u.changes)
    first = next(begun, None)
    return {each.component_id: each.before for each in first.changes} if first else {}
