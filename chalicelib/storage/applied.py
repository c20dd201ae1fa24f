"""Putting a definition in force as an apply does: with all that its checks need."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import LostRace
from chalicelib.storage import rosters, states, transactions
from chalicelib.storage.definitions import applied_rows, load

_ATTEMPTS = 5


def save(definition: Definition, *, expected_revision: int, now: datetime) -> int:
    """Put the definition in force, and on record as applied; answers with the new revision.

    What was believed of a check that leaves the page is forgotten: should it come back, it begins
    anew. Raises LostRace when somebody else changed the definition since `expected_revision`.
    That a tick changed the state meanwhile is no such race: it is written on top of that.
    """
    for _ in range(_ATTEMPTS):
        stored = load()
        if stored.revision != expected_revision:
            break
        rows = applied_rows(definition, expected_revision + 1, stored.created_at or now)
        with suppress(LostRace):
            board = states.load()
            rows += rosters.rows_of(definition)
            rows += states.forgotten(_removed_checks(stored.definition, definition), board)
            rows += states.unseen(_left_alone(stored.definition, definition), board, now)
            head = states.head_row(board)
            transactions.commit(rows, expected_version=board.version, head=head)
            return expected_revision + 1
    raise LostRace("Somebody else changed the page definition meanwhile; look at the plan again.")


def _left_alone(before: Definition | None, after: Definition) -> set[str]:
    """The components that were looked at, and aren't any more."""
    checked = {check.component_id for check in after.checks}
    return {c.component_id for c in before.checks} - checked if before else set()


def _removed_checks(before: Definition | None, after: Definition) -> set[str]:
    kept = {check.id for check in after.checks}
    return {check.id for check in before.checks if check.id not in kept} if before else set()
