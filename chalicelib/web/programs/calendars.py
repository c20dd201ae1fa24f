"""Maintenances as a calendar to subscribe to (RFC 5545, RFC 7986)."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from chalicelib.domain.incidents import name_of
from chalicelib.domain.maintenances import Maintenance, latest_first
from chalicelib.domain.page_urls import maintenance_url
from chalicelib.domain.snapshot import View
from chalicelib.said import whole_of
from chalicelib.web.addresses import url_in
from chalicelib.web.programs.entries import component_of
from chalicelib.web.programs.ical import component, line, text_line, time_line
from chalicelib.web.responses import Reply, text
from chalicelib.words import Tongue

KEPT = timedelta(days=90)
# A calendar has to have something in it (3.6), also when nothing is planned.
_UTC = component(
    "VTIMEZONE",
    (
        line("TZID", "Etc/UTC"),
        component(
            "STANDARD",
            (
                line("DTSTART", "19700101T000000"),
                line("TZOFFSETFROM", "+0000"),
                line("TZOFFSETTO", "+0000"),
                line("TZNAME", "UTC"),
            ),
        ),
    ),
)


def maintenance(view: View, tongue: Tongue, component_id: str | None = None) -> Reply:
    """What is to come, under way, and over for less than 90 days; what was cancelled says so.

    Of one component or of all; raises NotFound.
    """
    chosen = [
        each
        for each in latest_first(view.snapshot.maintenances)
        if (component_id is None or component_id in each.component_ids)
        and (each.is_upcoming or each.is_active or each.scheduled_until > view.at - KEPT)
    ]
    events = (_event(each, view, tongue) for each in chosen)
    lines = (*_head(_name(view, tongue, component_id)), _UTC, *events)
    return text(component("VCALENDAR", lines), "text/calendar")


def _name(view: View, tongue: Tongue, component_id: str | None) -> str:
    name = view.snapshot.page.name
    if component_id is not None:
        name = f"{name}: {component_of(view, component_id).name}"
    return tongue.say("{name} – maintenance", name=name)


def _head(name: str) -> Iterator[str]:
    yield line("VERSION", "2.0")
    yield line("PRODID", "-//Candor//Status page//EN")
    yield line("CALSCALE", "GREGORIAN")
    yield line("METHOD", "PUBLISH")
    yield text_line("NAME", name)
    yield text_line("X-WR-CALNAME", name)
    yield line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    yield line("X-PUBLISHED-TTL", "PT1H")


def _event(planned: Maintenance, view: View, tongue: Tongue) -> str:
    return component("VEVENT", _event_lines(planned, view, tongue))


def _event_lines(planned: Maintenance, view: View, tongue: Tongue) -> Iterator[str]:
    yield line("UID", f"{planned.id}@{urlsplit(view.snapshot.url).hostname or 'localhost'}")
    # Of when it was changed, not of when it was asked for: so the calendar stays as it is.
    yield time_line("DTSTAMP", planned.updated_at)
    yield time_line("CREATED", planned.created_at)
    yield time_line("LAST-MODIFIED", planned.updated_at)
    yield line("SEQUENCE", str(planned.sequence))
    yield time_line("DTSTART", planned.scheduled_for)
    if planned.scheduled_until - planned.scheduled_for >= timedelta(seconds=1):
        yield time_line("DTEND", planned.scheduled_until)
    yield text_line("SUMMARY", name_of(planned, tongue.code).text)
    yield text_line("DESCRIPTION", _description(planned, view, tongue))
    yield line("URL", maintenance_url(url_in(view, tongue), planned.id))
    yield line("STATUS", "CANCELLED" if planned.is_cancelled else "CONFIRMED")
    yield line("CATEGORIES", "MAINTENANCE")
    yield line("TRANSP", "TRANSPARENT")


def _description(planned: Maintenance, view: View, tongue: Tongue) -> str:
    """The newest of what was told of it, and what it concerns."""
    names = [
        shown.component.name
        for shown in view.snapshot.components
        if shown.component.id in planned.component_ids
    ]
    told = whole_of(planned.updates[-1], tongue).text
    if not names:
        return told
    concerned = tongue.say("This concerns {names}.", names=tongue.listed(names))
    return f"{told}\n\n{concerned}"
