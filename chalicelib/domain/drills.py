"""Drills: a hidden notification goes the whole way, to canaries of our own, to prove that it works.

Nobody else hears of one, and nothing of it is on the page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.ids import derived_id
from chalicelib.words import ENGLISH

# Who hasn't heard by then won't.
PATIENCE = timedelta(minutes=5)
# By itself one starts on the first of each month, when people are at work in most of the world; and
# when that day was missed, a little later.
_DAY, _FROM_HOUR = 1, 9
_LONGEST_PAUSE = timedelta(days=35)
_TWO_DIGITS = 10
_MINUTE = timedelta(minutes=1)
KIND = "drill"
STARTED = "drill.started"
# Where our own webhook listens, below the page's address.
CANARY_PATH = "/canary/"


class Canary(StrEnum):
    """Who listens: a queue on the notifications topic, and a webhook, which the relay tells."""

    QUEUE = "queue"
    WEBHOOK = "webhook"


# What fails where one hears nothing, for the team.
_WAY = {
    Canary.QUEUE: "the queue on the notifications topic",
    Canary.WEBHOOK: "the webhook, which is posted to by way of relay and deliver",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What goes the way. `secret` signs what is posted to the webhook; `by` is who started it."""

    id: str
    at: datetime
    by: str
    secret: str = field(repr=False)

    @property
    def sent_id(self) -> str:
        """The same at each retry."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a drill is: when each canary heard, and when it was over, one way or the other."""

    drill: Drill
    heard: Mapping[Canary, datetime] = field(default_factory=dict)
    ended_at: datetime | None = None

    @property
    def missing(self) -> tuple[Canary, ...]:
        return tuple(each for each in Canary if each not in self.heard)

    @property
    def is_proven(self) -> bool:
        return not self.missing

    @property
    def took(self) -> timedelta:
        """From its start until the last canary had heard."""
        return max((self.took_to(each) for each in self.heard), default=timedelta(0))

    def took_to(self, canary: Canary) -> timedelta:
        """Until that one had heard; never below 0, though clocks differ."""
        return max(self.heard[canary] - self.drill.at, timedelta(0))

    def with_heard(self, heard: Mapping[Canary, datetime], now: datetime) -> "Course":
        """The first time counts, unless it was too late. It is over when all have heard, or when
        none may any more.
        """
        until = self.drill.at + PATIENCE
        in_time = {canary: at for canary, at in heard.items() if at <= until}
        after = replace(self, heard={**in_time, **self.heard})
        is_over = after.is_proven or now > until
        return replace(after, ended_at=now) if is_over else after


@dataclass(frozen=True, slots=True, kw_only=True)
class Drills:
    """The one that is under way, the last that is over, and the last that proved the way."""

    under_way: Course | None = None
    last: Course | None = None
    proven: Course | None = None

    @property
    def failed(self) -> Course | None:
        """The last, if it failed."""
        return self.last if self.last and not self.last.is_proven else None

    def starting(self, drill: Drill) -> "Drills":
        return replace(self, under_way=Course(drill=drill))

    def moved_to(self, course: Course) -> "Drills":
        """With the one that is under way as it is now."""
        if not course.ended_at:
            return replace(self, under_way=course)
        proven = course if course.is_proven else self.proven
        return Drills(last=course, proven=proven)

    def is_due(self, now: datetime) -> bool:
        """Whether one is to start by itself."""
        newest = self.under_way or self.last
        if newest and now - newest.drill.at > _LONGEST_PAUSE:
            return True
        is_the_day = now.day == _DAY and now.hour >= _FROM_HOUR
        return is_the_day and not (newest and newest.drill.at.date() == now.date())


def drill_id(seed: str) -> str:
    return derived_id(KIND, seed)


def missing_words(course: Course) -> str:
    """Such as: nothing was heard by the queue on the notifications topic."""
    ways = " nor by ".join(_WAY[each] for each in course.missing)
    return f"within {ENGLISH.duration(PATIENCE)} nothing was heard by {ways}"


def in_words(drills: Drills, now: datetime) -> str:
    """What is known of the way, in one sentence, such as: Last proven 3 days ago, 4.0 s."""
    if failed := drills.failed:
        return f"A drill failed {_ago(failed, now)}: {missing_words(failed)}."
    if proven := drills.proven:
        return f"Last proven {_ago(proven, now)}, {seconds(proven.took)}."
    return "No drill has proven it yet."


def _ago(course: Course, now: datetime) -> str:
    """Whole days, as soon as there are some."""
    passed = now - (course.ended_at or now)
    passed = timedelta(days=passed.days) or passed
    return f"{ENGLISH.duration(passed)} ago" if passed >= _MINUTE else "just now"


def seconds(span: timedelta) -> str:
    """Such as 4 s; below ten seconds with one decimal."""
    figure = span.total_seconds()
    return f"{figure:.0f} s" if figure >= _TWO_DIGITS else f"{figure:.1f} s"


def id_in(text: str) -> str | None:
    """The id of the drill in a message of the notifications topic; None where there is none."""
    match _read(text):
        case {"notification": {"kind": "drill", "id": str(found)}}:
            return found
    return None


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def drills_document(drills: Drills) -> Mapping[str, Any]:
    """All of it, but for secrets, in JSON's types."""
    courses = {"under_way": drills.under_way, "last": drills.last, "proven": drills.proven}
    return {key: _course_document(each) if each else None for key, each in courses.items()}


def _course_document(course: Course) -> Mapping[str, Any]:
    return {
        "id": course.drill.id,
        "started_at": course.drill.at.isoformat(),
        "started_by": course.drill.by,
        "ended_at": course.ended_at.isoformat() if course.ended_at else None,
        "proven": course.is_proven,
        "seconds": {
            each.value: course.took_to(each).total_seconds() if each in course.heard else None
            for each in Canary
        },
    }
