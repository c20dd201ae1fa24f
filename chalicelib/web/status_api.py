"""Statuspage's public API v2: the exact shapes that its many clients read."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.components import ComponentStatus, worst
from chalicelib.domain.incidents import ComponentChange, Incident, IncidentUpdate
from chalicelib.domain.page import Group
from chalicelib.domain.snapshot import RECENT_INCIDENTS, ComponentView, View
from chalicelib.web.responses import Reply, cached, data

Body = dict[str, Any]


def summary(view: View) -> Reply:
    """Page, every component, unresolved incidents and the roll-up."""
    api = _Api(view)
    return api.reply(
        components=api.components(),
        incidents=api.incidents(view.snapshot.open_incidents),
        scheduled_maintenances=[],
        status=api.status(),
    )


def status(view: View) -> Reply:
    """The roll-up alone."""
    api = _Api(view)
    return api.reply(status=api.status())


def components(view: View) -> Reply:
    """Every component, groups as rows of their own."""
    api = _Api(view)
    return api.reply(components=api.components())


def incidents(view: View) -> Reply:
    """The 50 most recent incidents, newest first; fewer when they would not fit into an answer."""
    api = _Api(view)
    return api.reply(incidents=_fitting(api.incidents(view.snapshot.incidents)))


def maintenances(view: View) -> Reply:
    """The scheduled maintenances: none, as this page has no way to schedule one yet."""
    return _Api(view).reply(scheduled_maintenances=[])


def unresolved(view: View) -> Reply:
    """The incidents that are investigated, identified or monitored."""
    api = _Api(view)
    return api.reply(incidents=api.incidents(view.snapshot.open_incidents))


ENDPOINTS: Mapping[str, Callable[[View], Reply]] = {
    "/api/v2/summary.json": summary,
    "/api/v2/status.json": status,
    "/api/v2/components.json": components,
    "/api/v2/incidents.json": incidents,
    "/api/v2/incidents/unresolved.json": unresolved,
    "/api/v2/scheduled-maintenances.json": maintenances,
    "/api/v2/scheduled-maintenances/upcoming.json": maintenances,
    "/api/v2/scheduled-maintenances/active.json": maintenances,
}


# Lambda's answers end at 6 MB, the gateway's envelope and its escaping of quotes included.
_LARGEST = 4_000_000


def _fitting(incidents: Sequence[Body]) -> list[Body]:
    """As many of the newest as an answer holds: each repeats the components that it hit."""
    sizes = accumulate(len(json.dumps(body)) for body in incidents)
    return [
        body
        for body, size in zip(incidents[:RECENT_INCIDENTS], sizes, strict=False)
        if size <= _LARGEST
    ]


class _Api:
    """One view, in the API's words."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._snapshot = view.snapshot
        self._zone = ZoneInfo(view.snapshot.page.time_zone)
        self._groups = {group.id: group for group in view.snapshot.groups}

    def reply(self, **body: object) -> Reply:
        return cached(data({"page": self._page(), **body}))

    def status(self) -> Body:
        rollup = self._view.rollup
        return {"indicator": rollup.indicator.value, "description": rollup.description}

    def components(self) -> list[Body]:
        """Groups and components in one flat list, by position; positions repeat across parents."""
        rows = [self._group(group) for group in self._snapshot.groups]
        rows += [self._component(shown) for shown in self._snapshot.components]
        return sorted(rows, key=lambda row: int(row["position"]))

    def incidents(self, chosen: Iterable[Incident]) -> list[Body]:
        newest_first = sorted(chosen, key=lambda incident: incident.created_at, reverse=True)
        return [self._incident(incident) for incident in newest_first]

    def _page(self) -> Body:
        return {
            "id": self._snapshot.page_id,
            "name": self._snapshot.page.name,
            "url": self._snapshot.url,
            "time_zone": self._snapshot.page.time_zone,
            "updated_at": self._time(self._snapshot.made_at),
        }

    def _component(self, shown: ComponentView) -> Body:
        component = shown.component
        return {
            "id": component.id,
            "name": component.name,
            "status": shown.known.value,
            "created_at": self._time(shown.created_at),
            "updated_at": self._time(shown.since),
            "position": component.position,
            "description": component.description,
            "showcase": True,
            "start_date": shown.created_at.astimezone(self._zone).date().isoformat(),
            "group_id": component.group_id,
            "page_id": self._snapshot.page_id,
            "group": False,
            "only_show_if_degraded": False,
        }

    def _group(self, group: Group) -> Body:
        children = [s for s in self._snapshot.components if s.component.group_id == group.id]
        created_at = min((s.created_at for s in children), default=self._snapshot.created_at)
        return {
            "id": group.id,
            "name": group.name,
            "status": worst(shown.known for shown in children).value,
            "created_at": self._time(created_at),
            "updated_at": self._time(max((s.since for s in children), default=created_at)),
            "position": group.position,
            "description": group.description,
            "showcase": False,
            "start_date": None,
            "group_id": None,
            "page_id": self._snapshot.page_id,
            "group": True,
            "only_show_if_degraded": False,
            "components": [shown.component.id for shown in children],
        }

    def _incident(self, incident: Incident) -> Body:
        hit = [s for s in self._snapshot.components if s.component.id in incident.component_ids]
        return {
            "id": incident.id,
            "name": incident.name,
            "status": incident.stage.value,
            "created_at": self._time(incident.created_at),
            "updated_at": self._time(incident.updated_at),
            "monitoring_at": self._time(incident.monitoring_at),
            "resolved_at": self._time(incident.resolved_at),
            "impact": incident.impact.value,
            "shortlink": f"{self._snapshot.url}/incidents/{incident.id}",
            "started_at": self._time(incident.started_at),
            "page_id": self._snapshot.page_id,
            "incident_updates": [self._update(incident, u) for u in reversed(incident.updates)],
            "components": [self._component(shown) for shown in hit],
            "reminder_intervals": None,
        }

    def _update(self, incident: Incident, update: IncidentUpdate) -> Body:
        at = self._time(update.at)
        return {
            "id": update.id,
            "status": update.stage.value,
            "body": update.body,
            "incident_id": incident.id,
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": [self._change(change) for change in update.changes] or None,
            "deliver_notifications": update.is_told,
            "custom_tweet": None,
            "tweet_id": None,
        }

    def _change(self, change: ComponentChange) -> Body:
        return {
            "code": change.component_id,
            "name": self._full_name(change),
            "old_status": _known(change.before),
            "new_status": _known(change.after),
        }

    def _full_name(self, change: ComponentChange) -> str:
        """Group and component with a hyphen between, as Statuspage writes it."""
        group_id = next(
            (
                shown.component.group_id
                for shown in self._snapshot.components
                if shown.component.id == change.component_id
            ),
            None,
        )
        group = self._groups.get(group_id) if group_id else None
        return f"{group.name} - {change.name}" if group else change.name

    def _time(self, at: datetime | None) -> str | None:
        """With milliseconds always (some clients insist), in the page's zone, `Z` for UTC."""
        if at is None:
            return None
        text = at.astimezone(self._zone).isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _known(status: ComponentStatus) -> str:
    """The API has no word for missing data: a change from there is one from operational."""
    known = ComponentStatus.OPERATIONAL if status is ComponentStatus.NO_DATA else status
    return known.value
