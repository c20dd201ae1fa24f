"""One component as a row: its state, its ninety days, and how fast it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.day_text import write_days
from chalicelib.domain.days import HOUR
from chalicelib.domain.record import SHOWN_DAYS
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.domain.tracks import Track
from chalicelib.domain.uptime import COVERAGE_SAID_BELOW, Tally, percent, total
from chalicelib.web.pages import bars
from chalicelib.web.pages.charts import Spark, spark
from chalicelib.words import Tongue

_QUIET = severity(ComponentStatus.UNDER_MAINTENANCE)
_SECOND_MS = 1000
# Hours are closed a quarter of an hour after their end: the newest is over for less than this.
_FRESH = 2 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars of days: `paths` by class, `label` in words, `data` for the script (see day_text)."""

    paths: Mapping[str, str]
    width: int
    label: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """`note` says why there is no clear state, with `noted_at` as its time, if there is one."""

    id: str
    name: str
    description: str | None
    status: ComponentStatus
    note: str
    noted_at: datetime | None
    chart: Chart | None
    figure: str
    spark: Spark | None
    latency: str


def row(view: View, shown: ComponentView, track: Track | None, tongue: Tongue) -> ComponentRow:
    """The component as the page shows it; without a track it has neither bars nor figures."""
    component = shown.component
    days = [tally for _, tally in track.shown_days] if track else []
    line = spark(track.latency_ms) if track else None
    said = figure(days, tongue) if track else ""
    note, noted_at = _note(view, shown, tongue)
    return ComponentRow(
        id=component.id,
        name=component.name,
        description=component.description,
        status=view.statuses[component.id],
        note=note,
        noted_at=noted_at,
        chart=_chart(_ninety(days), component.name, said, tongue) if track else None,
        figure=said,
        spark=line,
        latency=_latency(view, line, tongue),
    )


def _ninety(days: Sequence[Tally]) -> Sequence[Tally]:
    """A young component has as many bars as an old one: those before its time stand empty."""
    return [*[Tally()] * (SHOWN_DAYS - len(days)), *days]


def _latency(view: View, line: Spark | None, tongue: Tongue) -> str:
    """That of the last hour; "" when it is unknown: an older one says nothing of now."""
    record = view.snapshot.record
    if line is None or line.newest_ms is None or not record or view.at - record.horizon > _FRESH:
        return ""
    return latency(line.newest_ms, tongue)


def _chart(days: Sequence[Tally], name: str, said: str, tongue: Tongue) -> Chart:
    """The days as bars, with the same in words; `said` is their figure."""
    return Chart(
        paths=bars.paths(days),
        width=bars.width(len(days)),
        label=_label(days, name, said, tongue),
        data=write_days(days),
    )


def figure(days: Sequence[Tally], tongue: Tongue) -> str:
    """Such as: 99.98% in 90 days; with the coverage when too much of the time wasn't seen."""
    whole = total(days)
    uptime, coverage = percent(whole.uptime), percent(whole.coverage)
    if uptime is None:
        return tongue.say("No data yet")
    counted = sum(1 for day in days if day.total_s)
    said = tongue.say_n(
        "{percent} in {n} day", "{percent} in {n} days", counted, percent=tongue.percent(uptime)
    )
    if whole.coverage is None or coverage is None or whole.coverage >= COVERAGE_SAID_BELOW:
        return said
    return tongue.say(
        "{figure}; seen {percent} of the time", figure=said, percent=tongue.percent(coverage)
    )


def latency(value_ms: float, tongue: Tongue) -> str:
    """Such as: 84 ms; 2.4 s."""
    if round(value_ms) < _SECOND_MS:
        return tongue.say("{number} ms", number=tongue.number(round(value_ms)))
    return tongue.say("{number} s", number=tongue.number(value_ms / _SECOND_MS, 1))


def _label(days: Sequence[Tally], name: str, said: str, tongue: Tongue) -> str:
    bad = sum(len(list(alike)) for day, alike in groupby(days) if severity(day.worst) > _QUIET)
    trouble = tongue.say_n("{n} day with problems", "{n} days with problems", bad)
    return tongue.say(
        "{name}: {figure}, {trouble}",
        name=name,
        figure=said,
        trouble=trouble if bad else tongue.say("no day with problems"),
    )


def _note(view: View, shown: ComponentView, tongue: Tongue) -> tuple[str, datetime | None]:
    component_id = shown.component.id
    if shown.shard is None:
        return tongue.say("Not checked automatically"), None
    if view.statuses[component_id] is not ComponentStatus.NO_DATA:
        return "", None
    checked_at = view.checked_at.get(component_id)
    if checked_at is None or (view.blind_since and shown.status is ComponentStatus.NO_DATA):
        return tongue.say("Not looked at yet"), None
    if shown.status is ComponentStatus.NO_DATA:
        return tongue.say("Looked at, with no clear answer yet"), None
    return tongue.say("Last checked"), checked_at
