"""The status page: how everything is now, and how it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.answers import asked
from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.headline import headline
from chalicelib.domain.maintenances import active, upcoming
from chalicelib.domain.messages import Slot
from chalicelib.domain.page import Group
from chalicelib.domain.reliability import Tone, reliability
from chalicelib.domain.reminder import reminder
from chalicelib.domain.snapshot import ComponentView, View, group_status
from chalicelib.domain.standing import standing
from chalicelib.domain.tracks import Track, tracks
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.assets import GLANCE, LIVE
from chalicelib.web.languages import tongue_of
from chalicelib.web.notice_facts import verdict
from chalicelib.web.pages.cards import page_card
from chalicelib.web.pages.component_rows import ComponentRow, row
from chalicelib.web.pages.incident_page import STATUS_OF_IMPACT
from chalicelib.web.pages.past_days import past_days
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached
from chalicelib.words import Tongue

# As many are read at a glance: groups stand open. On a larger page those where all is well fold.
_SMALL = 12
_QUIET = severity(ComponentStatus.OPERATIONAL)
_UNSEEN = severity(ComponentStatus.NO_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group with its rows; the first one, of what is in no group, has none."""

    group: Group | None
    status: ComponentStatus
    rows: tuple[ComponentRow, ...]
    is_open: bool


def home(request: Request) -> Reply:
    """How everything is now, complete without JavaScript."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_home(view, request)))


def _home(view: View, request: Request) -> Reply:
    snapshot = view.snapshot
    tongue = tongue_of(request, snapshot.page)
    top, seen = headline(view, tongue), tracks(view)
    known = reliability(view, seen)
    return render.page(
        "status.html",
        snapshot.page,
        request,
        scripts=(*LIVE, *GLANCE) if snapshot.page.notice.glance else LIVE,
        shows=top.status,
        url=snapshot.url,
        card=page_card(view, tongue, f"{request.below}/"),
        view=view,
        verdict=verdict(view, tongue),
        headline=top,
        messages=standing(view, Slot.PAGE),
        active=active(snapshot.maintenances),
        upcoming=upcoming(snapshot.maintenances),
        sections=_sections(view, seen, tongue),
        last_day=next(iter(seen.values())).last_day if seen else None,
        color_of=STATUS_OF_IMPACT,
        hit=() if len(snapshot.components) <= _SMALL else _hit(view),
        past=past_days(snapshot.incidents, view.at, snapshot.page.time_zone),
        reminder=reminder(known, tongue),
        is_calm=known is not None and known.tone is Tone.CALM,
        asked=next(iter(asked(view)), None),
    )


def _hit(view: View) -> tuple[ComponentView, ...]:
    """What isn't working, in the page's order; nothing when nothing at all is seen."""
    if view.blind_since:
        return ()
    return tuple(
        shown
        for shown in view.snapshot.components
        if severity(view.statuses[shown.component.id]) > _UNSEEN
    )


def _sections(view: View, seen: Mapping[str, Track], tongue: Tongue) -> tuple[Section, ...]:
    is_small = len(view.snapshot.components) <= _SMALL
    rows = {
        each.component.id: row(view, each, seen.get(each.component.id), tongue)
        for each in view.snapshot.components
    }
    made = []
    for group in (None, *view.snapshot.groups):
        group_id = group.id if group else None
        members = [
            c.component.id for c in view.snapshot.components if c.component.group_id == group_id
        ]
        status = group_status(view, group.id) if group else ComponentStatus.OPERATIONAL
        section = Section(
            group=group,
            status=status,
            rows=tuple(rows[each] for each in members),
            is_open=is_small or severity(status) > _QUIET,
        )
        if members or group:
            made.append(section)
    return tuple(made)
