"""Deadlines: by when an open incident that people write needs a word of theirs.

They stand in the head row. A tick looks whether one has come, and nudges the team.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.incidents import Incident
from chalicelib.domain.nudges import Concern
from chalicelib.domain.promises import QUIET_AFTER

REMIND_BEFORE = timedelta(minutes=5)
# Who lets an incident lie for a day needs to hear of it once a day, and not each hour.
QUIET_AGAIN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the team is to hear of it, as long as update `number` is the incident's last."""

    incident_id: str
    number: int
    concern: Concern
    at: datetime


def deadlines_of(incident: Incident) -> tuple[Deadline, ...]:
    """Those that its last update sets; none when it is over, or our checks write it."""
    if not (incident.is_open and incident.is_taken_over and incident.updates):
        return ()
    moments = {Concern.QUIET: incident.updated_at + QUIET_AFTER}
    if by := incident.promised_by:
        moments = {
            Concern.PROMISE_DUE: by - REMIND_BEFORE,
            Concern.PROMISE_MISSED: by,
            Concern.QUIET: max(by, incident.updated_at) + QUIET_AFTER,
        }
    number = incident.updates[-1].number
    return tuple(
        Deadline(incident_id=incident.id, number=number, concern=concern, at=at)
        for concern, at in moments.items()
        if at > incident.updated_at
    )


def with_deadlines(
    deadlines: Sequence[Deadline], written: Iterable[Incident]
) -> tuple[Deadline, ...]:
    """The deadlines after these incidents were written, the next first.

    What is written without a new update, such as that our checks see it working, sets none anew:
    the team has heard of those that came.
    """
    kept = list(deadlines)
    for incident in written:
        new = deadlines_of(incident)
        old = [each for each in kept if each.incident_id == incident.id]
        if new and old and old[0].number == new[0].number:
            continue
        kept = [each for each in kept if each not in old] + list(new)
    return _sorted(kept)


def due(deadlines: Iterable[Deadline], now: datetime) -> tuple[Deadline, ...]:
    """Those that have come by `now`; that a promise is due is no news once it is late."""
    come = [each for each in deadlines if each.at <= now]
    late = {each.incident_id for each in come if each.concern is Concern.PROMISE_MISSED}
    return tuple(
        each
        for each in come
        if each.concern is not Concern.PROMISE_DUE or each.incident_id not in late
    )


def without_due(deadlines: Iterable[Deadline], now: datetime) -> tuple[Deadline, ...]:
    """Those that are left once the team has heard of what is due; silence is told of again."""
    left = []
    for each in deadlines:
        if each.at > now:
            left.append(each)
        elif each.concern is Concern.QUIET:
            left.append(replace(each, at=now + QUIET_AGAIN_AFTER))
    return _sorted(left)


def _sorted(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(sorted(deadlines, key=lambda each: (each.at, each.incident_id, each.concern)))
