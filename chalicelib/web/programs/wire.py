"""Statuspage's objects: the exact shapes that the many clients of its API v2 read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.components import ComponentStatus, worst
from chalicelib.domain.incidents import ComponentChange, Incident, IncidentUpdate, Stage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import Group
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.web.addresses import incident_url, maintenance_url
from chalicelib.web.responses import Reply, cached, data
from chalicelib.web.said import plain

Body = dict[str, Any]


class Wire:
    """One view, in the API's words."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._snapshot = view.snapshot
        self._zone = ZoneInfo(view.snapshot.page.time_zone)
        self._groups = {group.id: group for group in view.snapshot.groups}

    def reply(self, **body: object) -> Reply:
        return cached(data({"page": self._page(), **body}))

    def status(self) -> Body:
        status = self._view.page_status
        return {"indicator": status.indicator.value, "description": status.description}

    def components(self) -> list[Body]:
        """Groups and components in one flat list, by position; positions repeat across parents."""
        rows = [self._group(group) for group in self._snapshot.groups]
        rows += [self._component(shown) for shown in self._snapshot.components]
        return sorted(rows, key=lambda row: int(row["position"]))

    def incidents(self, chosen: Iterable[Incident]) -> list[Body]:
        newest_first = sorted(chosen, key=lambda incident: incident.created_at, reverse=True)
        return [self.incident(incident) for incident in newest_first]

    def maintenances(self, chosen: Iterable[Maintenance]) -> list[Body]:
        """In the order that they come in."""
        return [self.maintenance(each) for each in chosen]

    def _page(self) -> Body:
        return {
            "id": self._snapshot.page_id,
            "name": self._snapshot.page.name,
            "url": self._snapshot.url,
            "time_zone": self._snapshot.page.time_zone,
            "updated_at": self.time(self._snapshot.made_at),
        }

    def _component(self, shown: ComponentView) -> Body:
        component = shown.component
        return {
            "id": component.id,
            "name": component.name,
            "status": shown.known.value,
            "created_at": self.time(shown.created_at),
            "updated_at": self.time(shown.updated_at or shown.since),
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
            "created_at": self.time(created_at),
            "updated_at": self.time(
                max((s.updated_at or s.since for s in children), default=created_at)
            ),
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

    def incident(self, incident: Incident) -> Body:
        return {
            "id": incident.id,
            "name": incident.name,
            "status": incident.stage.value,
            "created_at": self.time(incident.created_at),
            "updated_at": self.time(incident.updated_at),
            "monitoring_at": self.time(incident.monitoring_at),
            "resolved_at": self.time(incident.resolved_at),
            "impact": incident.impact.value,
            "shortlink": incident_url(self._snapshot.url, incident.id),
            "started_at": self.time(incident.started_at),
            "page_id": self._snapshot.page_id,
            "incident_updates": self.updates(incident),
            "components": self._affected(incident.component_ids),
            "reminder_intervals": None,
        }

    def postmortem(self, incident: Incident) -> Body:
        """What the page of a single incident says besides; all null without one."""
        told = next((u for u in incident.updates if u.stage is Stage.POSTMORTEM), None)
        at = self.time(told.at) if told else None
        return {
            "postmortem_body": plain(told.body, told) if told else None,
            "postmortem_body_last_updated_at": at,
            "postmortem_ignored": False,
            "postmortem_published_at": at,
            "postmortem_notified_subscribers": bool(told and told.is_told),
            "postmortem_notified_twitter": False,
        }

    def maintenance(self, maintenance: Maintenance) -> Body:
        """`started_at` is when it was announced, as with Statuspage; the window is at the end."""
        created_at = self.time(maintenance.created_at)
        return {
            "id": maintenance.id,
            "name": maintenance.name,
            "status": maintenance.stage.value,
            "created_at": created_at,
            "updated_at": self.time(maintenance.updated_at),
            "monitoring_at": None,
            "resolved_at": self.time(maintenance.completed_at),
            "impact": "maintenance",
            "shortlink": maintenance_url(self._snapshot.url, maintenance.id),
            "started_at": created_at,
            "page_id": self._snapshot.page_id,
            "incident_updates": self.updates(maintenance),
            "components": self._affected(maintenance.component_ids),
            "scheduled_for": self.time(maintenance.scheduled_for),
            "scheduled_until": self.time(maintenance.scheduled_until),
        }

    def _affected(self, component_ids: Iterable[str]) -> list[Body]:
        """As they are now, in the page's order; those that left the page are left out."""
        ids = set(component_ids)
        return [self._component(s) for s in self._snapshot.components if s.component.id in ids]

    def updates(self, told: Incident | Maintenance) -> list[Body]:
        return [self.update(told.id, update) for update in reversed(told.updates)]

    def update(self, incident_id: str, update: IncidentUpdate) -> Body:
        at = self.time(update.at)
        return {
            "id": update.id,
            "status": update.stage.value,
            "body": plain(update.body, update),
            "incident_id": incident_id,
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

    def time(self, at: datetime | None) -> str | None:
        """With milliseconds always (some clients insist), in the page's zone, `Z` for UTC."""
        if at is None:
            return None
        text = at.astimezone(self._zone).isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _known(status: ComponentStatus) -> str:
    """The API has no word for missing data: a change from there is one from operational."""
    known = ComponentStatus.OPERATIONAL if status is ComponentStatus.NO_DATA else status
    return known.value
