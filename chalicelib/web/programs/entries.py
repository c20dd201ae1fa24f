"""What feeds tell: one entry an incident or maintenance, with all its updates as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from chalicelib import markdown
from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident, IncidentUpdate, Told, name_of, text_of
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import Component
from chalicelib.domain.page_urls import incident_url, maintenance_url
from chalicelib.domain.remarks import aspect_words, remarks, signed
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.domain.wording import stage_words
from chalicelib.web.addresses import url_in
from chalicelib.web.responses import fitting
from chalicelib.words import Tongue, marked

AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """`kind` is incident or maintenance; `content` is HTML."""

    kind: str
    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    content: str


def component_of(view: View, component_id: str) -> Component:
    """The component with that id; raises NotFound."""
    return shown_component(view, component_id).component


def shown_component(view: View, component_id: str) -> ComponentView:
    """The component with that id, as the page shows it; raises NotFound."""
    for shown in view.snapshot.components:
        if shown.component.id == component_id:
            return shown
    raise NotFound(
        marked("There is no component {component_id} on this page."), component_id=component_id
    )


def entries(view: View, tongue: Tongue, component_id: str | None = None) -> Sequence[FeedEntry]:
    """The newest incidents and maintenances, of one component or of all, newest first."""
    told: list[Incident | Maintenance] = [*view.snapshot.incidents, *view.snapshot.maintenances]
    chosen = [each for each in told if component_id is None or component_id in each.component_ids]
    chosen.sort(key=lambda each: (each.created_at, each.id), reverse=True)
    made = [_entry(each, view, tongue) for each in chosen[:AT_MOST]]
    return fitting(made, lambda entry: 2 * len(entry.content))


def changed_at(view: View, told: Sequence[FeedEntry]) -> datetime:
    """When any of it changed last; the page's beginning when there is nothing."""
    return max((entry.updated for entry in told), default=view.snapshot.created_at)


def _entry(told: Incident | Maintenance, view: View, tongue: Tongue) -> FeedEntry:
    page_url, zone = url_in(view, tongue), view.snapshot.page.time_zone
    planned = isinstance(told, Maintenance)
    return FeedEntry(
        kind="maintenance" if planned else "incident",
        id=told.id,
        title=name_of(told, tongue.code).text,
        url=maintenance_url(page_url, told.id) if planned else incident_url(page_url, told.id),
        published=told.created_at,
        updated=told.updated_at,
        content=_content(told, tongue, zone),
    )


def _content(told: Incident | Maintenance, tongue: Tongue, zone: str) -> str:
    """The window of a maintenance, then the updates, newest first."""
    parts = [Markup("<div>")]
    if isinstance(told, Maintenance):
        window = window_words(told, tongue, zone)
        parts.append(Markup("<p><strong>{}</strong></p>").format(window))
    for update in reversed(told.updates):
        parts += _update(told, update, tongue, zone)
    return "".join((*parts, "</div>"))


def window_words(maintenance: Maintenance, tongue: Tongue, zone: str) -> str:
    """Such as: Planned from 22 November 2026, 12:00 UTC until 22 November 2026, 14:00 UTC."""
    return tongue.say(
        "Planned from {start} until {end}",
        start=tongue.date_and_time(maintenance.scheduled_for, zone),
        end=tongue.date_and_time(maintenance.scheduled_until, zone),
    )


def _update(told: Told, update: IncidentUpdate, tongue: Tongue, zone: str) -> Iterator[Markup]:
    """When, at which stage, what was said, and what is remarked beside it."""
    body = text_of(update, tongue.code)
    other = "" if body.language == tongue.code else Markup(' lang="{}"').format(body.language)
    at, stage = tongue.date_and_time(update.at, zone), stage_words(tongue)[update.stage]
    head = Markup("<small>{}</small><br><strong>{}</strong>").format(at, stage)
    if update.is_automatic:
        lines = Markup("<br>").join(body.text.splitlines())
        yield Markup("<p{}>{} – {}</p>").format(other, head, lines)
        return
    yield Markup("<p>{}</p>").format(head)
    for remark in remarks(told, update, zone, tongue):
        yield Markup("<p><em>{}</em></p>").format(remark)
    yield Markup("<div{}>{}</div>").format(other, markdown.html_of(body.text))
    labels = aspect_words(tongue)
    for aspect, text in update.aspects.items():
        yield Markup("<p><strong>{}</strong></p>{}").format(labels[aspect], markdown.html_of(text))
    if update.signature:
        yield Markup("<p>— {}</p>").format(signed(update.signature, tongue))
