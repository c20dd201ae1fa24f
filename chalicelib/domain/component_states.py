"""How a component comes to be in a status, and how that is put on record."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from chalicelib.domain.board import Board, Pin
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import ComponentChange
from chalicelib.domain.rolling_up import component_statuses
from chalicelib.domain.timeline import DATED_BACK_AT_MOST, StatusChange


def component_state(
    component_id: str,
    before: ComponentState | None,
    status: ComponentStatus,
    *,
    since: datetime,
    now: datetime,
) -> ComponentState:
    """The state with this status; the same object as before when it had it already.

    It is dated back no further than any may reach.
    """
    if before and before.status is status:
        return before
    known = before.known if before else ComponentStatus.OPERATIONAL
    return ComponentState(
        component_id=component_id,
        status=status,
        known=known if status is ComponentStatus.NO_DATA else status,
        since=max(since, now - DATED_BACK_AT_MOST),
        updated_at=now,
        created_at=before.created_at if before else now,
    )


def components_with(
    pins: Iterable[Pin],
    definition: Definition,
    board: Board,
    *,
    since: Callable[[str], datetime],
    now: datetime,
) -> Mapping[str, ComponentState]:
    """How components are with these pins, by what is believed of their checks.

    What changes by it is so from `since` on, which is asked for by the component's id.
    """
    return {
        key: component_state(key, board.components.get(key), status, since=since(key), now=now)
        for key, status in component_statuses(definition, board.checks, pins).items()
    }


def changed_from(
    board: Board, components: Mapping[str, ComponentState]
) -> tuple[ComponentState, ...]:
    """Those that stand otherwise on the board."""
    return tuple(state for key, state in components.items() if state != board.components.get(key))


def changes_of(
    component_ids: Collection[str],
    components: Mapping[str, ComponentState],
    definition: Definition,
    board: Board,
) -> tuple[ComponentChange, ...]:
    """What an update says of these components, in the page's order."""
    return tuple(
        ComponentChange(
            component_id=each.id,
            name=each.name,
            before=_status_before(board, each.id),
            after=components[each.id].status,
        )
        for each in definition.components
        if each.id in component_ids
    )


def _status_before(board: Board, component_id: str) -> ComponentStatus:
    """How the component is; what nobody has seen yet is taken to work."""
    known = board.components.get(component_id)
    return known.status if known else ComponentStatus.OPERATIONAL


def status_change(state: ComponentState, board: Board, at: datetime) -> StatusChange:
    """The change from what stands on the board to the state, believed or said at that moment."""
    before = board.components.get(state.component_id)
    return StatusChange(
        component_id=state.component_id,
        before=before.status if before else ComponentStatus.NO_DATA,
        after=state.status,
        since=state.since,
        tick=at,
    )
