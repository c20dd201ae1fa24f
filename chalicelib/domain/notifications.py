"""Notifications: a piece of news on its way to those who asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.incidents import Incident, name_of, text_of
from chalicelib.domain.remarks import aspect_words, promise, remarks, signed
from chalicelib.domain.wording import stage_words, status_within
from chalicelib.words import ENGLISH, tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The latest update of an incident as news. `id` is the update's: the same at each retry.

    All its words are in `language`. `ascii_title` stands in for stage and name where letters
    other than Latin ones can't be sent; "" when `language` is written in Latin letters.

    `body` and `aspects`, which are by their labels, may be Markdown: `is_markdown` says so.
    `signed` is who signs it, "" for nobody; `remarks` are sentences to stand by themselves.
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
    is_markdown: bool = False
    aspects: Mapping[str, str] = field(default_factory=dict)
    signed: str = ""
    remarks: tuple[str, ...] = ()


def news_of(
    incident: Incident, *, page_name: str, time_zone: str, base_url: str, language: str = "en"
) -> Notification:
    """The notification of the incident's newest update, in that language."""
    update = incident.updates[-1]
    speaking = tongue(language)
    labels = aspect_words(speaking)
    promised = promise(incident, update.at, time_zone, speaking)
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
        is_markdown=not update.is_automatic,
        aspects={labels[aspect]: text for aspect, text in update.aspects.items()},
        signed=signed(update.signature, speaking) if update.signature else "",
        remarks=(
            *remarks(incident, update, time_zone, speaking),
            *((promised,) if promised else ()),
        ),
    )


def _english_title(incident: Incident) -> str:
    stage = stage_words(ENGLISH)[incident.updates[-1].stage]
    return f"{stage}: {name_of(incident, ENGLISH.code).text}"
