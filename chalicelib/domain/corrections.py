"""Which update puts which earlier one right."""

from chalicelib.domain.incidents import IncidentUpdate, Told


def corrected(told: Told, update: IncidentUpdate) -> IncidentUpdate | None:
    """The earlier update that this one corrects, where it is here: old ones may be left out."""
    return next((each for each in told.updates if each.number == update.corrects), None)


def correction(told: Told, update: IncidentUpdate) -> IncidentUpdate | None:
    """The last update that corrects this one; None when it stands as it was written."""
    later = (each for each in reversed(told.updates) if each.corrects == update.number)
    return next(later, None)
