"""Notifications: a piece of news on its way to those who asked for it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.incidents import Incident, name_of, text_of
from chalicelib.domain.wording import stage_words, status_within
from chalicelib.words import ENGLISH, tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The latest update of an incident as news. `id` is the update's: the same at each retry.

    All its words are in `language`. `ascii_title` stands in for stage and name where letters
    other than Latin ones can't be sent; "" when `language` is written in Latin letters.
    """

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
    language: str = "en"
    ascii_title: str = ""


def news_of(
    incident: Incident, *, page_name: str, time_zone: str, base_url: str, language: str = "en"
) -> Notification:
    """The notification of the incident's newest update, in that language."""
    update = incident.updates[-1]
    speaking = tongue(language)
    return Notification(
        id=update.id,
        incident_id=incident.id,
        incident_name=name_of(incident, language).text,
        page_name=page_name,
        stage=stage_words(speaking)[update.stage],
        body=text_of(update, language).text,
        affected=tuple(f"{c.name} ({status_within(c.after, speaking)})" for c in update.changes),
        started_at=incident.started_at,
        at=update.at,
        number=update.number,
        time_zone=time_zone,
        url=f"{base_url}/incidents/{incident.id}",
        language=language,
        ascii_title="" if speaking.is_latin else _english_title(incident),
    )


def _english_title(incident: Incident) -> str:
    stage = stage_words(ENGLISH)[incident.updates[-1].stage]
    return f"{stage}: {name_of(incident, ENGLISH.code).text}"
