"""Keeping: the figures of an invented past, written down month by month.

The last two days go the way of every day: hour by hour, closed when they are over. Those before go
into the same rows and the same Record at once, a row of a month only once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from chalicelib.domain.day_text import write_days
from chalicelib.domain.days import DAY, HOUR, dates, day_of, day_start, month_start, stretch_of
from chalicelib.domain.record import (
    KEPT_DAYS,
    ComponentRecord,
    Hour,
    Record,
    Rollup,
    begun,
    closed,
    next_hour,
    with_hour,
)
from chalicelib.domain.timeline import Stretch, united
from chalicelib.domain.uptime import Tally, total
from chalicelib.services.recording import SETTLED_AFTER
from chalicelib.storage import rollups
from devstack.past.figures import Figures


def keep(figures: Figures, begun_at: datetime, now: datetime, zone: str) -> datetime:
    """Write it all down, up to the horizon that it answers with.

    One settled hour is left over, so that the next roll-up has something to begin with.
    """
    record = begun(begun_at, zone)
    yesterday = day_of(now, zone) - DAY
    if record.day < yesterday:
        record = _long_ago(figures, record, yesterday, zone)
    record = _of_late(figures, record, now, zone)
    rollups.save(record, expected_version=rollups.load()[1])
    return record.horizon


def _of_late(figures: Figures, record: Record, now: datetime, zone: str) -> Record:
    while (hour := next_hour(record, zone)) is None or hour.end + SETTLED_AFTER + HOUR <= now:
        if hour is None:
            of_day = rollups.hours_of_day(record.day, record.day_start, record.horizon)
            rollups.put_away(record.day, of_day)
            record = closed(record, zone)
            continue
        (rolled,) = figures.of(hour)
        rollups.save_hour(record.day, rolled, now=now)
        record = with_hour(record, rolled)
    return record


@dataclass(slots=True)
class _Sums:
    """What the Record keeps of days long ago: their tallies, by component id, and all outages."""

    days: dict[str, list[Tally]] = field(default_factory=dict)
    outages: list[Stretch] = field(default_factory=list)

    def add(self, component_ids: Sequence[str], hours: Sequence[Hour]) -> None:
        """One more day."""
        for each in component_ids:
            rollups_of_day = (hour.rollups[each] for hour in hours if each in hour.rollups)
            tally = total(rollup.tally for rollup in rollups_of_day)
            self.days.setdefault(each, []).append(tally)
        self.outages += (outage for hour in hours for outage in hour.outages)


def _long_ago(figures: Figures, record: Record, until: date, zone: str) -> Record:
    """Put away each day before `until`; answers with the Record as that day begins."""
    horizon = day_start(until, zone)
    kept_from = until - KEPT_DAYS * DAY
    sums = _Sums()
    for _, month in groupby(dates(record.day, until - DAY), key=month_start):
        put_away = {}
        for day in month:
            bounds = stretch_of(day, zone)
            hours = figures.of(Stretch(max(record.horizon, bounds.start), bounds.end))
            if hours:  # a date that the zone left out has none
                put_away[day] = _by_component(hours)
            if day >= kept_from - DAY:
                sums.add(figures.watched, hours)
        rollups.put_away_days(put_away)
    oldest = horizon - (KEPT_DAYS + 1) * DAY
    return Record(
        begun_at=record.begun_at,
        horizon=horizon,
        day=until,
        day_start=horizon,
        components={
            each: ComponentRecord(days=write_days(days[-KEPT_DAYS:]))
            for each, days in sums.days.items()
        },
        outages=tuple(each for each in united(sums.outages) if each.end > oldest),
    )


def _by_component(hours: Sequence[Hour]) -> dict[str, tuple[Rollup, ...]]:
    found: dict[str, list[Rollup]] = {}
    for hour in hours:
        for component_id, rollup in hour.rollups.items():
            found.setdefault(component_id, []).append(rollup)
    return {component_id: tuple(of_day) for component_id, of_day in found.items()}
