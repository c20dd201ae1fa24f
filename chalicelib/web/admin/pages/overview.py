"""The first page: what is open now."""

from chalicelib.domain.errors import NotFound
from chalicelib.domain.snapshot import View
from chalicelib.services import publishing
from chalicelib.web.admin import shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply


def overview(visit: Visit) -> Reply:
    """Open incidents, as they are published."""
    view = _view(visit)
    incidents = view.snapshot.open_incidents if view else ()
    names = (
        {each.component.id: each.component.name for each in view.snapshot.components}
        if view
        else {}
    )
    return shell.shown(
        "overview.html",
        visit,
        title="Overview",
        is_set_up=view is not None,
        checked_at=view.last_checked_at if view else None,
        incidents=incidents,
        names=names,
    )


def _view(visit: Visit) -> View | None:
    """None before the page is set up."""
    request = visit.request
    try:
        return publishing.current(request.now, monotonic=request.monotonic)
    except NotFound:
        return None
