"""What a person asks of a maintenance, read of a form or of JSON: every fault at its place.

Components are named by their key, or by their id; times are ISO 8601, in the page's time zone when
they name none; windows are in whole minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from chalicelib.domain.definition import Definition
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.maintenances import Maintenance, MaintenanceKind
from chalicelib.domain.moments import moment
from chalicelib.domain.places import Fields, Place, Reader, Unusable, list_of
from chalicelib.domain.plan_changes import Words
from chalicelib.domain.planning import Plan
from chalicelib.domain.recurrence import rule
from chalicelib.domain.said_fields import BODY_LENGTH, NAME_LENGTH
from chalicelib.domain.scalars import (
    duration,
    known_word,
    line,
    one_of,
    passage,
    raw_text,
    yes_or_no,
)

T = TypeVar("T")

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)
FARTHEST = timedelta(days=730)
REMINDERS = (timedelta(hours=24), timedelta(hours=1))
REMINDERS_AT_MOST = 5
REMINDED = (timedelta(minutes=5), timedelta(days=30))
_WORDS = ("body", "bodies", "tell")
_WINDOW = ("start", "end", "duration")
_PLAN = ("name", "names", *_WORDS, *_WINDOW, "components", "kind", "reminders", "recurrence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Around what is asked: the page, when, and the maintenance that it is about, if any."""

    definition: Definition
    now: datetime
    maintenance: Maintenance | None = None

    @property
    def zone(self) -> str:
        return self.definition.page.time_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when to when."""

    start: datetime
    end: datetime


def plan_of(values: Mapping[str, object], asked: Planned) -> Plan:
    """The maintenance that the values announce; raises InvalidFields with all that is wrong.

    It needs a `name`, a `start`, and an `end` or a `duration`.
    """
    return _whole(values, partial(_plan, asked=asked))


def words_of(values: Mapping[str, object], asked: Planned, *, needed: bool = False) -> Words:
    """What is said, in `body`, its translations in `bodies`; raises as `plan_of`."""
    return _whole(values, lambda place: _words(place.fields(_WORDS), asked, needed=needed))


def cancellation_of(values: Mapping[str, object], asked: Planned) -> tuple[Words, bool]:
    """What is said, and whether the whole `series` is cancelled; raises as `plan_of`."""

    def read(place: Place) -> tuple[Words, bool]:
        fields = place.fields((*_WORDS, "series"))
        return _words(fields, asked), fields.read("series", yes_or_no, False)

    return _whole(values, read)


def move_of(values: Mapping[str, object], asked: Planned) -> tuple[Window, Words]:
    """The new window, as long as before where it isn't said, and the words; raises as `plan_of`."""

    def read(place: Place) -> tuple[Window, Words]:
        fields = place.fields((*_WINDOW, *_WORDS))
        before = asked.maintenance
        length = before.scheduled_until - before.scheduled_for if before else SHORTEST
        return _window(fields, asked, length=length), _words(fields, asked)

    return _whole(values, read)


def extension_of(values: Mapping[str, object], asked: Planned) -> tuple[datetime, Words]:
    """The new `end`, which may also be given as how much longer `by`, and the words."""

    def read(place: Place) -> tuple[datetime, Words]:
        fields = place.fields(("end", "by", *_WORDS))
        return _extended(fields, asked), _words(fields, asked)

    return _whole(values, read)


def _whole(values: Mapping[str, object], reader: Reader[T]) -> T:
    top = Place(dict(values), (), [])
    read = top.read(reader, None)
    if top.faults or read is None:
        raise InvalidFields(tuple(top.faults))
    return read


def _plan(place: Place, *, asked: Planned) -> Plan:
    fields = place.fields(_PLAN)
    wanted = "what is done, in a few words"
    window = _window(fields, asked, length=None)
    return Plan(
        name=fields.need("name", line(NAME_LENGTH), wanted=wanted, default=""),
        names=fields.read("names", _in_languages(line(NAME_LENGTH), asked), {}),
        starts_at=window.start,
        ends_at=window.end,
        component_ids=fields.read("components", partial(_components, asked=asked), ()),
        kind=fields.read("kind", one_of(MaintenanceKind), MaintenanceKind.WORK),
        reminders=fields.read("reminders", _reminders, REMINDERS),
        rule=fields.read("recurrence", rule, None),
        words=_words(fields, asked),
    )


def _words(fields: Fields, asked: Planned, *, needed: bool = False) -> Words:
    reader = passage(BODY_LENGTH)
    body = (
        fields.need("body", reader, wanted="what there is to say", default="")
        if needed
        else fields.read("body", reader, "")
    )
    bodies = fields.read("bodies", _in_languages(reader, asked), {})
    if bodies and "body" not in fields:
        fields.at("bodies").note('These are translations of "body", which is missing.')
    before = asked.maintenance
    is_told = fields.read("tell", yes_or_no, before.is_told if before else True)
    return Words(body=body, bodies=bodies, is_told=is_told)


def _in_languages(reader: Reader[str], asked: Planned) -> Reader[Mapping[str, str]]:
    """A reader of translations, by those languages of the page that come after its first."""
    others = asked.definition.page.languages[1:]

    def read(place: Place) -> Mapping[str, str]:
        if not others:
            raise Unusable("The page has one language; page.languages of its definition has more.")
        fields = place.fields(others)
        return {each: fields.read(each, reader, "") for each in others if each in fields}

    return read


def _components(place: Place, *, asked: Planned) -> tuple[str, ...]:
    """The ids, in the page's order."""
    keys = {each.key: each.id for each in asked.definition.components}
    ids = set(keys.values())

    def component(item: Place) -> str:
        text = raw_text(item)
        return text if text in ids else keys[known_word(text, keys)]

    named = set(list_of(component)(place))
    return tuple(each for each in keys.values() if each in named)


def _reminders(place: Place) -> tuple[timedelta, ...]:
    """The longest before first; an empty list is none at all."""
    if isinstance(place.value, list) and len(place.value) > REMINDERS_AT_MOST:
        raise Unusable(
            f"There are {len(place.value)} reminders here; write at most {REMINDERS_AT_MOST}."
        )
    return tuple(sorted(set(list_of(duration(*REMINDED))(place)), reverse=True))


def _window(fields: Fields, asked: Planned, *, length: timedelta | None) -> Window:
    """`length` is that of a window of which only the start is given; None where that won't do."""
    start = fields.need(
        "start",
        partial(_start, asked=asked),
        wanted="when it begins, such as 2026-03-01T02:00",
        default=asked.now,
    )
    if "end" in fields and "duration" in fields:
        fields.at("duration").note("There is an end already; write the one or the other.")
    if "end" in fields:
        end = fields.read("end", partial(_end_after, start=start, asked=asked), start + SHORTEST)
        return Window(start=start, end=end)
    if "duration" not in fields and length is None and "end" not in fields.misspelt:
        fields.at("end").note('"end" is missing; write when it is over, or a duration such as 2h.')
    lasting = fields.read("duration", _minutes(duration(SHORTEST, LONGEST)), length or SHORTEST)
    return Window(start=start, end=start + lasting)


def _start(place: Place, *, asked: Planned) -> datetime:
    at = _minute(place, asked)
    if at < asked.now - SHORTEST:
        raise Unusable("This is in the past; plan a time that is still to come.")
    if at - asked.now > FARTHEST:
        raise Unusable("This is more than two years away; plan a nearer time.")
    return at


def _end_after(place: Place, *, start: datetime, asked: Planned) -> datetime:
    end = _minute(place, asked)
    if end <= start:
        raise Unusable("This is not after the start; write a later time.")
    if end - start > LONGEST:
        raise Unusable("This is more than 30 days after the start; write an earlier time.")
    return end


def _extended(fields: Fields, asked: Planned) -> datetime:
    before = asked.maintenance
    start, until = (before.scheduled_for, before.scheduled_until) if before else (asked.now,) * 2
    if "end" in fields and "by" in fields:
        fields.at("by").note("There is an end already; write the one or the other.")
    if "by" in fields:
        more = fields.read("by", _minutes(duration(SHORTEST, LONGEST)), SHORTEST)
        return _bounded(fields.at("by"), until + more, start, asked)
    wanted = "when it is over, or how much longer by"
    end = fields.need("end", partial(_minute, asked=asked), wanted=wanted, default=None)
    return _bounded(fields.at("end"), end, start, asked) if end else until


def _bounded(place: Place, end: datetime, start: datetime, asked: Planned) -> datetime:
    if end <= max(start, asked.now):
        place.note("It would be over by then; write a later time, or complete it.")
    if end - start > LONGEST:
        place.note("This is more than 30 days after the start; write an earlier time.")
    return end


def _minute(place: Place, asked: Planned) -> datetime:
    """A moment without seconds. One that the clocks skip moves forward by what they skip."""
    at = moment(place, asked.zone)
    if at.second or at.microsecond:
        raise Unusable("Windows are in whole minutes; leave the seconds out.")
    return at


def _minutes(reader: Reader[timedelta]) -> Reader[timedelta]:
    def read(place: Place) -> timedelta:
        lasting = reader(place)
        if lasting % SHORTEST:
            raise Unusable("Windows are in whole minutes; leave the seconds out.")
        return lasting

    return read
