"""Statuspage's public API v2: the exact shapes that its many clients read."""

import json
from collections.abc import Callable, Mapping

from chalicelib.domain.maintenances import RECENT_MAINTENANCES, active, latest_first, upcoming
from chalicelib.domain.snapshot import RECENT_INCIDENTS, View
from chalicelib.web.programs.page_wire import PageWire
from chalicelib.web.responses import Reply, fitting
from chalicelib.wire import Body


def summary(view: View) -> Reply:
    """Page, every component, unresolved incidents, what is planned or under way, the roll-up."""
    api = PageWire(view)
    planned = view.snapshot.maintenances
    return api.reply(
        components=api.components(),
        incidents=api.incidents(view.snapshot.open_incidents),
        scheduled_maintenances=api.maintenances((*upcoming(planned), *active(planned))),
        status=api.status(),
    )


def status(view: View) -> Reply:
    """The roll-up alone."""
    api = PageWire(view)
    return api.reply(status=api.status())


def components(view: View) -> Reply:
    """Every component, groups as rows of their own."""
    api = PageWire(view)
    return api.reply(components=api.components())


def incidents(view: View) -> Reply:
    """The 50 most recent incidents, newest first; fewer when they would not fit into an answer."""
    api = PageWire(view)
    bodies = api.incidents(view.snapshot.incidents)[:RECENT_INCIDENTS]
    return api.reply(incidents=fitting(bodies, _size))


def maintenances(view: View) -> Reply:
    """The 50 most recent maintenances, those to come included, latest first.

    A cancelled one isn't among them: Statuspage's clients know no word for it.
    """
    api = PageWire(view)
    known = [each for each in view.snapshot.maintenances if not each.is_cancelled]
    bodies = api.maintenances(latest_first(known)[:RECENT_MAINTENANCES])
    return api.reply(scheduled_maintenances=fitting(bodies, _size))


def upcoming_maintenances(view: View) -> Reply:
    """Those that have not begun, the next first."""
    api = PageWire(view)
    return api.reply(scheduled_maintenances=api.maintenances(upcoming(view.snapshot.maintenances)))


def active_maintenances(view: View) -> Reply:
    """Those that are under way."""
    api = PageWire(view)
    return api.reply(scheduled_maintenances=api.maintenances(active(view.snapshot.maintenances)))


def unresolved(view: View) -> Reply:
    """The incidents that are investigated, identified or monitored."""
    api = PageWire(view)
    return api.reply(incidents=api.incidents(view.snapshot.open_incidents))


ENDPOINTS: Mapping[str, Callable[[View], Reply]] = {
    "/api/v2/summary.json": summary,
    "/index.json": summary,  # an old name of it that some clients still ask for
    "/api/v2/status.json": status,
    "/api/v2/components.json": components,
    "/api/v2/incidents.json": incidents,
    "/api/v2/incidents/unresolved.json": unresolved,
    "/api/v2/scheduled-maintenances.json": maintenances,
    "/api/v2/scheduled-maintenances/upcoming.json": upcoming_maintenances,
    "/api/v2/scheduled-maintenances/active.json": active_maintenances,
}


def _size(body: Body) -> int:
    """Each repeats the components that it hit, so a few can be many."""
    return len(json.dumps(body))
