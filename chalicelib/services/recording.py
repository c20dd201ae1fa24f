"""Recording: what has happened is rolled up, hour by hour and day by day, and kept for ever.

Each step is made of what was written before it, and may be done again: hours of results and
changes, days of hours, the Record of both. The Record's horizon says how far it has come, so that
a run that was late, missed or cut short is made up for by the next.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from chalicelib.domain.board import Board
from chalicelib.domain.days import HOUR
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import LostRace
from chalicelib.domain.hourly import Past, Seen, rolled_up
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.planned import planned
from chalicelib.domain.record import (
    Record,
    Telling,
    begun_with,
    closed,
    next_hour,
    with_hour,
)
from chalicelib.domain.results import Verdict
from chalicelib.domain.timeline import DATED_BACK_AT_MOST, Stretch, by_component
from chalicelib.observability import logger
from chalicelib.services import publishing
from chalicelib.storage import (
    changes,
    definitions,
    maintenances,
    outbox,
    rollups,
    rosters,
    samples,
    snapshots,
    states,
)

# By then nothing is dated back into the hour any more, and its last tick has ended.
SETTLED_AFTER = DATED_BACK_AT_MOST + timedelta(minutes=5)
# What one run makes up for, so that it ends well within its function's time.
_HOURS_A_RUN = 24 * 7
# Maintenances run late, and what the page shows of them reaches back by number, not by time.
_LONG_BEFORE = timedelta(days=62)
_YEAR = timedelta(days=365)
_ANSWERED = (Verdict.UP, Verdict.SLOW)


def run(now: datetime) -> int:
    """Roll up the hours that have settled, and publish; answers with how many whole ones.

    When somebody else rolls up at the same moment, theirs stands.
    """
    definition = definitions.in_force()
    if definition is None:
        return 0
    rosters.ensure(definition)
    record, version = rollups.load()
    board = states.load()
    record = record or begun_with(board.components, definition.page.time_zone)
    if record is None:
        return 0
    saved = record
    try:
        for after in _caught_up(record, definition, board, now):
            rollups.save(after, expected_version=version)
            saved, version = after, version + 1
    except LostRace:
        logger.warning("somebody else rolls up the same hours", horizon=saved.horizon.isoformat())
    if saved is record:
        return 0
    hours = (saved.horizon - record.horizon) // HOUR
    publishing.publish(now)
    logger.info("rolled up", hours=hours, horizon=saved.horizon.isoformat())
    return hours


def _caught_up(
    record: Record, definition: Definition, board: Board, now: datetime
) -> Iterator[Record]:
    """The record to save, after each day that was closed and at the end.

    So a run that has much to make up for leaves something to the next, wherever it breaks off.
    """
    zone = definition.page.time_zone
    past, told = _past(record, board, now), _telling(now)
    shards = snapshots.shards()
    saved, left = record, _HOURS_A_RUN
    while left:
        hour = next_hour(record, zone)
        if hour is None:
            of_day = rollups.hours_of_day(record.day, record.day_start, record.horizon)
            rollups.put_away(record.day, of_day)
            saved = record = replace(closed(record, zone), told=told)
            yield record
            continue
        if hour.end + SETTLED_AFTER > now:
            break
        seen = _seen(definition, _samples(shards, hour))
        rolled = rolled_up(hour, past, seen)
        rollups.save_hour(record.day, rolled, now=now)
        record = with_hour(record, rolled)
        left -= 1
    if record is not saved:
        yield replace(record, told=told)


def _past(record: Record, board: Board, now: datetime) -> Past:
    return Past(
        since={key: state.created_at for key, state in board.components.items()},
        statuses={key: state.status for key, state in board.components.items()},
        changes=by_component(changes.since(record.horizon, now)),
        maintenance=planned(_maintenances(record.horizon, now)),
    )


def _maintenances(horizon: datetime, now: datetime) -> Iterable[Maintenance]:
    """Those that the page goes by, and those of the time that is made up for.

    Work may begin before its window and end long after it, so both are read by when it was to
    begin, and how it really ran is seen then.
    """
    of_then = maintenances.between(horizon - _LONG_BEFORE, now)
    return {each.id: each for each in (*of_then, *maintenances.recent(now))}.values()


def _samples(shards: Iterable[int], hour: Stretch) -> list[samples.Sample]:
    return [each for shard in shards for each in samples.between(shard, hour.start, hour.end)]


def _seen(definition: Definition, found: Iterable[samples.Sample]) -> Mapping[str, Seen]:
    """By component: those that are checked now, and those that were within the hour.

    A failed exchange has no latency: how long it took to fail says nothing of how fast it is.
    """
    ticks: dict[str, set[datetime]] = {check.component_id: set() for check in definition.checks}
    latencies: dict[str, list[float]] = {}
    for sample in found:
        for post, result in zip(sample.roster.posts, sample.results, strict=True):
            ticks.setdefault(post.component_id, set()).add(sample.tick)
            if result.verdict in _ANSWERED:
                latencies.setdefault(post.component_id, []).append(result.phases.total_ms)
    return {
        each: Seen(ticks=frozenset(ticks[each]), latencies_ms=tuple(latencies.get(each, ())))
        for each in ticks
    }


def _telling(now: datetime) -> Telling | None:
    """How long after the first failing look the first news of an incident was handed over."""
    took = outbox.first_sent_after(now - _YEAR, now).values()
    if not took:
        return None
    middle = median(each.total_seconds() for each in took)
    return Telling(median=timedelta(seconds=middle), count=len(took))
