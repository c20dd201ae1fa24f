"""Components: what readers know by name, and the words for how they are."""

from enum import StrEnum


class ComponentStatus(StrEnum):
    """Statuspage's five words, and our own for when we have not seen."""

    OPERATIONAL = "operational"
    NO_DATA = "no_data"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
