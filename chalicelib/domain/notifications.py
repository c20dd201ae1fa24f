"""Notifications: a piece of news on its way to those who asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.incidents import Incident, Told, name_of, text_of
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page_urls import incident_url, maintenance_url
from chalicelib.domain.particulars import Particulars
from chalicelib.domain.remarks import aspect_words, promise, remarks, signed
from chalicelib.domain.wording import stage_words, status_within
from chalicelib.words import ENGLISH, Tongue, tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The latest update of an incident or a maintenance as news.

    `id` is the update's: the same at each retry. All its words are in `language`; `stage` is the
    one word that stands before the name. `ascii_title` stands in for both where letters other than
    Latin ones can't be sent; "" when `language` is written in Latin letters.

    `body` and `aspects`, which are by their labels, may be Markdown: `is_markdown` says so.
    `signed` is who signs it, "" for nobody; `remarks` are sentences to stand by themselves.

    Of a maintenance `started_at` and `ends_at` are its window, and `concerned` the names of what
    it is about. `reminder` counts the reminders that come after the update of that number; 0 is
    the update itself. `particulars` is None in what an earlier version of the code wrote.
    """

    id: str
    told_id: str
    told_name: str
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
    ends_at: datetime | None = None
    concerned: tuple[str, ...] = ()
    reminder: int = 0
    is_markdown: bool = False
    aspects: Mapping[str, str] = field(default_factory=dict)
    signed: str = ""
    remarks: tuple[str, ...] = ()
    particulars: Particulars | None = None

    @property
    def sent_id(self) -> str:
        """The same at each retry; a reminder's is not that of the update which it follows."""
        return f"{self.id}-{self.reminder}" if self.reminder else self.id


def news_of(
    incident: Incident,
    *,
    page_name: str,
    time_zone: str,
    base_url: str,
    language: str = "en",
    particulars: Particulars | None = None,
) -> Notification:
    """The notification of the incident's newest update, in that language."""
    update = incident.updates[-1]
    speaking = tongue(language)
    labels = aspect_words(speaking)
    promised = promise(incident, update.at, time_zone, speaking)
    return Notification(
        id=update.id,
        told_id=incident.id,
        told_name=name_of(incident, language).text,
        page_name=page_name,
        stage=stage_words(speaking)[update.stage],
        body=text_of(update, language).text,
        affected=_affected(incident, speaking),
        started_at=incident.started_at,
        at=update.at,
        number=update.number,
        time_zone=time_zone,
        url=incident_url(base_url, incident.id),
        language=language,
        ascii_title=_ascii_title(incident, stage_words(ENGLISH)[update.stage], speaking),
        is_markdown=not update.is_automatic,
        aspects={labels[aspect]: text for aspect, text in update.aspects.items()},
        signed=signed(update.signature, speaking) if update.signature else "",
        remarks=(
            *remarks(incident, update, time_zone, speaking),
            *((promised,) if promised else ()),
        ),
        particulars=particulars,
    )


def news_of_maintenance(
    planned: Maintenance,
    *,
    page_name: str,
    time_zone: str,
    base_url: str,
    language: str = "en",
    names: Sequence[str] = (),
    word: str = "",
) -> Notification:
    """The notification of the maintenance's newest update.

    `names` are those of its components. `word`, a phrase, says what kind of news it is where the
    stage doesn't, such as that it was moved.
    """
    update = planned.updates[-1]
    speaking = tongue(language)
    english = word or stage_words(ENGLISH)[update.stage]
    return Notification(
        id=update.id,
        told_id=planned.id,
        told_name=name_of(planned, language).text,
        page_name=page_name,
        stage=speaking.say(word) if word else stage_words(speaking)[update.stage],
        body=text_of(update, language).text,
        affected=_affected(planned, speaking),
        started_at=planned.scheduled_for,
        ends_at=planned.scheduled_until,
        concerned=tuple(names),
        at=update.at,
        number=update.number,
        time_zone=time_zone,
        url=maintenance_url(base_url, planned.id),
        language=language,
        ascii_title=_ascii_title(planned, english, speaking),
        is_markdown=not update.is_automatic,
    )


def _affected(told: Told, speaking: Tongue) -> tuple[str, ...]:
    changes = told.updates[-1].changes
    return tuple(f"{c.name} ({status_within(c.after, speaking)})" for c in changes)


def _ascii_title(told: Told, english: str, speaking: Tongue) -> str:
    return "" if speaking.is_latin else f"{english}: {name_of(told, ENGLISH.code).text}"
