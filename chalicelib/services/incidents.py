"""From results to beliefs, and from beliefs to incidents and news: one decision, one write."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain.actors import BY_ITSELF
from chalicelib.domain.audit import AuditEntry, entry
from chalicelib.domain.audit_facts import incident_facts
from chalicelib.domain.board import Board, Change
from chalicelib.domain.decision import Outlook, change, outlook
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import LostRace
from chalicelib.domain.results import Result, Verdict
from chalicelib.observability import logger
from chalicelib.services.addresses import public_url
from chalicelib.storage import definitions, incidents, states

# Shards that meet a wide outage in the same second race for the head row; each loses a few times.
_ATTEMPTS = 20
_LONGEST_PAUSE_S = 0.25


def respond(definition: Definition, results: Sequence[Result], tick: datetime) -> int:
    """Let the results of a tick count, once, however often it is called with them.

    Answers with the version of what the page has to show after it. States, components, incidents
    and the news of them are written in one transaction. When somebody else wrote first, all is
    decided again on what they wrote, be it a state or the definition. Raises LostRace when that
    goes on for too long; the next tick then decides by its own results.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _respond(definition, results, tick)
        except LostRace:
            time.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads, hides nothing
            definition = definitions.in_force() or definition
    raise LostRace(f"The results of {tick.isoformat()} could not be written: too many at once.")


def _respond(definition: Definition, results: Sequence[Result], tick: datetime) -> int:
    board = states.load()
    seen = outlook(definition, board, results, tick)
    told = incidents.load(seen.incident_ids)
    wanted = change(definition, board, seen, told, public_url(definition.page))
    if not wanted.is_any:
        return board.version
    version = states.commit(board, wanted, entries=_ends_of_drafts(board, wanted, tick))
    _note(definition, seen)
    return version


def _ends_of_drafts(board: Board, wanted: Change, tick: datetime) -> Iterator[AuditEntry]:
    """What the audit log says of drafts that people left alone: the checks publish them.

    One that was over before its time is on record alone, and nobody is written to.
    """
    drafts = {draft.id for draft in board.drafts}
    kept = drafts if wanted.drafts is None else {draft.id for draft in wanted.drafts}
    for told in wanted.incidents:
        if told.id in drafts - kept:
            action = "draft.published" if told.updates[-1].is_told else "draft.recorded"
            yield entry(
                BY_ITSELF,
                action,
                (told.id, told.name),
                after=incident_facts(told),
                now=tick,
                seed=f"{action}:{told.id}",
            )


def _note(definition: Definition, seen: Outlook) -> None:
    """One line for each believed change, with its reason: what operators look for first."""
    names = {check.id: check.name for check in definition.checks}
    for believed in seen.transitions:
        log = logger.info if believed.after is Verdict.UP else logger.warning
        log(
            f"{names[believed.check_id]} is {believed.after}",
            before=believed.before,
            since=believed.since.isoformat(),
            reason=believed.reason,
        )
