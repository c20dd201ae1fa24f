"""What is told, as plain values for the team's programs: for the API and the terminal alike."""

import base64
from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.durations import duration_text
from chalicelib.domain.incidents import Incident, IncidentUpdate
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Image, Message
from chalicelib.domain.postmortems import Postmortem


def incident_document(incident: Incident) -> Mapping[str, object]:
    """How it stands, and all its updates, oldest first. Times are ISO 8601, in UTC."""
    return {
        "id": incident.id,
        "name": incident.name,
        "status": incident.stage.value,
        "impact": incident.impact.value,
        "started_at": incident.started_at.isoformat(),
        "created_at": incident.created_at.isoformat(),
        "updated_at": incident.updated_at.isoformat(),
        "resolved_at": _moment(incident.resolved_at),
        "next_update_by": _moment(incident.promised_by),
        "working_since": _moment(incident.working_since),
        "published_at": _moment(incident.veto_until),
        "is_automatic": not incident.is_taken_over,
        "component_ids": list(incident.component_ids),
        "updates": [_update(each) for each in incident.updates],
    }


def postmortem_document(draft: Postmortem) -> Mapping[str, object]:
    """The draft of a post-mortem, by the names that it is written with."""
    return {
        "incident_id": draft.incident_id,
        "body": draft.body,
        "signed_by": draft.signed_by or None,
        "saved_by": draft.saved_by,
        "created_at": draft.created_at.isoformat(),
        "saved_at": draft.saved_at.isoformat(),
    }


def maintenance_document(planned: Maintenance) -> Mapping[str, object]:
    """How it stands, and all its updates, oldest first. Durations are such as "24h"."""
    return {
        "id": planned.id,
        "name": planned.name,
        "status": planned.stage.value,
        "kind": planned.kind.value,
        "start": planned.scheduled_for.isoformat(),
        "end": planned.scheduled_until.isoformat(),
        "started_at": _moment(planned.started_at),
        "completed_at": _moment(planned.completed_at),
        "reminders": [duration_text(each) for each in planned.reminders],
        "recurrence": planned.series.rule if planned.series else None,
        "component_ids": list(planned.component_ids),
        "updates": [_update(each) for each in planned.updates],
    }


def message_document(message: Message) -> Mapping[str, object]:
    """By the names that it is written with."""
    return {
        "id": message.id,
        "text": message.text,
        "link": message.link and {"text": message.link.text, "url": message.link.url},
        "image": message.image and _image(message.image),
        "slots": [slot.value for slot in message.slots],
        "starts_at": message.starts_at.isoformat(),
        "ends_at": _moment(message.ends_at),
        "weight": message.weight,
        "suits_outage": message.suits_outage,
    }


def _image(image: Image) -> Mapping[str, object]:
    return {
        "name": image.picture.name,
        "content": base64.b64encode(image.picture.content).decode(),
        "alt": image.alt,
    }


def _update(update: IncidentUpdate) -> Mapping[str, object]:
    return {
        "number": update.number,
        "status": update.stage.value,
        "body": update.body,
        "at": update.at.isoformat(),
        **{aspect.value: text for aspect, text in update.aspects.items()},
        "components": {change.component_id: change.after.value for change in update.changes},
        "next_update_by": _moment(update.next_update_by),
        "signed_by": update.signature and update.signature.key,
        "corrects": update.corrects,
        "is_automatic": update.is_automatic,
        "tell": update.is_told,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
