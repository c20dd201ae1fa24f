"""The page in the objects of Statuspage's API v2: the exact shapes that its many clients read."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from chalicelib.domain.components import worst
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import Group
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.web.responses import Reply, cached, data
from chalicelib.wire import Body, Wire


class PageWire:
    """One view, in the API's words; `told` has those for what is told on it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._snapshot = view.snapshot
        self._zone = ZoneInfo(view.snapshot.page.time_zone)
        names = {group.id: group.name for group in view.snapshot.groups}
        self.told = Wire(
            page_id=self._snapshot.page_id,
            page_url=self._snapshot.url,
            time_zone=self._snapshot.page.time_zone,
            components=self._components,
            groups={
                shown.component.id: names[shown.component.group_id]
                for shown in self._snapshot.components
                if shown.component.group_id in names
            },
        )

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
        return [self.told.incident(incident) for incident in newest_first]

    def maintenances(self, chosen: Iterable[Maintenance]) -> list[Body]:
        """In the order that they come in."""
        return [self.told.maintenance(each) for each in chosen]

    def _page(self) -> Body:
        return {
            "id": self._snapshot.page_id,
            "name": self._snapshot.page.name,
            "url": self._snapshot.url,
            "time_zone": self._snapshot.page.time_zone,
            "updated_at": self.told.time(self._snapshot.made_at),
        }

    def _component(self, shown: ComponentView) -> Body:
        component = shown.component
        return {
            "id": component.id,
            "name": component.name,
            "status": shown.known.value,
            "created_at": self.told.time(shown.created_at),
            "updated_at": self.told.time(shown.updated_at or shown.since),
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
            "created_at": self.told.time(created_at),
            "updated_at": self.told.time(
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

    def _components(self, component_ids: Iterable[str]) -> list[Body]:
        """As they are now, in the page's order; those that left the page are left out."""
        ids = set(component_ids)
        return [self._component(s) for s in self._snapshot.components if s.component.id in ids]
