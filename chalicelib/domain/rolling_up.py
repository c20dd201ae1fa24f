"""From what is believed of checks to what is said of components."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from chalicelib.domain.board import Pin
from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus, worst
from chalicelib.domain.definition import Definition
from chalicelib.domain.results import Verdict
from chalicelib.domain.state import CheckState


def condition_of(check: Check, states: Mapping[str, CheckState]) -> Verdict:
    """What is believed of the check; unknown until it was looked at."""
    state = states.get(check.id)
    return state.condition if state else Verdict.UNKNOWN


def contribution(condition: Verdict, when_down: ComponentStatus) -> ComponentStatus:
    """What one check, believed to be in this condition, makes of its component."""
    match condition:
        case Verdict.DOWN:
            return when_down
        case Verdict.SLOW:
            return ComponentStatus.DEGRADED_PERFORMANCE
        case Verdict.UNKNOWN:
            return ComponentStatus.NO_DATA
        case Verdict.UP:
            return ComponentStatus.OPERATIONAL
        case _:
            assert_never(condition)


def component_statuses(
    definition: Definition, states: Mapping[str, CheckState], pins: Iterable[Pin] = ()
) -> dict[str, ComponentStatus]:
    """By component id, the worse of what its checks make of it and of what people say.

    While planned work is under way its checks say nothing: that they fail is part of the plan.
    Without checks and words of people a component is operational.
    """
    made: dict[str, list[ComponentStatus]] = {c.id: [] for c in definition.components}
    pinned = pinned_statuses(pins)
    for check in definition.checks:
        if ComponentStatus.UNDER_MAINTENANCE not in pinned.get(check.component_id, ()):
            status = contribution(condition_of(check, states), check.when_down)
            made[check.component_id].append(status)
    return {each: worst((*statuses, *pinned.get(each, ()))) for each, statuses in made.items()}


def pinned_statuses(pins: Iterable[Pin]) -> dict[str, tuple[ComponentStatus, ...]]:
    """What people say, by component id; nothing for what nobody speaks of."""
    said: dict[str, tuple[ComponentStatus, ...]] = {}
    for pin in pins:
        said[pin.component_id] = (*said.get(pin.component_id, ()), pin.status)
    return said
