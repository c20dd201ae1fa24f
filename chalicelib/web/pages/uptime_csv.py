"""The uptime of a month as CSV: one line a component and day, in whole seconds."""

import csv
import io
from collections.abc import Iterator

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.snapshot import View
from chalicelib.domain.uptime import API_PLACES, percent
from chalicelib.services import publishing
from chalicelib.web.pages.months import month_of, record_month
from chalicelib.web.pages.uptime_page import WORST_FIRST, days_of
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached, text

_STATUSES = tuple(s for s in WORST_FIRST if s is not ComponentStatus.NO_DATA)
HEADER = (
    "date",
    "component_id",
    "component",
    "uptime_percent",
    *(f"{status}_s" for status in (*_STATUSES, ComponentStatus.NO_DATA)),
)
# What a spreadsheet would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def month_csv(request: Request, month: str) -> Reply:
    """A month of every component; `uptime_percent` is empty where nothing counts."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_csv(view, month)))


def _csv(view: View, month: str) -> Reply:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(_rows(view, month))
    return text(file.getvalue(), "text/csv")


def _rows(view: View, month: str) -> Iterator[tuple[object, ...]]:
    known = days_of(view, month_of(month, view, record_month(view)))
    for shown in view.snapshot.components:
        component = shown.component
        for day, tally in sorted(known.get(component.id, {}).items()):
            uptime = percent(tally.uptime, API_PLACES)
            seconds = (tally.seconds(status) for status in _STATUSES)
            figure = "" if uptime is None else uptime
            yield day, component.id, _plain(component.name), figure, *seconds, tally.no_data


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULAS) else name
