"""Reading the record: what the checks saw, beyond what the page itself carries.

Each reading is a bounded number of items, whatever the number of checks that were made: a few a
component and month, the hours of one day, and the last results.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.days import DAY, day_start
from chalicelib.domain.record import KEPT_DAYS, DayRollup, Rollup
from chalicelib.domain.shards import Post
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.domain.tracks import Track, tracks
from chalicelib.domain.watched import Evidence
from chalicelib.storage import rollups, samples

CHARTED_DAYS = 30  # of hours
EVIDENCE_TICKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentHistory:
    """`evidence` is newest first; `hours` (of at most 30 days) and `days` are oldest first.

    What is still under way is in neither: hours are closed a quarter of an hour after their end,
    days at their own.
    """

    evidence: tuple[Evidence, ...]
    hours: tuple[Rollup, ...]
    days: tuple[DayRollup, ...]


def component(shown: ComponentView, view: View) -> ComponentHistory:
    """What is on record of one component of the page."""
    record = view.snapshot.record
    if record is None or shown.shard is None:
        return ComponentHistory(evidence=(), hours=(), days=())
    component_id, today = shown.component.id, record.day
    first = today - CHARTED_DAYS * DAY
    since_midnight = rollups.latest_hours(component_id, today, record.day_start, record.horizon)
    earlier = rollups.hours(component_id, first, today - DAY)
    start = day_start(first, view.snapshot.page.time_zone)
    days = rollups.days([component_id], today - KEPT_DAYS * DAY, today)
    # What was put away since the page was published is no part of it yet.
    closed = (hour for hour in earlier if hour.end <= record.day_start)
    hours = (*closed, *since_midnight)
    return ComponentHistory(
        evidence=tuple(_evidence(shown, view)),
        hours=tuple(hour for hour in hours if hour.start >= start),
        days=tuple(each for each in days.get(component_id, ()) if each.day < today),
    )


def days(
    component_ids: Iterable[str], first: date, last: date, view: View
) -> Mapping[str, tuple[DayRollup, ...]]:
    """The days from the first to the last, of each component that has any, oldest first.

    Days of before twelve months ago come from the record alone; of those that the page carries,
    the one under way is among them, up to now. Latencies are those of closed days.
    """
    ids = list(component_ids)
    under_way = tracks(view)
    closed = _closed(rollups.days(ids, first, last), under_way, view)
    return {
        each: (*closed.get(each, ()), *_under_way(under_way[each], first, last, view))
        if each in under_way
        else closed.get(each, ())
        for each in ids
        if each in closed or each in under_way
    }


def looks(shard: int, view: View) -> Iterator[tuple[Post, Evidence]]:
    """What the checks of a shard saw in its last ticks, newest first, and whose check it was."""
    tick = view.pulse.ticks.get(shard)
    if tick is None:
        return
    kept_for = view.snapshot.page.keep_results
    for sample in samples.latest(shard, tick, EVIDENCE_TICKS, now=view.at, kept_for=kept_for):
        for post, result in zip(sample.roster.posts, sample.results, strict=True):
            yield post, Evidence(tick=sample.tick, check_name=post.name, result=result)


def _closed(
    days: Mapping[str, tuple[DayRollup, ...]], under_way: Mapping[str, Track], view: View
) -> Mapping[str, tuple[DayRollup, ...]]:
    """Without those that the page still has under way: it may be older than the last roll-up."""
    record = view.snapshot.record
    return {
        each: tuple(d for d in found if each not in under_way or not record or d.day < record.day)
        for each, found in days.items()
    }


def _under_way(track: Track, first: date, last: date, view: View) -> Iterator[DayRollup]:
    """The days that aren't closed yet: as a rule today, and yesterday shortly after midnight."""
    record = view.snapshot.record
    assert record  # without one there are no tracks
    zone = view.snapshot.page.time_zone
    for day, tally in track.dated:
        if day >= record.day and first <= day <= last:
            start = record.day_start if day == record.day else day_start(day, zone)
            end = start + timedelta(seconds=tally.total_s)
            yield DayRollup(day=day, whole=Rollup(start=start, end=end, tally=tally))


def _evidence(shown: ComponentView, view: View) -> Iterator[Evidence]:
    assert shown.shard is not None
    for post, seen in looks(shown.shard, view):
        if post.component_id == shown.component.id:
            yield seen
