"""Promises of a next update: those that were kept, those that were not, and the one that is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.incidents import Incident, IncidentUpdate

# Worst severities want news every 15 to 30 minutes; an hour without is too long for any.
QUIET_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Promises:
    """How many were kept and how many missed; one that is still to come is neither."""

    kept: int = 0
    missed: int = 0

    @property
    def count(self) -> int:
        return self.kept + self.missed


def promises(incident: Incident, now: datetime) -> Promises:
    """What became of all that an incident, which is whole, has promised up to `now`.

    A promise is kept by any update that is written by then, ours or people's.
    """
    made = [each for each in incident.updates if each.next_update_by]
    outcomes = [_is_kept(each, incident, now) for each in made]
    return Promises(kept=outcomes.count(True), missed=outcomes.count(False))


def is_missed(incident: Incident, now: datetime) -> bool:
    """Whether readers were promised an update that isn't there."""
    return incident.promised_by is not None and incident.promised_by <= now


def is_stale(incident: Incident, now: datetime) -> bool:
    """Whether people write it and have gone quiet, without a promise that is still to come."""
    promised = incident.promised_by is not None and incident.promised_by > now
    is_quiet = now - incident.updated_at >= QUIET_AFTER
    return incident.is_open and incident.is_taken_over and is_quiet and not promised


def _is_kept(promising: IncidentUpdate, incident: Incident, now: datetime) -> bool | None:
    """None while it can still be kept."""
    assert promising.next_update_by
    after = incident.updates[promising.number :]
    if after:
        written = after[0].written_at or after[0].at
        return written <= promising.next_update_by
    return False if promising.next_update_by <= now else None
