"""What we believe of checks and components, and everything that changes with it in one piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.agenda import Appointment
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.automatic import Episode
from chalicelib.domain.board import Board, Change, Pin
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.deadlines import Deadline, with_deadlines
from chalicelib.domain.incidents import Incident
from chalicelib.domain.state import CheckState
from chalicelib.domain.timeline import StatusChange
from chalicelib.storage import (
    audit,
    changes,
    definitions,
    maintenances,
    messages,
    outbox,
    passes,
    postmortems,
    transactions,
)
from chalicelib.storage import handled as handled_rows
from chalicelib.storage import incidents as incident_rows
from chalicelib.storage.errors import table_errors
from chalicelib.storage.handled import Handled
from chalicelib.storage.models import (
    CHECK_PREFIX,
    COMPONENT_PREFIX,
    HEAD,
    PLAN_PREFIX,
    STATE,
    Row,
)
from chalicelib.storage.packing import from_json, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The facts of the head row; its version is the row's own."""

    episodes: tuple[Episode, ...] = ()
    pins: tuple[Pin, ...] = ()
    agenda: tuple[Appointment, ...] = ()
    drafts: tuple[Incident, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What the clock brings: for maintenances, and for the team."""

    agenda: tuple[Appointment, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@table_errors()
def load() -> Board:
    """The state as it stands, after what was left half done has been finished.

    A query isn't isolated from transactions: it may see rows of before and after one. The head is
    read first, so that a commit on its version fails if anything was written since. Raises
    LostRace when somebody else finishes the same at the same moment.
    """
    head, rows = _head(), _rows()
    plans = [row for row in rows if row.sk.startswith(PLAN_PREFIX)]
    for plan in plans:
        transactions.finish(plan)
    return _board(_head(), _rows()) if plans else _board(head, rows)


@table_errors()
def upcoming() -> Upcoming:
    """What is to be done at its time; one small read, whatever else is believed."""
    if (head := _head()) is None:
        return Upcoming()
    known = from_json(_Head, head.facts)
    return Upcoming(agenda=known.agenda, deadlines=known.deadlines)


def commit(
    board: Board,
    change: Change,
    *,
    handled: Handled | None = None,
    entries: Iterable[AuditEntry] = (),
) -> int:
    """Write the change if the board is still what stands; answers with the version after it.

    What somebody asked for is written with the request that is `handled` by it, and with what the
    audit log has to say. Raises LostRace also when the request was handled before, or a pass of the
    change is used up.

    Raises LostRace when the board has moved on. When only streaks of checks changed, the version
    stays: the page shows nothing of them.
    """
    rows = [_check_row(state) for state in change.checks]
    rows += [_component_row(state) for state in change.components]
    rows += [changes.row_of(each) for each in change.history]
    for incident in change.incidents:
        told_before = change.told_before.get(incident.id, 0)
        rows += incident_rows.rows_of(incident, told_before=told_before)
    rows += [row for each in change.maintenances for row in maintenances.rows_of(each)]
    rows += [row for message in change.messages for row in messages.rows_of(message)]
    rows += [postmortems.row_of(each) for each in change.postmortems]
    rows += [passes.row_of(each) for each in change.passes]
    rows += definitions.rows_of(change.redefined) if change.redefined else []
    rows += [handled_rows.row_of(handled)] if handled else []
    rows += [audit.row_of(entry) for entry in entries]
    rows += [outbox.row_of(news) for news in change.notifications]
    rows += [outbox.row_of(nudge) for nudge in change.nudges]
    if not change.is_shown:
        transactions.commit(rows, expected_version=board.version, head=None)
        return board.version
    head = head_row(board, change)
    transactions.commit(rows, expected_version=board.version, head=head)
    return board.version + 1


def forgotten(check_ids: Iterable[str], board: Board) -> list[Row]:
    """Rows that put those checks back to where a check begins, just after what was counted last."""
    return [
        _check_row(CheckState(check_id=check_id, tick=state.tick + timedelta(seconds=1)))
        for check_id in check_ids
        if (state := board.checks.get(check_id))
    ]


def unseen(component_ids: Iterable[str], board: Board, now: datetime) -> list[Row]:
    """Rows that say that from now on nobody sees how those components are: no data.

    A tick has a whole minute; by a second within one, this is never taken for the change of a tick.
    """
    at = now.replace(second=max(now.second, 1), microsecond=0)
    known = [board.components[each] for each in component_ids if each in board.components]
    return [
        row
        for before in known
        if before.status is not ComponentStatus.NO_DATA
        for row in (
            _component_row(
                replace(before, status=ComponentStatus.NO_DATA, since=at, updated_at=at)
            ),
            changes.row_of(
                StatusChange(
                    component_id=before.component_id,
                    before=before.status,
                    after=ComponentStatus.NO_DATA,
                    since=at,
                    tick=at,
                )
            ),
        )
    ]


def head_row(board: Board, change: Change | None = None) -> Row:
    """The head after the change: one version on, with what stays as it is."""
    change = change or Change()
    episodes = board.episodes if change.episodes is None else change.episodes
    pins = board.pins if change.pins is None else change.pins
    agenda = board.agenda if change.agenda is None else change.agenda
    drafts = board.drafts if change.drafts is None else change.drafts
    deadlines = board.deadlines if change.deadlines is None else change.deadlines
    facts = _Head(
        episodes=episodes,
        pins=pins,
        agenda=agenda,
        drafts=drafts,
        deadlines=with_deadlines(deadlines, change.incidents),
    )
    return Row(STATE, HEAD, version=board.version + 1, facts=to_json(facts))


def _head() -> Row | None:
    try:
        return Row.get(STATE, HEAD, consistent_read=True)
    except Row.DoesNotExist:
        return None


def _rows() -> list[Row]:
    return list(Row.query(STATE, consistent_read=True))


def _board(head: Row | None, rows: Sequence[Row]) -> Board:
    checks = [from_json(CheckState, row.facts) for row in rows if row.sk.startswith(CHECK_PREFIX)]
    components = [
        from_json(ComponentState, row.facts) for row in rows if row.sk.startswith(COMPONENT_PREFIX)
    ]
    known = from_json(_Head, head.facts) if head else _Head()
    return Board(
        version=int(head.version) if head else 0,
        episodes=known.episodes,
        pins=known.pins,
        agenda=known.agenda,
        drafts=known.drafts,
        deadlines=known.deadlines,
        checks={state.check_id: state for state in checks},
        components={state.component_id: state for state in components},
    )


def _check_row(state: CheckState) -> Row:
    key = f"{CHECK_PREFIX}{state.check_id}"
    return Row(STATE, key, version=_epoch(state.tick), facts=to_json(state))


def _component_row(state: ComponentState) -> Row:
    return Row(STATE, f"{COMPONENT_PREFIX}{state.component_id}", facts=to_json(state))


def _epoch(at: datetime) -> int:
    return int(at.timestamp())
