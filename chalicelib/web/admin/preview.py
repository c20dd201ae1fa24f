"""How an update would look: on the page, and on the notice in place of the product."""

from dataclasses import dataclass, replace

from chalicelib.domain.errors import CandorError
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import PageSettings
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.notice_facts import Facts, facts
from chalicelib.web.requests import Request
from chalicelib.words import tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`page` is HTML in the page's own language; `notice` is None before anything is published."""

    page: str
    notice: Facts | None
    language: str


def shown(incident: Incident, request: Request, page: PageSettings) -> Preview:
    """The incident's newest update as readers would see it."""
    language = page.languages[0]
    html = render.fragment(
        "admin/preview.html",
        tongue(language),
        told=incident,
        zone=page.time_zone,
        page=page,
    )
    return Preview(page=html, notice=_notice(incident, request, language), language=language)


def _notice(incident: Incident, request: Request, language: str) -> Facts | None:
    try:
        view = publishing.current(request.now, monotonic=request.monotonic)
    except CandorError:
        return None
    others = tuple(each for each in view.snapshot.incidents if each.id != incident.id)
    after = replace(view, snapshot=replace(view.snapshot, incidents=(incident, *others)))
    return facts(after, tongue(language))
