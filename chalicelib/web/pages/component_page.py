"""One component: how it is, what the checks saw last, and how it was for twelve months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.days import month_start, months_back
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance, concerning
from chalicelib.domain.public_reason import public_reason
from chalicelib.domain.results import Phases, Result, Verdict
from chalicelib.domain.snapshot import View
from chalicelib.domain.tracks import Track, tracks
from chalicelib.domain.uptime import Tally, percent, total
from chalicelib.domain.watched import Evidence
from chalicelib.services import history, publishing
from chalicelib.web import render
from chalicelib.web.assets import LIVE
from chalicelib.web.languages import tongue_of
from chalicelib.web.pages.cards import page_card
from chalicelib.web.pages.component_rows import latency, row
from chalicelib.web.pages.month_grid import GRID_WIDTH, Grid, grid
from chalicelib.web.pages.months import record_month
from chalicelib.web.pages.response_times import charts
from chalicelib.web.programs.entries import shown_component
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached
from chalicelib.words import Tongue, marked

_MONTHS = 12
STATUS_OF_VERDICT = {
    Verdict.UP: ComponentStatus.OPERATIONAL,
    Verdict.SLOW: ComponentStatus.DEGRADED_PERFORMANCE,
    Verdict.DOWN: ComponentStatus.MAJOR_OUTAGE,
    Verdict.UNKNOWN: ComponentStatus.NO_DATA,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look of a check, in words; `check` is "" where it is known which one it is."""

    at: datetime
    check: str
    status: ComponentStatus
    verdict: str
    reason: str
    phases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayInWords:
    """What a bar shows; `figure` is the day's uptime."""

    day: date
    status: ComponentStatus
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfDays:
    """A calendar month as squares, with the same in words; `figure` is its uptime.

    `has_page` says that the month has a page of its own: the record had begun.
    """

    first: date
    has_page: bool
    grid: Grid
    figure: str
    label: str


def component(request: Request, component_id: str) -> Reply:
    """The page of one component; raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_component(view, component_id, request)))


def _component(view: View, component_id: str, request: Request) -> Reply:
    shown = shown_component(view, component_id)
    page, zone = view.snapshot.page, view.snapshot.page.time_zone
    tongue = tongue_of(request, page)
    track = tracks(view).get(component_id)
    known = history.component(shown, view)
    address = f"/components/{component_id}"
    return render.page(
        "component.html",
        page,
        request,
        scripts=LIVE,
        details=True,
        shows=view.statuses[component_id],
        url=view.snapshot.url,
        card=page_card(view, tongue, f"{request.below}{address}", shown.component.name),
        view=view,
        shown=shown,
        row=row(view, shown, track, tongue),
        last_day=track.last_day if track else None,
        looks=looks(known.evidence, tongue),
        days=_days(track, tongue) if track else (),
        charts=charts(known, view.at, zone, tongue) if track else (),
        months=_months(track, record_month(view), tongue) if track else (),
        grid_width=GRID_WIDTH,
        told=_told(view, component_id),
    )


def _told(view: View, component_id: str) -> list[tuple[datetime, Incident | Maintenance]]:
    """What was told of the component, with the time that it is known by, newest first."""
    snapshot = view.snapshot
    incidents = (i for i in snapshot.incidents if component_id in i.component_ids)
    planned = concerning(snapshot.maintenances, component_id)
    told: list[tuple[datetime, Incident | Maintenance]] = [
        *((each.started_at, each) for each in incidents),
        *((each.scheduled_for, each) for each in planned),
    ]
    return sorted(told, key=lambda pair: pair[0], reverse=True)


def looks(evidence: Sequence[Evidence], tongue: Tongue) -> list[Look]:
    """What checks saw, without the names of machines. They are named to tell them apart."""
    are_several = len({seen.check_name for seen in evidence}) > 1
    return [
        look(
            replace(seen.result, reason=public_reason(seen.result.reason)),
            seen.tick,
            seen.check_name if are_several else "",
            tongue,
        )
        for seen in evidence
    ]


def look(result: Result, at: datetime, check: str, tongue: Tongue) -> Look:
    """The result of that time in words, with its reason as it is."""
    return Look(
        at=at,
        check=check,
        status=STATUS_OF_VERDICT[result.verdict],
        verdict=verdict_words(result.verdict, tongue),
        reason=result.reason,
        phases=_phases(result.phases, tongue),
    )


def verdict_words(verdict: Verdict, tongue: Tongue) -> str:
    """Such as: Up."""
    words = {
        Verdict.UP: marked("Up"),
        Verdict.SLOW: marked("Slow"),
        Verdict.DOWN: marked("Down"),
        Verdict.UNKNOWN: marked("Could not look"),
    }
    return tongue.say(words[verdict])


def _phases(phases: Phases, tongue: Tongue) -> tuple[str, ...]:
    """The steps that were taken, each with the time that it took."""
    steps = (
        (marked("name {time}"), phases.dns_ms),
        (marked("connection {time}"), phases.connect_ms),
        (marked("encryption {time}"), phases.tls_ms),
        (marked("first byte {time}"), phases.first_byte_ms),
        (marked("in all {time}"), phases.total_ms),
    )
    return tuple(tongue.say(text, time=latency(ms, tongue)) for text, ms in steps if ms)


def _days(track: Track, tongue: Tongue) -> tuple[DayInWords, ...]:
    """The days of the bars, the newest first; those of which nothing is known are in none."""
    return tuple(
        DayInWords(day=day, status=tally.worst, figure=month_figure([tally], tongue))
        for day, tally in reversed(track.shown_days)
        if tally.total_s
    )


def _months(track: Track, begun: date, tongue: Tongue) -> tuple[MonthOfDays, ...]:
    """The last twelve, oldest first."""
    days = dict(track.dated)
    firsts = [months_back(track.last_day, back) for back in range(_MONTHS - 1, -1, -1)]
    return tuple(_month(first, first >= begun, days, tongue) for first in firsts)


def _month(first: date, has_page: bool, days: Mapping[date, Tally], tongue: Tongue) -> MonthOfDays:
    figure = month_figure([t for day, t in days.items() if month_start(day) == first], tongue)
    return MonthOfDays(
        first=first,
        has_page=has_page,
        grid=grid(first, days, tongue.first_weekday),
        figure=figure,
        label=tongue.say("{month}: {figure}", month=tongue.month(first), figure=figure),
    )


def month_figure(days: Sequence[Tally], tongue: Tongue) -> str:
    """The uptime of the days as a percentage, or the words for none."""
    uptime = percent(total(days).uptime)
    return tongue.say("No data") if uptime is None else tongue.percent(uptime)
