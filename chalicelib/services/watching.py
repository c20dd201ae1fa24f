"""Watching: all components with their checks, as the team sees them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.domain.board import Board
from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import NotFound
from chalicelib.domain.page import Component
from chalicelib.domain.shards import shard_of_components
from chalicelib.domain.snapshot import View
from chalicelib.domain.watched import Evidence, WatchedCheck, WatchedComponent
from chalicelib.services import history, publishing
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import states

_Looks = Mapping[str, tuple[Evidence, ...]]


def everything(
    now: datetime, *, monotonic: float, with_evidence: bool
) -> tuple[WatchedComponent, ...]:
    """All components in the page's order. Evidence costs one query more for each shard.

    Raises NotFound before the first apply.
    """
    definition = definition_in_force()
    shards = set(shard_of_components(definition).values()) if with_evidence else set()
    return _watched(definition, definition.components, shards, now, monotonic)


def one(component_id: str, now: datetime, *, monotonic: float) -> WatchedComponent:
    """One component; raises NotFound."""
    definition = definition_in_force()
    component = component_of(definition, component_id)
    shard = shard_of_components(definition).get(component_id)
    shards = set() if shard is None else {shard}
    return _watched(definition, [component], shards, now, monotonic)[0]


def component_of(definition: Definition, component_id: str) -> Component:
    """The component of that id; raises NotFound."""
    for each in definition.components:
        if each.id == component_id:
            return each
    raise NotFound("There is no component {id} on the page.", id=component_id)


def check_of(definition: Definition, check_id: str) -> Check:
    """The check of that id; raises NotFound."""
    for each in definition.checks:
        if each.id == check_id:
            return each
    raise NotFound("There is no check {id}; `candor check list` has them.", id=check_id)


def _watched(
    definition: Definition,
    components: Iterable[Component],
    shards: Iterable[int],
    now: datetime,
    monotonic: float,
) -> tuple[WatchedComponent, ...]:
    view, board = publishing.current(now, monotonic=monotonic), states.load()
    looks = _looks(shards, view)
    return tuple(_component(each, definition, board, view, looks) for each in components)


def _looks(shards: Iterable[int], view: View) -> _Looks:
    """What was seen in the last ticks, newest first, by the check's id."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for shard in shards:
        for post, seen in history.looks(shard, view):
            found[post.check_id] = (*found.get(post.check_id, ()), seen)
    return found


def _component(
    component: Component, definition: Definition, board: Board, view: View, looks: _Looks
) -> WatchedComponent:
    """What was applied in this moment isn't published yet, and nobody has seen it."""
    status = view.statuses.get(component.id, ComponentStatus.NO_DATA)
    known = board.components.get(component.id)
    return WatchedComponent(
        component=component,
        group=next((g for g in definition.groups if g.id == component.group_id), None),
        status=status,
        since=known.since if known and known.status is status else None,
        checked_at=view.checked_at.get(component.id),
        pins=tuple(pin for pin in board.pins if pin.component_id == component.id),
        checks=tuple(
            WatchedCheck(
                check=each, state=board.checks.get(each.id), evidence=looks.get(each.id, ())
            )
            for each in definition.checks_of(component)
        ),
    )
