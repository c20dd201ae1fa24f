"""Rolling up one hour: what was believed and what was seen, to seconds and percentiles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.histogram import Histogram
from chalicelib.domain.page import TICK
from chalicelib.domain.record import Hour, Rollup
from chalicelib.domain.timeline import (
    Span,
    StatusChange,
    Stretch,
    clipped,
    spans,
    tally,
    united,
    within,
)

OUTAGES = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The ticks in which a component was looked at, and the latencies of what answered."""

    ticks: frozenset[datetime] = frozenset()
    latencies_ms: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the rolling-up of an hour goes by, all by component id.

    `since` is when a component was first looked at, `statuses` how it is now; `changes` are all
    from the hour's beginning on. `maintenance` has the stretches in which one was planned.
    """

    since: Mapping[str, datetime]
    statuses: Mapping[str, ComponentStatus]
    changes: Mapping[str, Sequence[StatusChange]]
    maintenance: Mapping[str, tuple[Stretch, ...]]


def rolled_up(hour: Stretch, past: Past, seen: Mapping[str, Seen]) -> Hour:
    """The hour of every component in `seen`; one that wasn't looked at once has no data in it."""
    # What one shard looks at was missed together.
    missed = {ticks: _missed(hour, ticks) for ticks in {each.ticks for each in seen.values()}}
    lines = {
        each: line_of(hour, each, past, missed[seen[each].ticks])
        for each in seen
        if each in past.since
    }
    return Hour(
        start=hour.start,
        end=hour.end,
        rollups={
            each: Rollup(
                start=hour.start,
                end=hour.end,
                tally=tally(line),
                latency=Histogram.of(seen[each].latencies_ms),
            )
            for each, line in lines.items()
            if line
        },
        outages=united(outages(span for line in lines.values() for span in line)),
    )


def line_of(
    stretch: Stretch, component_id: str, past: Past, gaps: Iterable[Stretch]
) -> tuple[Span, ...]:
    """How a component was, from when it was first looked at: gaps are no data.

    What was planned as maintenance is maintenance, whatever was seen in it.
    """
    start = max(stretch.start, past.since[component_id])
    line = spans(
        past.changes.get(component_id, ()),
        otherwise=past.statuses[component_id],
        start=start,
        end=stretch.end,
    )
    planned = past.maintenance.get(component_id, ())
    line = within(line, planned, ComponentStatus.UNDER_MAINTENANCE)
    return within(line, gaps, ComponentStatus.NO_DATA)


def outages(line: Iterable[Span]) -> tuple[Stretch, ...]:
    """The stretches of a partial or a major outage."""
    return tuple(Stretch(span.start, span.end) for span in line if span.status in OUTAGES)


def _missed(hour: Stretch, ticks: frozenset[datetime]) -> tuple[Stretch, ...]:
    missed = united(Stretch(tick, tick + TICK) for tick in _ticks(hour) if tick not in ticks)
    return clipped(missed, hour.start, hour.end)


def _ticks(hour: Stretch) -> Iterable[datetime]:
    tick = hour.start
    while tick < hour.end:
        yield tick
        tick += TICK
