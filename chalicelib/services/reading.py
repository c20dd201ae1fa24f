"""Reading the record of what was told: month by month, for as long as there is one."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.days import day_start, next_month
from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.storage import incidents, maintenances
from chalicelib.words import marked

# Ids count seconds from here on: nothing can be told of what was before.
_EARLIEST = date(1970, 2, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What began in a month; `first` is its first day. Both are newest first."""

    first: date
    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()

    @property
    def is_quiet(self) -> bool:
        return not (self.incidents or self.maintenances)


def month(first: date, zone: str) -> Month:
    """What began in the month that starts with that day in the page's zone; two queries."""
    if first < _EARLIEST:
        return Month(first=first)
    start, end = day_start(first, zone), day_start(next_month(first), zone)
    return Month(
        first=first,
        incidents=incidents.between(start, end),
        maintenances=maintenances.between(start, end),
    )


def maintenance(maintenance_id: str) -> Maintenance:
    """One maintenance, however old, whole; raises NotFound."""
    found = maintenances.load([maintenance_id]).get(maintenance_id)
    if found is None:
        raise NotFound(
            marked("There is no maintenance {maintenance_id} on this page."),
            maintenance_id=maintenance_id,
        )
    return found
