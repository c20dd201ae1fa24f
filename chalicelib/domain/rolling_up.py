"""From what is believed of checks to what is said of components."""

from collections.abc import Mapping
from typing import assert_never

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
    definition: Definition, states: Mapping[str, CheckState]
) -> dict[str, ComponentStatus]:
    """By component id, the worst of what its checks make of it; operational without checks."""
    made: dict[str, list[ComponentStatus]] = {c.id: [] for c in definition.components}
    for check in definition.checks:
        status = contribution(condition_of(check, states), check.when_down)
        made[check.component_id].append(status)
    return {component_id: worst(statuses) for component_id, statuses in made.items()}
