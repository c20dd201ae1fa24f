"""Components: what readers know by name, and the words for how they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.words import marked


class ComponentStatus(StrEnum):
    """Statuspage's five words, and our own for when we have not seen."""

    OPERATIONAL = "operational"
    NO_DATA = "no_data"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


# Major > partial > degraded > maintenance > no data > operational: the order of declaration.
_SEVERITY = {status: rank for rank, status in enumerate(ComponentStatus)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """How a component is, since when, and when we first met it.

    `known` is the last status that was seen: it stays while there is no data. `since` is dated
    back to the first result that says so, `updated_at` is the tick that believed it; None where an
    earlier version wrote it.
    """

    component_id: str
    status: ComponentStatus
    known: ComponentStatus = ComponentStatus.OPERATIONAL
    since: datetime
    updated_at: datetime | None = None
    created_at: datetime


def severity(status: ComponentStatus) -> int:
    """A rank that is higher the worse the status."""
    return _SEVERITY[status]


def worst(statuses: Iterable[ComponentStatus]) -> ComponentStatus:
    """The most severe of the statuses; operational when there are none."""
    return max(statuses, key=severity, default=ComponentStatus.OPERATIONAL)


class Indicator(StrEnum):
    """The top-level colour of Statuspage's API v2."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class PageStatus:
    """`description` is English, as the API has it; `say` has it in other languages."""

    indicator: Indicator
    description: str


ALL_OPERATIONAL = PageStatus(Indicator.NONE, marked("All Systems Operational"))
_MAINTENANCE = PageStatus(Indicator.MAINTENANCE, marked("Service Under Maintenance"))
_DEGRADED = PageStatus(Indicator.MINOR, marked("Partially Degraded Service"))
_ALL_DEGRADED = PageStatus(Indicator.MINOR, marked("Degraded System Service"))
MINOR_OUTAGE = PageStatus(Indicator.MINOR, marked("Minor Service Outage"))
PARTIAL_OUTAGE = PageStatus(Indicator.MAJOR, marked("Partial System Outage"))
MAJOR_OUTAGE = PageStatus(Indicator.CRITICAL, marked("Major System Outage"))

_OF_ONE = {
    ComponentStatus.OPERATIONAL: ALL_OPERATIONAL,
    ComponentStatus.NO_DATA: ALL_OPERATIONAL,
    ComponentStatus.UNDER_MAINTENANCE: _MAINTENANCE,
    ComponentStatus.DEGRADED_PERFORMANCE: _DEGRADED,
    ComponentStatus.PARTIAL_OUTAGE: PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE: MAJOR_OUTAGE,
}


def page_status(leaves: Iterable[ComponentStatus]) -> PageStatus:
    """Statuspage's top-level status, from the statuses of all components that aren't groups.

    The chain of rules is Atlassian's ("Top-level status and incident impact calculations"). The
    API knows no missing data: it counts as operational here.
    """
    statuses = list(leaves)
    if len(statuses) == 1:
        return _OF_ONE[statuses[0]]
    kinds = set(statuses)
    chain = (
        (kinds == {ComponentStatus.MAJOR_OUTAGE}, MAJOR_OUTAGE),
        (kinds == {ComponentStatus.PARTIAL_OUTAGE}, PARTIAL_OUTAGE),
        (ComponentStatus.MAJOR_OUTAGE in kinds, PARTIAL_OUTAGE),
        (ComponentStatus.PARTIAL_OUTAGE in kinds, MINOR_OUTAGE),
        (kinds == {ComponentStatus.DEGRADED_PERFORMANCE}, _ALL_DEGRADED),
        (ComponentStatus.DEGRADED_PERFORMANCE in kinds, _DEGRADED),
        (ComponentStatus.UNDER_MAINTENANCE in kinds, _MAINTENANCE),
    )
    return next((verdict for holds, verdict in chain if holds), ALL_OPERATIONAL)
