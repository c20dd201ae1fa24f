"""Publishing: the Snapshot when something changed, the Pulse with every tick; and reading both."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import settings
from chalicelib.domain.board import Board
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import NotFound, Unavailable
from chalicelib.domain.incidents import Incident, shortened
from chalicelib.domain.publication import Address, Announced, History, snapshot_of
from chalicelib.domain.record import begun_with
from chalicelib.domain.snapshot import RECENT_INCIDENTS, View, view
from chalicelib.observability import logger
from chalicelib.services.addresses import public_url
from chalicelib.storage import (
    changes,
    definitions,
    incidents,
    maintenances,
    messages,
    rollups,
    snapshots,
    states,
    texts,
)
from chalicelib.words import marked

# A warm function reads again only after this long, by the real clock.
HELD_FOR_S = 5.0
_READ_AT_MOST_EVERY_S = 1.0


def beat(shard: int, *, tick: datetime, roster: str, version: int, now: datetime) -> None:
    """Say that a shard looked just now, and publish when `version` is newer than what readers see.

    So a publication that a crash prevented is made up for in the next tick.
    """
    if version > snapshots.beat(shard, tick=tick, roster=roster, at=now):
        publish(now)


def publish(now: datetime) -> None:
    """Write a Snapshot of all as it stands. Before the first apply there is nothing to publish.

    The state is read first: should an apply come in between, its definition is shown under the
    version before, and the snapshot that the apply publishes itself replaces it.
    """
    board = states.load()
    stored = definitions.load()
    if stored.definition is None or stored.created_at is None:
        return
    address = Address(
        page_id=settings.page_id(),
        url=public_url(stored.definition.page),
        created_at=stored.created_at,
    )
    announced = Announced(
        incidents=_shown_incidents(board),
        maintenances=maintenances.recent(now),
        messages=messages.with_images(m for m in messages.load() if m.is_current(now)),
        offer=texts.offer() if stored.definition.sms else None,
    )
    history = _history(stored.definition, board, now)
    snapshots.publish(snapshot_of(stored.definition, board, announced, history, address, now))


def _history(definition: Definition, board: Board, now: datetime) -> History:
    """The record first: what is believed while it is read stands in both, and counts once."""
    record = rollups.load()[0] or begun_with(board.components, definition.page.time_zone)
    if record is None:
        return History(place=settings.place())
    changed = changes.since(record.horizon, now)
    return History(record=record, changes=changed, place=settings.place())


def _shown_incidents(board: Board) -> tuple[Incident, ...]:
    """The most recent, and the open ones even when 50 others began after them."""
    recent = incidents.recent(RECENT_INCIDENTS)
    known = {incident.id for incident in recent}
    older = [e.incident_id for e in board.episodes if e.incident_id not in known]
    still_open = (i for i in incidents.load(older).values() if i.is_open)
    return tuple(shortened(each) for each in (*recent, *still_open))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    published: snapshots.Published
    read_at: float
    view: View | None = None

    def is_due(self, now: datetime, monotonic: float) -> bool:
        """Whether to read again: it is old, or it would by itself have to say that it is.

        So a copy that is held never turns the page grey while the checks go on writing pulses.
        """
        aged = monotonic - self.read_at
        has_run_out = self.view is not None and now >= self.view.until
        return aged >= HELD_FOR_S or (has_run_out and aged >= _READ_AT_MOST_EVERY_S)


class _Holder:
    """The last read and the view of it, shared by the requests that one warm function serves."""

    def __init__(self) -> None:
        self._held: _Held | None = None
        self._failure: tuple[Unavailable, float] | None = None
        self._lock = threading.Lock()

    def view(self, now: datetime, monotonic: float) -> View | None:
        """The same object for as long as it stays true, so that renderings of it can be kept."""
        with self._lock:
            if self._held is None or self._held.is_due(now, monotonic):
                self._held = self._read(monotonic)
            shown = self._shown(now)
            if shown is None:
                self._held = None  # what isn't there yet is looked for again at once
            return shown

    def held(self, now: datetime) -> View | None:
        with self._lock:
            return self._shown(now)

    def forget(self) -> None:
        with self._lock:
            self._held = self._failure = None

    def _read(self, monotonic: float) -> _Held:
        """A failure counts for a while as well: not everybody has to wait for the next."""
        if self._failure and monotonic - self._failure[1] < HELD_FOR_S:
            raise self._failure[0].with_traceback(None)
        try:
            read = _read_again(self._held, monotonic)
        except Unavailable as error:
            self._failure = (error, monotonic)
            raise
        self._failure = None
        return read

    def _shown(self, now: datetime) -> View | None:
        held = self._held
        if held is None or held.published.snapshot is None:
            return None
        if held.view is None or now >= held.view.until:
            made = view(held.published.snapshot, held.published.pulse, now)
            self._held = held = replace(held, view=made)
        return held.view


def _read_again(held: _Held | None, monotonic: float) -> _Held:
    """What the table says; while it says nothing, what is held, which turns grey by itself."""
    try:
        published = snapshots.read()
    except Unavailable as error:
        if held is None:
            raise
        logger.error("showing what was read before", reason=str(error))
        return replace(held, read_at=monotonic)
    if held and published == held.published:
        return replace(held, read_at=monotonic)
    return _Held(published=published, read_at=monotonic)


_holder = _Holder()
_alone: ContextVar[View | None] = ContextVar("alone", default=None)


def current(now: datetime, *, monotonic: float) -> View:
    """The page as it may be shown at `now`, at most a few seconds old by the real clock.

    Costs one request of two items when nothing is held, else none. Raises NotFound before the
    first publication, and Unavailable when the table doesn't answer.
    """
    shown = _alone.get() or _holder.view(now, monotonic)
    if shown is None:
        raise NotFound(marked("This status page has not been set up yet; `candor apply` does it."))
    return shown


def held(now: datetime) -> View | None:
    """The page as it was read last, or None. It reads nothing, and can't fail."""
    return _alone.get() or _holder.held(now)


@contextmanager
def showing(alone: View) -> Iterator[None]:
    """Within it this view is the current one, whatever is published meanwhile."""
    before = _alone.set(alone)
    try:
        yield
    finally:
        _alone.reset(before)


def forget() -> None:
    """Drop what is held, as a new function instance would start."""
    _holder.forget()


def incident(incident_id: str) -> Incident:
    """One incident, however old, whole; raises NotFound."""
    found = incidents.load([incident_id]).get(incident_id)
    if found is None:
        raise NotFound(
            marked("There is no incident {incident_id} on this page."), incident_id=incident_id
        )
    return found
