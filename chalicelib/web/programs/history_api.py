"""What Statuspage answers besides its API v2, and clients read: single incidents, and history."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.days import day_of, months_back, next_month
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.snapshot import View
from chalicelib.said import plain
from chalicelib.services import publishing, reading
from chalicelib.web.programs.besides import besides
from chalicelib.web.programs.page_wire import PageWire
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached, data
from chalicelib.wire import Body, Wire
from chalicelib.words import marked

MONTHS_A_PAGE = 3
LAST_PAGE = 400  # a hundred years
_NUMBER = re.compile(r"[1-9]\d{0,2}", re.ASCII)


def incident(request: Request, incident_id: str) -> Reply:
    """One incident or maintenance, however old, as a bare object; raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, (request.path,), lambda: _single(view, incident_id))


def history(request: Request) -> Reply:
    """Three months a page, from the present one back: `page` counts from 1.

    Nothing documents the shape; it is what those who collect incidents read of Statuspage's own.
    """
    number = _page_number(request.query.get("page", "1"))
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, (request.path, str(number)), lambda: _history(view, number))


def _single(view: View, incident_id: str) -> Reply:
    wire = PageWire(view).told
    for planned in view.snapshot.maintenances:
        if planned.id == incident_id:
            return cached(data(wire.maintenance(planned) | besides(planned, wire)))
    for told in view.snapshot.incidents:
        if told.id == incident_id and told.is_whole:
            return cached(data(_whole(told, wire)))
    return _of_the_record(wire, incident_id)


def _of_the_record(wire: Wire, incident_id: str) -> Reply:
    try:
        told = publishing.incident(incident_id)
    except NotFound:
        planned = reading.maintenance(incident_id)
        return cached(data(wire.maintenance(planned) | besides(planned, wire)))
    return cached(data(_whole(told, wire)))


def _whole(told: Incident, wire: Wire) -> Body:
    return wire.incident(told) | wire.postmortem(told) | besides(told, wire)


def _page_number(text: str) -> int:
    if _NUMBER.fullmatch(text) and int(text) <= LAST_PAGE:
        return int(text)
    raise InvalidInput(
        marked("Please ask for a page by a number from 1 to {last}, such as ?page=2"),
        last=LAST_PAGE,
    )


def _history(view: View, number: int) -> Reply:
    months = [_month(view, first) for first in _firsts(view, number)]
    return cached(data({"months": months}))


def _firsts(view: View, number: int) -> Iterator[date]:
    """The first days of the months on that page, the latest first."""
    today = day_of(view.at, view.snapshot.page.time_zone)
    for back in range((number - 1) * MONTHS_A_PAGE, number * MONTHS_A_PAGE):
        yield months_back(today, back)


def _month(view: View, first: date) -> dict[str, Any]:
    """`starts_on` is the weekday of the first, 0 for Sunday; `days` is how many there are."""
    zone = view.snapshot.page.time_zone
    month = reading.month(first, zone)
    told: list[Incident | Maintenance] = [*month.incidents, *month.maintenances]
    told.sort(key=_began, reverse=True)
    return {
        "name": first.strftime("%B"),
        "year": first.year,
        "starts_on": first.isoweekday() % 7,
        "days": (next_month(first) - first).days,
        "incidents": [_entry(each, zone) for each in told],
    }


def _entry(told: Incident | Maintenance, zone: str) -> dict[str, str]:
    return {
        "code": told.id,
        "name": told.name,
        "message": plain(told.updates[-1].body, told.updates[-1]),
        "impact": told.impact.value if isinstance(told, Incident) else "maintenance",
        "timestamp": _span(_began(told), _ended(told), ZoneInfo(zone)),
    }


def _began(told: Incident | Maintenance) -> datetime:
    return told.started_at if isinstance(told, Incident) else told.scheduled_for


def _ended(told: Incident | Maintenance) -> datetime | None:
    return told.resolved_at if isinstance(told, Incident) else told.scheduled_until


def _span(began: datetime, ended: datetime | None, zone: ZoneInfo) -> str:
    """Such as Oct 1, 16:20 - Oct 2, 00:36 UTC, with Statuspage's marks for scripts."""
    start = began.astimezone(zone)
    if ended is None:
        return f"{_day(start)}, {_time(start)} {start:%Z}"
    end = ended.astimezone(zone)
    day = "" if end.date() == start.date() else f"{_day(end)}, "
    return f"{_day(start)}, {_time(start)} - {day}{_time(end)} {end:%Z}"


def _day(at: datetime) -> str:
    return f"{at:%b} <var data-var='date'>{at.day}</var>"


def _time(at: datetime) -> str:
    return f"<var data-var='time'>{at:%H:%M}</var>"
