"""Response times of one component as charts: 24 hours, 7, 30 and 90 days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.days import DAY, HOUR, day_start
from chalicelib.domain.histogram import Histogram, merged
from chalicelib.domain.record import DayRollup, Rollup
from chalicelib.services.history import ComponentHistory
from chalicelib.web.pages.charts import Lines, lines
from chalicelib.web.pages.component_rows import latency
from chalicelib.words import Tongue

_DATED = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One stretch: when it began, in words, and its figures in words; "" without any."""

    at: str
    median: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesChart:
    """`key` is short and fit for an id. `marks` are the words below the chart, evenly spaced."""

    key: str
    name: str
    label: str
    drawn: Lines | None
    scale: tuple[str, str]
    marks: tuple[str, str, str]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Bin:
    start: datetime
    latency: Histogram


def charts(
    known: ComponentHistory, now: datetime, zone: str, tongue: Tongue
) -> tuple[TimesChart, ...]:
    """The four of them; what is still under way is in none."""

    def clock(at: datetime) -> str:
        return tongue.clock_time(at, zone)

    def day(at: datetime) -> str:
        return tongue.short_date(at.astimezone(ZoneInfo(zone)).date())

    def both(at: datetime) -> str:
        return tongue.say("{day}, {time}", day=day(at), time=clock(at))

    hour = now.replace(minute=0, second=0, microsecond=0)
    by_hours = (
        ("24h", tongue.say_n("{n} hour", "{n} hours", 24), 24, HOUR, clock, clock),
        ("7d", tongue.say_n("{n} day", "{n} days", 7), 42, 4 * HOUR, day, both),
        ("30d", tongue.say_n("{n} day", "{n} days", 30), 60, 12 * HOUR, day, both),
    )
    made = [
        _chart(key, name, _bins(known.hours, hour, count, step), (mark, row), tongue)
        for key, name, count, step, mark, row in by_hours
    ]
    name = tongue.say_n("{n} day", "{n} days", _DATED)
    return (*made, _chart("90d", name, _days(known.days, now, zone), (day, day), tongue))


def _bins(hours: Iterable[Rollup], end: datetime, count: int, step: timedelta) -> list[_Bin]:
    """So many stretches of one length up to `end`."""
    start = end - count * step
    held: list[list[Histogram]] = [[] for _ in range(count)]
    for hour in hours:
        if start <= hour.start < end:
            held[(hour.start - start) // step].append(hour.latency)
    return [_Bin(start + number * step, merged(each)) for number, each in enumerate(held)]


def _days(days: Iterable[DayRollup], now: datetime, zone: str) -> list[_Bin]:
    known = {each.day: each.whole.latency for each in days}
    today = now.astimezone(ZoneInfo(zone)).date()
    dated = [today - back * DAY for back in range(_DATED, 0, -1)]
    return [_Bin(day_start(each, zone), known.get(each, Histogram())) for each in dated]


def _chart(
    key: str,
    name: str,
    bins: Sequence[_Bin],
    written: tuple[Callable[[datetime], str], Callable[[datetime], str]],
    tongue: Tongue,
) -> TimesChart:
    """`written` writes a time below the chart, and in its table."""
    mark, row = written
    drawn = lines([_figures(each.latency) for each in bins])
    top = drawn.top if drawn else 0.0
    return TimesChart(
        key=key,
        name=name,
        label=_label(name, merged(each.latency for each in bins), tongue),
        drawn=drawn,
        scale=(latency(top, tongue), latency(top / 2, tongue)),
        marks=(mark(bins[0].start), mark(bins[len(bins) // 2].start), mark(bins[-1].start)),
        points=tuple(_point(row(each.start), each.latency, tongue) for each in reversed(bins)),
    )


def _figures(measured: Histogram) -> tuple[float, float] | None:
    median, high = measured.percentile(50), measured.percentile(95)
    return None if median is None or high is None else (median, high)


def _point(at: str, measured: Histogram, tongue: Tongue) -> Point:
    figures = _figures(measured)
    if figures is None:
        return Point(at=at, median="", high="")
    median, high = (latency(figure, tongue) for figure in figures)
    return Point(at=at, median=median, high=high)


def _label(name: str, measured: Histogram, tongue: Tongue) -> str:
    figures = _figures(measured)
    if figures is None:
        return tongue.say("Response time, {span}: nothing was measured", span=name)
    median, high = (latency(figure, tongue) for figure in figures)
    return tongue.say(
        "Response time, {span}: half of the answers within {median}, 95 of 100 within {high}",
        span=name,
        median=median,
        high=high,
    )
