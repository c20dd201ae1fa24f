"""How a component comes to be in a status, and how that is put on record."""

from datetime import datetime

from chalicelib.domain.board import Board
from chalicelib.domain.components import ComponentState, ComponentStatus
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
