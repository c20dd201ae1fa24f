"""The status page and the pages of single incidents."""

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.headline import headline
from chalicelib.domain.incidents import Incident
from chalicelib.domain.page import Group
from chalicelib.domain.snapshot import ComponentView, View, group_status
from chalicelib.services import publishing
from chalicelib.web import render
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached

_PAST_SHOWN = 10


def home(request: Request) -> Reply:
    """How everything is now, complete without JavaScript."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, ("/", request.prefix), lambda: cached(_home(view, request.prefix)))


def incident(request: Request, incident_id: str) -> Reply:
    """One incident with all that was told of it; raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    key = (request.path, request.prefix)
    return rendered(view, key, lambda: cached(_incident(view, incident_id, request.prefix)))


def _home(view: View, prefix: str) -> Reply:
    top = headline(view)
    return render.page(
        "status.html",
        view.snapshot.page,
        shows=top.status,
        prefix=prefix,
        url=view.snapshot.url,
        view=view,
        headline=top,
        ungrouped=_members(view, None),
        groups=[_group(view, group) for group in view.snapshot.groups],
        past=[i for i in view.snapshot.incidents if not i.is_open][:_PAST_SHOWN],
    )


def _group(view: View, group: Group) -> tuple[Group, ComponentStatus, tuple[ComponentView, ...]]:
    return group, group_status(view, group.id), _members(view, group.id)


def _members(view: View, group_id: str | None) -> tuple[ComponentView, ...]:
    return tuple(s for s in view.snapshot.components if s.component.group_id == group_id)


def _incident(view: View, incident_id: str, prefix: str) -> Reply:
    shown = _find(view, incident_id)
    return render.page(
        "incident.html",
        view.snapshot.page,
        shows=headline(view).status,
        prefix=prefix,
        url=view.snapshot.url,
        view=view,
        incident=shown,
        affected=[s for s in view.snapshot.components if s.component.id in shown.component_ids],
    )


def _find(view: View, incident_id: str) -> Incident:
    """From the snapshot when it is recent, else from the record."""
    recent = (i for i in view.snapshot.incidents if i.id == incident_id)
    return next(recent, None) or publishing.incident(incident_id)
