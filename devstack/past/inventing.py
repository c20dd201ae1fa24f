"""Inventing: an invented past is decided, added up and written down, as if it had been lived.

All is computed before anything is written. The sign of life comes last: a page without one was
never looked at, so that whatever was cut short before is done again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.domain.board import Change
from chalicelib.domain.checks import Check
from chalicelib.domain.definition import Definition
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.page import TICK
from chalicelib.domain.results import Result
from chalicelib.domain.shards import roster_of, rosters, shards
from chalicelib.domain.timeline import Stretch
from chalicelib.services import applying, publishing, recording
from chalicelib.services.addresses import public_url
from chalicelib.storage import (
    changes,
    incidents,
    maintenances,
    messages,
    outbox,
    samples,
    snapshots,
    states,
)
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import Row
from devstack.past import notices
from devstack.past.beliefs import Beliefs, believed
from devstack.past.figures import Figures
from devstack.past.keeping import keep
from devstack.past.looks import Looks
from devstack.past.plot import Plot, plotted

T = TypeVar("T")

# So long after the tick that believed it, the first news of an incident went out.
_SENT_AFTER = timedelta(seconds=4)
_TOLD_FOR = timedelta(days=365)  # how fast news went out before is asked by nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """What was invented. `gaps` are the stretches in which nothing looked."""

    begun_at: datetime
    last_tick: datetime
    gaps: tuple[Stretch, ...]
    beliefs: Beliefs
    maintenances: tuple[Maintenance, ...]
    message: Message


def invent(
    definition: Definition, span: timedelta, now: datetime, *, trouble: bool = False
) -> Invented | None:
    """Put the definition in force as of that long ago, with all that has happened since.

    With `trouble` an outage, a slowness and a maintenance are under way at `now`. Answers with
    None, and writes nothing, when the page has been looked at before, or has nothing to look at.
    """
    if snapshots.shards() or not definition.checks:
        return None
    plot = plotted(definition, span, now, trouble=trouble)
    looks = Looks(definition, plot)
    beliefs = believed(definition, plot, looks, public_url(definition.page))
    planned = notices.maintenances(definition, plot)
    invented = Invented(
        begun_at=plot.begun_at,
        last_tick=plot.last_tick,
        gaps=plot.gaps,
        beliefs=beliefs,
        maintenances=planned,
        message=notices.message(definition, plot),
    )
    applying.apply(applying.plan(definition), plot.begun_at)
    # Transactions first: embedded AWS copies the whole table for each row of one.
    _hand_over(beliefs, now)
    _believe(beliefs)
    _tell(invented)
    figures = Figures(definition, plot, looks, beliefs, planned)
    horizon = keep(figures, plot.begun_at, now, definition.page.time_zone)
    _look(definition, looks, plot, horizon)
    for shard, roster in enumerate(rosters(definition)):
        snapshots.beat(shard, tick=plot.last_tick, roster=roster.digest, at=now)
    if not recording.run(now):
        publishing.publish(now)
    return invented


def _hand_over(beliefs: Beliefs, now: datetime) -> None:
    """The news that went out: what the record says of how fast customers were told."""
    for news in beliefs.news:
        if news.at > now - _TOLD_FOR:
            outbox.row_of(news).save()
            outbox.done(news, min(now, news.at + _SENT_AFTER))


def _believe(beliefs: Beliefs) -> None:
    """The board at the end. What is on it already, after an attempt before this, stays."""
    board, found = beliefs.board, states.load()
    states.commit(
        found,
        Change(
            checks=tuple(_new(board.checks, found.checks)),
            components=tuple(_new(board.components, found.components)),
            episodes=board.episodes,
        ),
    )


def _tell(invented: Invented) -> None:
    _write(changes.row_of(each) for each in invented.beliefs.changes)
    _write(
        row
        for incident in invented.beliefs.incidents
        for row in incidents.rows_of(incident, told_before=0)
    )
    _write(row for each in invented.maintenances for row in maintenances.rows_of(each))
    messages.save(invented.message)


def _look(definition: Definition, looks: Looks, plot: Plot, horizon: datetime) -> None:
    """Results one by one, from where they are not added up yet."""
    kept_for = definition.page.keep_results
    for number, checks in enumerate(shards(definition)):
        roster = roster_of(checks)
        for tick in _ticks(max(horizon, plot.begun_at), plot.last_tick):
            if not looks.is_missed(tick):
                samples.record(number, tick, _results(checks, looks, tick), roster, kept_for)


def _results(checks: tuple[Check, ...], looks: Looks, tick: datetime) -> list[Result]:
    return [looks.result(check, tick) for check in checks]


def _new(after: Mapping[str, T], before: Mapping[str, T]) -> Iterator[T]:
    return (state for key, state in after.items() if state != before.get(key))


@table_errors()
def _write(rows: Iterable[Row]) -> None:
    with Row.batch_write() as batch:
        for row in rows:
            batch.save(row)


def _ticks(first: datetime, last: datetime) -> Iterator[datetime]:
    return (first + n * TICK for n in range((last - first) // TICK + 1))
