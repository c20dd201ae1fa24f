"""Drafts: automatic incidents that people may edit, publish or drop before anybody reads them.

A draft whose veto time is over is published by itself. What is over before that stands on the page
as a matter of record, and nobody is written to about it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.automatic import MoveKind
from chalicelib.domain.board import Board, Change
from chalicelib.domain.incidents import Incident

Moved = tuple[MoveKind, Incident]
Drafts = tuple[Incident, ...]


def parted(
    moved: Sequence[Moved], drafts: Drafts, *, veto: timedelta, tick: datetime
) -> tuple[Drafts, tuple[Incident, ...]]:
    """Of what the checks tell in a tick, and of the drafts before: what waits, what is told."""
    held = {draft.id: draft for draft in drafts}
    told: dict[str, Incident] = {}
    for kind, incident in moved:
        if kind is MoveKind.OPEN and veto:
            held[incident.id] = replace(incident, veto_until=tick + veto)
        elif incident.id not in held:
            told[incident.id] = incident
        elif kind is MoveKind.RESOLVE:
            del held[incident.id]
            told[incident.id] = _unannounced(incident, tick)
        else:
            held[incident.id] = incident
    for draft in list(held.values()):
        if draft.veto_until and draft.veto_until <= tick:
            told[draft.id] = published(held.pop(draft.id), tick)
    return tuple(held.values()), tuple(told.values())


def published(draft: Incident, now: datetime) -> Incident:
    """The draft as an incident, told from now on.

    Its last update is news, whatever it was while nobody read it.
    """
    *others, last = draft.updates
    updates = (*others, replace(last, is_told=True))
    return replace(draft, veto_until=None, created_at=now, updated_at=now, updates=updates)


def without(drafts: Iterable[Incident], incident_id: str) -> Drafts:
    return tuple(draft for draft in drafts if draft.id != incident_id)


def dropped(incident_id: str, board: Board) -> Change:
    """Nothing is told of it, however long it lasts."""
    return Change(
        drafts=without(board.drafts, incident_id),
        episodes=tuple(
            replace(each, is_dropped=True) if each.incident_id == incident_id else each
            for each in board.episodes
        ),
    )


def _unannounced(draft: Incident, now: datetime) -> Incident:
    quiet = tuple(replace(update, is_told=False) for update in draft.updates)
    return replace(published(draft, now), updates=quiet)
