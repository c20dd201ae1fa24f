"""Digests: what was told since the last one, once a day in one mail.

A round is one day's digest for all who chose it: which news it tells, and from when on it is due.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from chalicelib.domain.days import DAY, day_of
from chalicelib.domain.folding import Folded, folded
from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification
from chalicelib.domain.recurrence import moment_of
from chalicelib.domain.selections import Bearing, Selection, Updates, meets

# What is told is noted when it was handed over, at the time of the function that does it: none of
# ours runs for so long.
_NOTED_WITHIN = timedelta(minutes=5)


class Section(StrEnum):
    """How what is told stood at its end; declared in the order in which it is told."""

    OPEN = "open"
    OVER = "over"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """News from `since` on is told from `due_at` on; up to `until`, once it is being told."""

    since: datetime
    due_at: datetime
    until: datetime | None = None

    @property
    def id(self) -> str:
        """The same however often it is tried."""
        return derived_id("digest", self.since.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One mail: the stories that an audience wants to hear of, as they were told up to `until`.

    `url` is where the page is.
    """

    id: str
    page_name: str
    time_zone: str
    url: str
    language: str
    since: datetime
    until: datetime
    stories: tuple[Folded, ...]

    def within(self, section: Section) -> tuple[Folded, ...]:
        return tuple(each for each in self.stories if section_of(each.newest) is section)


def next_due(now: datetime, at: str, zone: str) -> datetime:
    """The next moment, after now, at which clocks there show `at`, such as 08:00: once a day, be it
    23 hours long or 25.
    """
    shown, today = time.fromisoformat(at), day_of(now, zone)
    days = (today + n * DAY for n in range(-1, 3))
    moments = (moment_of(datetime.combine(day, shown), zone) for day in days)
    return min(moment for moment in moments if moment > now)


def begun(waiting: Round, now: datetime) -> Round:
    """The round, which is due, with all the news that it tells."""
    return replace(waiting, until=max(waiting.since, now - _NOTED_WITHIN))


def after(told: Round, due_at: datetime) -> Round:
    """The round after one that was told."""
    assert told.until
    return Round(since=told.until, due_at=due_at)


def stories(
    news: Iterable[tuple[Notification, Bearing]], selection: Selection
) -> tuple[Folded, ...]:
    """Of all that was told what concerns who chose that, each incident and maintenance once."""
    at_once = replace(selection, updates=Updates.ALL)
    wanted = [said.said_in(selection.language) for said, held in news if meets(held, at_once)]
    once = {each.id: each for each in wanted}.values()
    ordered = sorted(once, key=lambda each: (each.told_id, each.place))
    found = (tuple(story) for _, story in groupby(ordered, key=lambda each: each.told_id))
    return tuple(
        sorted(
            (folded(story, is_first=False) for story in found),
            key=lambda each: (each.newest.started_at, each.newest.told_id),
        )
    )


def section_of(news: Notification) -> Section:
    """How what it tells of stands with it."""
    told = news.particulars.told if news.particulars else None
    if isinstance(told, Maintenance):
        if told.is_upcoming:
            return Section.PLANNED
        return Section.OPEN if told.is_active else Section.OVER
    is_open = told.is_open if isinstance(told, Incident) else not news.is_over
    return Section.OPEN if is_open else Section.OVER
