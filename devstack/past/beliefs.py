"""Beliefs: what the domain decided, tick by tick, on what the checks of an invented past saw.

Only the ticks after something began or ended are decided on. In all others every check saw what it
had seen before, which changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.board import Board, Change
from chalicelib.domain.checks import Check
from chalicelib.domain.decision import change, outlook
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import Incident
from chalicelib.domain.notifications import Notification
from chalicelib.domain.page import TICK
from chalicelib.domain.timeline import StatusChange
from devstack.past.looks import Looks
from devstack.past.plot import Plot

_UNMET = Board(version=0, episodes=(), checks={}, components={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """The board as it is at the end, and all that changed and was told on the way, in order."""

    board: Board = _UNMET
    changes: tuple[StatusChange, ...] = ()
    incidents: tuple[Incident, ...] = ()
    news: tuple[Notification, ...] = ()


def believed(definition: Definition, plot: Plot, looks: Looks, base_url: str) -> Beliefs:
    """What came of the plot."""
    board = _UNMET
    changes: list[StatusChange] = []
    incidents: dict[str, Incident] = {}
    news: list[Notification] = []
    for tick, checks in sorted(_turns(definition, plot, looks).items()):
        results = [looks.result(check, tick) for check in checks.values()]
        seen = outlook(definition, board, results, tick)
        known = {each: incidents[each] for each in seen.incident_ids if each in incidents}
        made = change(definition, board, seen, known, base_url)
        board = _after(board, made)
        changes += made.history
        incidents |= {each.id: each for each in made.incidents}
        news += made.notifications
    return Beliefs(
        board=board,
        changes=tuple(changes),
        incidents=tuple(incidents.values()),
        news=tuple(news),
    )


def _turns(definition: Definition, plot: Plot, looks: Looks) -> dict[datetime, dict[str, Check]]:
    """The ticks on which something may change, and the checks that may: all at either end."""
    everything = {check.id: check for check in definition.checks}
    turns: dict[datetime, dict[str, Check]] = {plot.begun_at: everything}
    for spell in plot.spells:
        for check in definition.checks:
            if check.component_id == spell.component_id:
                for tick in _decisive(check, spell.when.start, spell.when.end):
                    if tick <= plot.last_tick and not looks.is_missed(tick):
                        turns.setdefault(tick, {})[check.id] = check
    return turns | {plot.last_tick: everything}


def _decisive(check: Check, start: datetime, end: datetime) -> Iterator[datetime]:
    """As many ticks as it takes to believe that it began, and that it ended."""
    yield from (start + n * TICK for n in range(check.failure_threshold))
    yield from (end + n * TICK for n in range(check.recovery_threshold))


def _after(board: Board, made: Change) -> Board:
    return replace(
        board,
        episodes=board.episodes if made.episodes is None else made.episodes,
        checks={**board.checks, **{each.check_id: each for each in made.checks}},
        components={**board.components, **{each.component_id: each for each in made.components}},
    )
