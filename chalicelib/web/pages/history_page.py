"""What was told, month by month, and the list of maintenances."""

from chalicelib.domain.headline import headline
from chalicelib.domain.maintenances import active, upcoming
from chalicelib.domain.snapshot import View
from chalicelib.services import publishing, reading
from chalicelib.web import render
from chalicelib.web.assets import LIVE
from chalicelib.web.languages import tongue_of
from chalicelib.web.pages.cards import page_card
from chalicelib.web.pages.month_page import first_day, month_page
from chalicelib.web.pages.months import told_month
from chalicelib.web.renderings import rendered
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply, cached


def history(request: Request, month: str | None = None) -> Reply:
    """What began in a month, newest first; in the present one without any. Raises NotFound."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_history(view, month, request)))


def maintenance(request: Request) -> Reply:
    """Maintenances: under way, coming, and the most recent that are over."""
    view = publishing.current(request.now, monotonic=request.monotonic)
    return rendered(view, request.key, lambda: cached(_maintenance(view, request)))


def _history(view: View, month: str | None, request: Request) -> Reply:
    snapshot = view.snapshot
    begun = told_month(view)
    first = first_day(month, view, begun)
    tongue = tongue_of(request, snapshot.page)
    title = tongue.say("History, {month}", month=tongue.month(first))
    told = reading.month(first, snapshot.page.time_zone)
    return month_page(view, request, "history", first, begun, title, told=told)


def _maintenance(view: View, request: Request) -> Reply:
    snapshot = view.snapshot
    tongue = tongue_of(request, snapshot.page)
    current = (*active(snapshot.maintenances), *upcoming(snapshot.maintenances))
    title = tongue.say("Maintenance")
    return render.page(
        "maintenance.html",
        snapshot.page,
        request,
        scripts=LIVE,
        details=True,
        shows=headline(view).status,
        url=snapshot.url,
        card=page_card(view, tongue, f"{request.below}/maintenance", title),
        title=title,
        current=current,
        over=[each for each in snapshot.maintenances if each not in current],
    )
