"""Pages of single incidents and maintenances, with all that was told of them."""

from chalicelib.domain.answers import asked
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.errors import NotFound
from chalicelib.domain.headline import headline
from chalicelib.domain.incidents import Impact, Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.snapshot import View
from chalicelib.services import publishing, reading
from chalicelib.web import render
from chalicelib.web.assets import LIVE
from chalicelib.web.languages import tongue_of
from chalicelib.web.pages.cards import told_card
from chalicelib.web.pages.milestones import Milestone, of_incident, of_maintenance
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached, see_other

STATUS_OF_IMPACT = {
    Impact.NONE: ComponentStatus.NO_DATA,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


def incident(request: Request, incident_id: str) -> Reply:
    """One incident; a maintenance is answered here too, as Statuspage does. Raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_found(view, incident_id, request)))


def short(request: Request, incident_id: str) -> Reply:
    """From the address that can be read out to the incident's own."""
    return see_other(f"{request.base}/incidents/{incident_id}")


def maintenance(request: Request, maintenance_id: str) -> Reply:
    """One maintenance; raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)

    def made() -> Reply:
        return cached(_maintenance(view, _find_maintenance(view, maintenance_id), request))

    return rendered(view, request.key, made)


def _found(view: View, told_id: str, request: Request) -> Reply:
    try:
        return _incident(view, _find_incident(view, told_id), request)
    except NotFound:
        return _maintenance(view, _find_maintenance(view, told_id), request)


def _incident(view: View, told: Incident, request: Request) -> Reply:
    tongue = tongue_of(request, view.snapshot.page)
    return _page(
        view,
        told,
        request,
        address=f"incidents/{told.id}",
        color=STATUS_OF_IMPACT[told.impact],
        milestones=of_incident(told, tongue),
    )


def _maintenance(view: View, told: Maintenance, request: Request) -> Reply:
    tongue = tongue_of(request, view.snapshot.page)
    return _page(
        view,
        told,
        request,
        address=f"maintenances/{told.id}",
        color=ComponentStatus.UNDER_MAINTENANCE,
        milestones=of_maintenance(told, tongue),
    )


def _page(
    view: View,
    told: Incident | Maintenance,
    request: Request,
    *,
    address: str,
    color: ComponentStatus,
    milestones: tuple[Milestone, ...],
) -> Reply:
    components, tongue = view.snapshot.components, tongue_of(request, view.snapshot.page)
    return render.page(
        "incident.html",
        view.snapshot.page,
        request,
        scripts=LIVE,
        details=True,
        shows=headline(view).status,
        url=view.snapshot.url,
        card=told_card(view, told, tongue, f"{request.below}/{address}"),
        view=view,
        told=told,
        is_incident=isinstance(told, Incident),
        affected=[s for s in components if s.component.id in told.component_ids],
        address=address,
        color=color,
        milestones=milestones,
        asked=next((each for each in asked(view) if each.id == told.id), None),
    )


def _find_incident(view: View, incident_id: str) -> Incident:
    """From the snapshot when it is recent and whole there, else from the record."""
    recent = (i for i in view.snapshot.incidents if i.id == incident_id and i.is_whole)
    return next(recent, None) or publishing.incident(incident_id)


def _find_maintenance(view: View, maintenance_id: str) -> Maintenance:
    recent = (m for m in view.snapshot.maintenances if m.id == maintenance_id)
    return next(recent, None) or reading.maintenance(maintenance_id)
