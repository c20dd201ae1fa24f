"""The record: what is known of all the time before now, added up.

Closed hours are rolled up into days, days into the Record that the page is published with. A
day is closed as it was: should the page move to another time zone, the days before keep their
bounds, and the new zone's first day begins where the last one ended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.components import ComponentState
from chalicelib.domain.day_text import read_days, write_days
from chalicelib.domain.days import DAY, HOUR, day_of, day_start, stretch_of
from chalicelib.domain.histogram import EMPTY, Histogram, merged
from chalicelib.domain.timeline import Stretch, united
from chalicelib.domain.uptime import NOTHING, Tally, total

KEPT_DAYS = 364  # with today they are twelve months
SHOWN_DAYS = 90
SPARK_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """One component in one stretch: seconds by status, and how fast it answered."""

    start: datetime
    end: datetime
    tally: Tally
    latency: Histogram = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRollup:
    """A closed day of one component, with the date that it had there and then."""

    day: date
    whole: Rollup


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the whole page, by component id. `outages` are stretches with any outage."""

    start: datetime
    end: datetime
    rollups: Mapping[str, Rollup]
    outages: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRecord:
    """`days` are the closed ones, packed, oldest first; the last is the one before the Record's.

    `today` adds up what is rolled up of the day under way. `latency_ms` is the median of each of
    the last hours, oldest first, None where nothing was measured.
    """

    days: str = ""
    today: Tally = NOTHING
    latency_ms: tuple[float | None, ...] = ()

    @property
    def closed_days(self) -> tuple[Tally, ...]:
        return read_days(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How fast the news of incidents went out: the median of so many in the last twelve months."""

    median: timedelta
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All before `horizon`, by component id. `day` is the date under way, from `day_start` on.

    `outages` are the stretches of the last twelve months in which any component had a partial or
    major outage, united; `begun_at` is when the record begins. `told` is None before the first
    news.
    """

    begun_at: datetime
    horizon: datetime
    day: date
    day_start: datetime
    components: Mapping[str, ComponentRecord] = field(default_factory=dict)
    outages: tuple[Stretch, ...] = ()
    told: Telling | None = None


def day_of_hours(day: date, hours: Sequence[Rollup]) -> DayRollup:
    """The day that a component's hours make; there is at least one."""
    whole = Rollup(
        start=hours[0].start,
        end=hours[-1].end,
        tally=total(hour.tally for hour in hours),
        latency=merged(hour.latency for hour in hours),
    )
    return DayRollup(day=day, whole=whole)


def begun(at: datetime, zone: str) -> Record:
    """The record of a page that was first looked at then: nothing is rolled up yet."""
    day = day_of(at, zone)
    start = day_start(day, zone)
    start += (at - start) // HOUR * HOUR
    return Record(begun_at=at, horizon=start, day=day, day_start=start)


def begun_with(components: Mapping[str, ComponentState], zone: str) -> Record | None:
    """The record that begins with the first look at any of them; None before it."""
    first = min((state.created_at for state in components.values()), default=None)
    return begun(first, zone) if first else None


def next_hour(record: Record, zone: str) -> Stretch | None:
    """What is to be rolled up next; None when the day is over and is to be closed first."""
    end = min(record.horizon + HOUR, _day_end(record, zone))
    return Stretch(record.horizon, end) if record.horizon < end else None


def with_hour(record: Record, hour: Hour) -> Record:
    """The record after the next hour of its day."""
    ids = sorted({*record.components, *hour.rollups})
    return replace(
        record,
        horizon=hour.end,
        components={each: _with_hour(record, each, hour.rollups.get(each)) for each in ids},
        outages=united((*record.outages, *hour.outages)),
    )


def closed(record: Record, zone: str) -> Record:
    """The record when its day is over, and the next begins at its horizon.

    A date that the zone left out whole, or jumped over, is a day of no length.
    """
    oldest = record.horizon - timedelta(days=KEPT_DAYS + 1)
    next_day = max(record.day + DAY, day_of(record.horizon, zone))
    skipped = (next_day - record.day).days - 1
    return replace(
        record,
        day=next_day,
        day_start=record.horizon,
        components={key: _closed(each, skipped) for key, each in record.components.items()},
        outages=tuple(each for each in record.outages if each.end > oldest),
    )


def only(record: Record, component_ids: Iterable[str]) -> Record:
    """The record of these components alone: those that left the page keep theirs elsewhere."""
    kept = {key: record.components[key] for key in component_ids if key in record.components}
    return replace(record, components=kept)


def _with_hour(record: Record, component_id: str, rollup: Rollup | None) -> ComponentRecord:
    before = record.components.get(component_id, ComponentRecord())
    median = rollup.latency.percentile(50) if rollup else None
    return replace(
        before,
        today=before.today + rollup.tally if rollup else before.today,
        latency_ms=(*before.latency_ms, _rounded(median))[-SPARK_HOURS:],
    )


def _day_end(record: Record, zone: str) -> datetime:
    """When the day under way ends, by the zone of now; never before what is rolled up of it."""
    return max(stretch_of(record.day, zone).end, record.horizon)


def _closed(component: ComponentRecord, skipped: int) -> ComponentRecord:
    days = (*component.closed_days, component.today, *(NOTHING,) * skipped)[-KEPT_DAYS:]
    return replace(component, days=write_days(days), today=NOTHING)


def _rounded(latency_ms: float | None) -> float | None:
    return None if latency_ms is None else round(latency_ms, 1)
