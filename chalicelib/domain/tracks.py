"""The record up to now: what is rolled up, and what has happened since, day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.day_text import sum_of_days
from chalicelib.domain.days import DAY, dates, day_of, stretch_of
from chalicelib.domain.hourly import OUTAGES, Past, line_of, outages
from chalicelib.domain.page import TICK
from chalicelib.domain.planned import planned
from chalicelib.domain.record import KEPT_DAYS, SHOWN_DAYS, ComponentRecord, Record
from chalicelib.domain.snapshot import ComponentView, View, is_quiet
from chalicelib.domain.timeline import (
    Span,
    Stretch,
    between,
    by_component,
    clipped,
    tally,
    united,
)
from chalicelib.domain.uptime import Tally, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One component's record. `days` are at most twelve months, oldest first, up to `last_day`.

    `year` is all of them in one.

    `latency_ms` is the median of each of the last hours, oldest first.
    """

    last_day: date
    days: tuple[Tally, ...]
    year: Tally
    latency_ms: tuple[float | None, ...]

    @property
    def dated(self) -> tuple[tuple[date, Tally], ...]:
        """The days with their dates."""
        return _dated(self.days, self.last_day)

    @property
    def shown_days(self) -> tuple[tuple[date, Tally], ...]:
        """The last 90 days with their dates, today included; fewer when there are not so many."""
        return _dated(self.days[-SHOWN_DAYS:], self.last_day)

    @property
    def shown(self) -> Tally:
        """The last 90 days in one."""
        return total(self.days[-SHOWN_DAYS:])


def _dated(days: Sequence[Tally], last_day: date) -> tuple[tuple[date, Tally], ...]:
    first = last_day - (len(days) - 1) * DAY
    return tuple(zip(dates(first, last_day), days, strict=True))


def tracks(view: View) -> Mapping[str, Track]:
    """By id, the components that are looked at and have been."""
    record = view.snapshot.record
    if record is None:
        return {}
    return {key: _track(view, record, key, line) for key, line in _lines(view, record).items()}


def outages_of(view: View) -> tuple[Stretch, ...]:
    """The stretches of the last twelve months in which any component had an outage, up to now."""
    record = view.snapshot.record
    if record is None:
        return ()
    lines = _lines(view, record).values()
    return united((*record.outages, *(each for line in lines for each in outages(line))))


def is_down(view: View) -> bool:
    """Whether any component has an outage that counts: one within its maintenance doesn't."""
    record, past = view.snapshot.record, past_of(view)
    lines = (_live(view, record, shown, past) for shown in looked_at(view)) if record else ()
    return any(line and line[-1].status in OUTAGES for line in lines)


def looked_at(view: View) -> tuple[ComponentView, ...]:
    """The components that are checked, and have been looked at at least once."""
    looked = view.pulse.ticks
    return tuple(each for each in view.snapshot.components if each.shard in looked)


def past_of(view: View) -> Past:
    """What has happened since the last roll-up, as the snapshot has it."""
    shown = view.snapshot.components
    return Past(
        since={each.component.id: each.created_at for each in shown},
        statuses={each.component.id: each.believed or each.status for each in shown},
        changes=by_component(view.snapshot.changes),
        maintenance=planned(view.snapshot.maintenances),
    )


def _track(view: View, record: Record, component_id: str, line: tuple[Span, ...]) -> Track:
    zone = view.snapshot.page.time_zone
    known = record.components.get(component_id, ComponentRecord())
    last_day = max(record.day, day_of(view.at, zone))
    today, *later = (_part_of(day, line, record, zone) for day in dates(record.day, last_day))
    under_way = (known.today + today, *later)
    days = (*known.closed_days, *under_way)
    # As a rule nothing is dropped, and the closed days have been added up before.
    is_whole = len(days) <= KEPT_DAYS + 1
    kept = days[-(KEPT_DAYS + 1) :]
    return Track(
        last_day=last_day,
        days=kept,
        year=sum_of_days(known.days) + total(under_way) if is_whole else total(kept),
        latency_ms=known.latency_ms,
    )


def _lines(view: View, record: Record) -> Mapping[str, tuple[Span, ...]]:
    """By component id, how it was since the roll-up. Those that stayed as they are share theirs."""
    past = past_of(view)
    lines: dict[str, tuple[Span, ...]] = {}
    shared: dict[object, tuple[Span, ...]] = {}
    for shown in looked_at(view):
        key = shown.component.id
        if key in past.changes or key in past.maintenance:
            lines[key] = _live(view, record, shown, past)
            continue
        like = (shown.shard, shown.status, max(shown.created_at, record.horizon))
        if like not in shared:
            shared[like] = _live(view, record, shown, past)
        lines[key] = shared[like]
    return lines


def _live(view: View, record: Record, shown: ComponentView, past: Past) -> tuple[Span, ...]:
    """How it was since the roll-up. The last look speaks for its minute, and no further.

    Once the shard has gone quiet, the time after its last look is no data, up to now.
    """
    assert shown.shard is not None  # what is looked at has a shard
    looked_until = view.pulse.ticks[shown.shard] + TICK
    is_gone = is_quiet(view.checked_at[shown.component.id], view.at)
    end = max(looked_until, view.at.replace(second=0, microsecond=0)) if is_gone else looked_until
    stretch = Stretch(record.horizon, end)
    gaps = (*view.pulse.gaps.get(shown.shard, ()), Stretch(looked_until, end))
    return line_of(stretch, shown.component.id, past, clipped(gaps, stretch.start, end))


def _part_of(day: date, line: tuple[Span, ...], record: Record, zone: str) -> Tally:
    """What of the line counts for the day; the record's own lasts to the end of its date."""
    bounds = stretch_of(day, zone)
    start = record.horizon if day == record.day else max(bounds.start, record.horizon)
    return tally(between(line, start, max(start, bounds.end)))
