"""Uptime as a calendar, with all that its figures are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.days import DAY, dates, next_month
from chalicelib.domain.record import DayRollup
from chalicelib.domain.snapshot import View
from chalicelib.domain.uptime import COVERAGE_SAID_BELOW, Tally, percent, total
from chalicelib.services import history, publishing
from chalicelib.web.languages import tongue_of
from chalicelib.web.pages import bars
from chalicelib.web.pages.month_grid import COLUMNS, column
from chalicelib.web.pages.month_page import first_day, month_page
from chalicelib.web.pages.months import record_month
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached
from chalicelib.words import Tongue

WORST_FIRST = tuple(reversed(ComponentStatus))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How long something was in a status: in words, and exactly."""

    status: ComponentStatus
    words: str
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day in the calendar: its number, its letter as in `bars`, and its figure in words.

    `status` is what should be said of it besides: None on a good day, and on one that is none.
    """

    number: int
    status: ComponentStatus | None
    letter: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfComponent:
    """`weeks` are rows of seven, None where the month has no day; `amounts` are by status.

    `is_open` shows the days at once: there is more to see than that all was well.
    """

    id: str
    name: str
    figure: str
    coverage: str
    weeks: tuple[tuple[DayCell | None, ...], ...]
    amounts: tuple[Amount, ...]
    is_open: bool


def uptime(request: Request, month: str | None = None) -> Reply:
    """A month of every component, day by day; the present one without any. Raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_uptime(view, month, request)))


def days_of(view: View, first: date) -> Mapping[str, Mapping[date, Tally]]:
    """By component and date, what is known of the month; those of which nothing is are left out."""
    ids = [shown.component.id for shown in view.snapshot.components]
    known = history.days(ids, first, next_month(first) - DAY, view)
    return {component_id: by_date(days) for component_id, days in known.items() if days}


def by_date(days: Iterable[DayRollup]) -> Mapping[date, Tally]:
    """The days by their dates; one that was there twice, as zones have it, is one."""
    dated: dict[date, Tally] = {}
    for each in days:
        dated[each.day] = dated.get(each.day, Tally()) + each.whole.tally
    return dated


def _uptime(view: View, month: str | None, request: Request) -> Reply:
    begun = record_month(view)
    first = first_day(month, view, begun)
    tongue = tongue_of(request, view.snapshot.page)
    known = days_of(view, first)
    everything = [tally for days in known.values() for tally in days.values()]
    return month_page(
        view,
        request,
        "uptime",
        first,
        begun,
        tongue.say("Uptime, {month}", month=tongue.month(first)),
        figure=_figure(total(everything), tongue),
        amounts=amounts(total(everything), tongue),
        components=[
            _component(shown.component.id, shown.component.name, first, known, tongue)
            for shown in view.snapshot.components
            if shown.component.id in known
        ],
    )


def _component(
    component_id: str,
    name: str,
    first: date,
    known: Mapping[str, Mapping[date, Tally]],
    tongue: Tongue,
) -> MonthOfComponent:
    days = known[component_id]
    whole = total(days.values())
    return MonthOfComponent(
        id=component_id,
        name=name,
        figure=_figure(whole, tongue),
        coverage=_coverage(whole, tongue),
        weeks=tuple(_weeks(first, days, tongue)),
        amounts=amounts(whole, tongue),
        is_open=severity(whole.worst) > severity(ComponentStatus.NO_DATA),
    )


def _figure(tally: Tally, tongue: Tongue) -> str:
    uptime = percent(tally.uptime)
    return tongue.say("No data") if uptime is None else tongue.percent(uptime)


def _coverage(tally: Tally, tongue: Tongue) -> str:
    """How much was seen, when it is less than it should be."""
    share = percent(tally.coverage)
    if share is None or tally.coverage is None or tally.coverage >= COVERAGE_SAID_BELOW:
        return ""
    return tongue.say("seen {percent} of the time", percent=tongue.percent(share))


def _weeks(
    first: date, days: Mapping[date, Tally], tongue: Tongue
) -> Iterable[tuple[DayCell | None, ...]]:
    blank: list[DayCell | None] = [None] * column(first, tongue.first_weekday)
    cells = blank + [
        _cell(day, days.get(day, Tally()), tongue) for day in dates(first, next_month(first) - DAY)
    ]
    cells += [None] * (-len(cells) % COLUMNS)
    for start in range(0, len(cells), COLUMNS):
        yield tuple(cells[start : start + COLUMNS])


def _cell(day: date, tally: Tally, tongue: Tongue) -> DayCell:
    """The figure of a day that is none is left empty; a whole one is 100, without places."""
    uptime = percent(tally.uptime)
    written = "–" if tally.total_s else ""
    if uptime is not None:
        written = tongue.number(uptime) if tally.uptime == 1 else tongue.number(uptime, 2)
    is_told = tally.total_s and tally.worst is not ComponentStatus.OPERATIONAL
    return DayCell(
        number=day.day,
        status=tally.worst if is_told else None,
        letter=bars.letter(tally),
        figure=written,
    )


def amounts(tally: Tally, tongue: Tongue) -> tuple[Amount, ...]:
    """How long it was in each status that it was in, the worst first."""
    return tuple(
        Amount(
            status=status,
            words=span_words(tally.seconds(status), tongue),
            seconds=tongue.say("{number} s", number=tongue.number(tally.seconds(status))),
        )
        for status in WORST_FIRST
        if tally.seconds(status)
    )


def span_words(seconds: int, tongue: Tongue) -> str:
    """To the minute; to the second below an hour: what is rare is told exactly."""
    if seconds >= 3600 or not seconds % 60:
        return tongue.duration(timedelta(seconds=seconds))
    minutes, rest = divmod(seconds, 60)
    second = tongue.say_n("{n} second", "{n} seconds", rest)
    if not minutes:
        return second
    minute = tongue.say_n("{n} minute", "{n} minutes", minutes)
    return tongue.say("{larger} and {smaller}", larger=minute, smaller=second)
