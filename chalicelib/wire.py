"""Statuspage's objects for what is told: the exact shapes that its many clients read.

The API answers with them, and webhooks post them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import ComponentChange, Incident, IncidentUpdate, Stage, Told
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page_urls import incident_url, maintenance_url
from chalicelib.said import plain

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What is told, in the API's words.

    `components` has the objects of those with these ids; `groups` the names of the groups of those
    that are in one, by their ids.
    """

    page_id: str
    page_url: str
    time_zone: str
    components: Callable[[Iterable[str]], list[Body]]
    groups: Mapping[str, str]

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
            "shortlink": incident_url(self.page_url, incident.id),
            "started_at": self.time(incident.started_at),
            "page_id": self.page_id,
            "incident_updates": self.updates(incident),
            "components": self.components(incident.component_ids),
            "reminder_intervals": None,
        }

    def postmortem(self, incident: Told) -> Body:
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
            "shortlink": maintenance_url(self.page_url, maintenance.id),
            "started_at": created_at,
            "page_id": self.page_id,
            "incident_updates": self.updates(maintenance),
            "components": self.components(maintenance.component_ids),
            "scheduled_for": self.time(maintenance.scheduled_for),
            "scheduled_until": self.time(maintenance.scheduled_until),
        }

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
        group = self.groups.get(change.component_id)
        return f"{group} - {change.name}" if group else change.name

    def time(self, at: datetime | None) -> str | None:
        """With milliseconds always (some clients insist), in the page's zone, `Z` for UTC."""
        if at is None:
            return None
        text = at.astimezone(ZoneInfo(self.time_zone)).isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _known(status: ComponentStatus) -> str:
    """The API has no word for missing data: a change from there is one from operational."""
    known = ComponentStatus.OPERATIONAL if status is ComponentStatus.NO_DATA else status
    return known.value
