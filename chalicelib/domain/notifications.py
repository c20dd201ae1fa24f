"""Notifications: a piece of news on its way to those who asked for it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.incidents import STAGE_WORDS, Incident
from chalicelib.domain.wording import STATUS_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The latest update of an incident as news. `id` is the update's: the same at each retry."""

    id: str
    incident_id: str
    incident_name: str
    page_name: str
    stage: str
    body: str
    affected: tuple[str, ...]
    started_at: datetime
    at: datetime
    number: int
    time_zone: str
    url: str


def news_of(incident: Incident, *, page_name: str, time_zone: str, base_url: str) -> Notification:
    """The notification of the incident's newest update."""
    update = incident.updates[-1]
    return Notification(
        id=update.id,
        incident_id=incident.id,
        incident_name=incident.name,
        page_name=page_name,
        stage=STAGE_WORDS[update.stage],
        body=update.body,
        affected=tuple(f"{c.name} ({STATUS_WORDS[c.after].lower()})" for c in update.changes),
        started_at=incident.started_at,
        at=update.at,
        number=update.number,
        time_zone=time_zone,
        url=f"{base_url}/incidents/{incident.id}",
    )
