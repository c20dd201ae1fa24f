"""The page in a terminal: `curl …/status.txt`."""

from collections.abc import Iterable, Iterator

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.headline import headline
from chalicelib.domain.incidents import Incident, name_of
from chalicelib.domain.maintenances import Maintenance, active, upcoming
from chalicelib.domain.page_urls import incident_url, maintenance_url
from chalicelib.domain.remarks import promise, working
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.domain.wording import stage_words, status_word
from chalicelib.said import whole_of
from chalicelib.web.addresses import url_in
from chalicelib.web.programs.columns import padded, printable, width, wrapped
from chalicelib.web.programs.entries import window_words
from chalicelib.web.responses import Reply, text
from chalicelib.words import Tongue

COLUMNS = 80
_STATES_AT = 50  # at most: the longest words for a state need the rest
# A sign with each word, as there is no colour here.
SIGNS = {
    ComponentStatus.OPERATIONAL: "✓",
    ComponentStatus.NO_DATA: "?",
    ComponentStatus.UNDER_MAINTENANCE: "=",
    ComponentStatus.DEGRADED_PERFORMANCE: "~",
    ComponentStatus.PARTIAL_OUTAGE: "!",
    ComponentStatus.MAJOR_OUTAGE: "✗",
}


def status_txt(view: View, tongue: Tongue) -> Reply:
    """Headline, components, what is open, what is planned, and when we looked last."""
    top = headline(view, tongue)
    lines = [
        *wrapped(view.snapshot.page.name, COLUMNS),
        *wrapped(f"{SIGNS[top.status]} {top.words}", COLUMNS),
        *_section(tongue.say("Components"), _components(view, tongue)),
        *_section(tongue.say("Open incidents"), _incidents(view, tongue)),
        *_section(tongue.say("Maintenance"), _maintenances(view, tongue)),
        "",
        *wrapped(_checked(view, tongue), COLUMNS),
        url_in(view, tongue),
    ]
    return text("\n".join(lines) + "\n", "text/plain")


def _section(title: str, lines: Iterable[str]) -> list[str]:
    """The lines under their title, or nothing at all."""
    body = list(lines)
    return ["", title, *body] if body else []


def _components(view: View, tongue: Tongue) -> Iterator[str]:
    """Those without a group first, then group by group, as on the page; states in one column."""
    ends = (len(_indent(s)) + 2 + width(s.component.name) for s in view.snapshot.components)
    column = min(max(ends, default=0) + 2, _STATES_AT)
    yield from _members(view, None, column, tongue)
    for group in view.snapshot.groups:
        yield from wrapped(group.name, COLUMNS, "  ")
        yield from _members(view, group.id, column, tongue)


def _members(view: View, group_id: str | None, column: int, tongue: Tongue) -> Iterator[str]:
    for shown in view.snapshot.components:
        if shown.component.group_id == group_id:
            yield from _component(view, shown, column, tongue)


def _component(view: View, shown: ComponentView, column: int, tongue: Tongue) -> Iterator[str]:
    """A sign, the name, and the state in words; a long name goes on below."""
    status = view.statuses[shown.component.id]
    indent = _indent(shown)
    first, *others = wrapped(shown.component.name, column - 2 - len(indent) - 2)
    start = f"{indent}{SIGNS[status]} {first}"
    yield f"{padded(start, column)}{status_word(status, tongue)}"
    yield from (f"{indent}  {line}" for line in others)


def _indent(shown: ComponentView) -> str:
    return "    " if shown.component.group_id else "  "


def _incidents(view: View, tongue: Tongue) -> Iterator[str]:
    for incident in view.snapshot.open_incidents:
        yield from _told(incident, _since(incident, view, tongue), tongue)
        zone = view.snapshot.page.time_zone
        for said in (promise, working):
            if words := said(incident, view.at, zone, tongue):
                yield from wrapped(words, COLUMNS, "    ")
        yield f"    {incident_url(url_in(view, tongue), incident.id)}"


def _maintenances(view: View, tongue: Tongue) -> Iterator[str]:
    """What is under way, then what is to come."""
    planned = view.snapshot.maintenances
    for each in (*active(planned), *upcoming(planned)):
        yield from _told(each, window_words(each, tongue, view.snapshot.page.time_zone), tongue)
        yield f"    {maintenance_url(url_in(view, tongue), each.id)}"


def _told(told: Incident | Maintenance, when: str, tongue: Tongue) -> Iterator[str]:
    """The name, when, and the newest that was said of it."""
    newest = told.updates[-1]
    yield from wrapped(name_of(told, tongue.code).text, COLUMNS, "  ")
    yield from wrapped(when, COLUMNS, "    ")
    stage = stage_words(tongue)[newest.stage]
    yield from _lines(f"{stage}: {whole_of(newest, tongue).text}")


def _lines(text: str) -> Iterator[str]:
    """A list keeps its lines; what is blank between them is left out."""
    for line in text.splitlines():
        if line.strip():
            yield from wrapped(line, COLUMNS, "    ")


def _since(incident: Incident, view: View, tongue: Tongue) -> str:
    zone = view.snapshot.page.time_zone
    return tongue.say("Since {time}", time=tongue.date_and_time(incident.started_at, zone))


def _checked(view: View, tongue: Tongue) -> str:
    if view.last_checked_at is None:
        return tongue.say("Nothing has been checked yet.")
    time = tongue.date_and_time(view.last_checked_at, view.snapshot.page.time_zone)
    if view.snapshot.place:
        return tongue.say(
            "Checked {time} from {place}.", time=time, place=printable(view.snapshot.place)
        )
    return tongue.say("Checked {time}.", time=time)
