"""Notifications: a piece of news on its way to those who asked for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.components import ComponentState
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import (
    Incident,
    MaintenanceStage,
    Stage,
    Told,
    name_of,
    text_of,
)
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import PageSettings
from chalicelib.domain.page_urls import incident_url, maintenance_url
from chalicelib.domain.particulars import Particulars, particulars_of
from chalicelib.domain.remarks import aspect_words, promise, remarks, signed
from chalicelib.domain.selections import NOBODY, Bearing, Reach, grown, reach_of
from chalicelib.domain.wording import stage_words, status_within
from chalicelib.words import ENGLISH, Tongue, tongue

# More than there are reminders of one maintenance.
_REMINDERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """The latest update of an incident or a maintenance as news.

    `id` is the update's: the same at each retry. All its words are in `language`, and those of
    `in_other_languages` in another one each; `stage` is the one word that stands before the name.
    `ascii_title` stands in for both where letters other than Latin ones can't be sent; "" when
    `language` is written in Latin letters.

    `body` and `aspects`, which are by their labels, may be Markdown: `is_markdown` says so.
    `signed` is who signs it, "" for nobody; `remarks` are sentences to stand by themselves.

    Of a maintenance `started_at` and `ends_at` are its window, and `concerned` the names of what
    it is about. `reminder` counts the reminders that come after the update of that number; 0 is
    the update itself.

    `reach` is whom all of it hits so far; `is_turn` marks a beginning, and `is_over` the end.
    `particulars` is None in what an earlier version of the code wrote.
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
    reach: Reach = NOBODY
    is_turn: bool = False
    is_over: bool = False
    particulars: Particulars | None = None
    in_other_languages: tuple["Notification", ...] = ()

    @property
    def sent_id(self) -> str:
        """The same at each retry; a reminder's is not that of the update which it follows."""
        return f"{self.id}-{self.reminder}" if self.reminder else self.id

    @property
    def place(self) -> int:
        """Where it stands in the story of what it tells: what comes later has a higher one."""
        return self.number * _REMINDERS + self.reminder

    def said_in(self, language: str) -> "Notification":
        """The same in that language; where there is none, in the page's first."""
        found = next((n for n in self.in_other_languages if n.language == language), self)
        return replace(found, particulars=self.particulars)

    def changed(self, change: Callable[["Notification"], "Notification"]) -> "Notification":
        """The same with the change, in each of its languages."""
        others = tuple(map(change, self.in_other_languages))
        return replace(change(self), in_other_languages=others)

    def bearing(self, told: Reach | None) -> Bearing:
        """What selections are held against; `told` is whom it hit when subscribers last heard."""
        return Bearing(
            about=self.told_id,
            reach=grown(told, self.reach),
            told=told,
            is_turn=self.is_turn,
            is_over=self.is_over,
        )


def news_of(
    incident: Incident,
    definition: Definition,
    components: Mapping[str, ComponentState],
    base_url: str,
) -> Notification:
    """The notification of the incident's newest update, in the page's languages.

    `components` are their states by id, as they are with it.
    """
    reach = reach_of(incident.component_ids, definition.components, impact=incident.impact)
    first, *others = (
        _of_incident(incident, definition.page, base_url, language)
        for language in definition.page.languages
    )
    return replace(
        first,
        reach=reach,
        is_over=incident.updates[-1].stage is Stage.RESOLVED,
        particulars=particulars_of(incident, definition, components, base_url=base_url),
        in_other_languages=tuple(others),
    )


def news_of_maintenance(
    planned: Maintenance,
    definition: Definition,
    components: Mapping[str, ComponentState],
    base_url: str,
    word: str = "",
) -> Notification:
    """The notification of the maintenance's newest update, in the page's languages.

    `word`, a phrase, says what kind of news it is where the stage doesn't, such as that it was
    moved.
    """
    stage = planned.updates[-1].stage
    reach = reach_of(planned.component_ids, definition.components, is_planned=True)
    first, *others = (
        _of_maintenance(planned, definition, base_url, language, word)
        for language in definition.page.languages
    )
    return replace(
        first,
        reach=reach,
        is_over=stage in (MaintenanceStage.COMPLETED, MaintenanceStage.CANCELLED),
        is_turn=_begins(planned),
        particulars=particulars_of(planned, definition, components, base_url=base_url),
        in_other_languages=tuple(others),
    )


def names_of(planned: Maintenance, definition: Definition) -> tuple[str, ...]:
    """What its components are called, in the page's order."""
    return tuple(each.name for each in definition.components if each.id in planned.component_ids)


def _begins(planned: Maintenance) -> bool:
    """Whether its newest update is the first that says that it is under way."""
    under_way = [u for u in planned.updates if u.stage is MaintenanceStage.IN_PROGRESS]
    return planned.updates[-1:] == tuple(under_way)


def _of_incident(
    incident: Incident, page: PageSettings, base_url: str, language: str
) -> Notification:
    update = incident.updates[-1]
    speaking = tongue(language)
    labels = aspect_words(speaking)
    promised = promise(incident, update.at, page.time_zone, speaking)
    return Notification(
        id=update.id,
        told_id=incident.id,
        told_name=name_of(incident, language).text,
        page_name=page.name,
        stage=stage_words(speaking)[update.stage],
        body=text_of(update, language).text,
        affected=_affected(incident, speaking),
        started_at=incident.started_at,
        at=update.at,
        number=update.number,
        time_zone=page.time_zone,
        url=incident_url(base_url, incident.id),
        language=language,
        ascii_title=_ascii_title(incident, stage_words(ENGLISH)[update.stage], speaking),
        is_markdown=not update.is_automatic,
        aspects={labels[aspect]: text for aspect, text in update.aspects.items()},
        signed=signed(update.signature, speaking) if update.signature else "",
        remarks=(
            *remarks(incident, update, page.time_zone, speaking),
            *((promised,) if promised else ()),
        ),
    )


def _of_maintenance(
    planned: Maintenance, definition: Definition, base_url: str, language: str, word: str
) -> Notification:
    page = definition.page
    update = planned.updates[-1]
    speaking = tongue(language)
    english = word or stage_words(ENGLISH)[update.stage]
    return Notification(
        id=update.id,
        told_id=planned.id,
        told_name=name_of(planned, language).text,
        page_name=page.name,
        stage=speaking.say(word) if word else stage_words(speaking)[update.stage],
        body=text_of(update, language).text,
        affected=_affected(planned, speaking),
        started_at=planned.scheduled_for,
        ends_at=planned.scheduled_until,
        concerned=names_of(planned, definition),
        at=update.at,
        number=update.number,
        time_zone=page.time_zone,
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
