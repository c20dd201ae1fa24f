"""Making the Snapshot: all that the page shows, of what is defined, believed and announced."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.board import Board
from chalicelib.domain.components import ComponentState, ComponentStatus, worst
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.offers import Offer
from chalicelib.domain.page import Component
from chalicelib.domain.record import Record, only
from chalicelib.domain.rolling_up import component_statuses, pinned_statuses
from chalicelib.domain.shards import shard_of_components
from chalicelib.domain.snapshot import ComponentView, Snapshot
from chalicelib.domain.timeline import StatusChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Under which id and public address the page is known, and since when."""

    page_id: str
    url: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What was told, as far as the page still shows it, and what is offered."""

    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    messages: tuple[Message, ...] = ()
    offer: Offer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is rolled up, what was believed since, and where the checks run."""

    record: Record | None = None
    changes: tuple[StatusChange, ...] = ()
    place: str = ""


def snapshot_of(
    definition: Definition,
    board: Board,
    announced: Announced,
    history: History,
    address: Address,
    now: datetime,
) -> Snapshot:
    """The page as data. What was not looked at yet, or not since it was put back, is no data."""
    statuses = component_statuses(definition, board.checks, board.pins)
    pinned = {key: worst(said) for key, said in pinned_statuses(board.pins).items()}
    shards = shard_of_components(definition)
    return Snapshot(
        version=board.version,
        made_at=now,
        page_id=address.page_id,
        url=address.url,
        created_at=address.created_at,
        page=definition.page,
        groups=definition.groups,
        components=tuple(
            _component_view(
                component,
                statuses[component.id],
                board.components.get(component.id),
                shards.get(component.id),
                pinned.get(component.id),
                now,
            )
            for component in definition.components
        ),
        incidents=announced.incidents,
        maintenances=announced.maintenances,
        messages=announced.messages,
        offer=announced.offer,
        record=history.record and only(history.record, (c.id for c in definition.components)),
        changes=history.changes,
        place=history.place,
    )


def _component_view(
    component: Component,
    status: ComponentStatus,
    state: ComponentState | None,
    shard: int | None,
    pinned: ComponentStatus | None,
    now: datetime,
) -> ComponentView:
    return ComponentView(
        component=component,
        status=status,
        known=state.known if state else ComponentStatus.OPERATIONAL,
        believed=state.status if state else None,
        since=state.since if state else now,
        updated_at=state.updated_at if state else now,
        created_at=state.created_at if state else now,
        shard=shard,
        pinned=pinned,
    )
