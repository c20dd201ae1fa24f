"""The plot: what happened to which component, and when; mostly nothing.

It is told in days before the page's today and drawn from the components' keys, so that two pasts
of one page are alike, whenever they are invented. A component has one spell a day at most, by
daylight; gaps and maintenance come at night. So nothing begins or ends in a gap.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chalicelib.domain.days import DAY, day_of, day_start
from chalicelib.domain.definition import Definition
from chalicelib.domain.page import TICK, Component
from chalicelib.domain.timeline import Stretch, clipped

_MONTH_DAYS = 30
_HOUR_MINUTES = 60
_MINUTE = timedelta(minutes=1)
# What the last weeks held, in days before today: the same for every page, so that there is
# something of everything to see, and a while without an outage at the end.
_LAST_OUTAGE, _LAST_MAINTENANCE, _LAST_SLOWNESS, _LAST_GAP = 6, 9, 11, 17
_NEXT_MAINTENANCE = 3  # days after today
_QUIET_DAYS = 14  # nothing else happened in them
# In a month of a page with one component; more components don't make it proportionally worse.
_OUTAGES, _SLOW_EVENINGS, _GAPS = 0.7, 0.5, 0.5
_SPREADS = 0.3  # how often an outage takes the next component with it
_SHORTEST_MINUTES, _LONGEST_MINUTES = 4, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch in which a component was down, or, if not, slow. `symptom` is any number."""

    component_id: str
    is_down: bool
    when: Stretch
    symptom: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A maintenance as it was planned; `is_under_way` if it has begun and isn't over."""

    component_ids: tuple[str, ...]
    when: Stretch
    is_under_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """`begun_at` is the first tick, and `last_tick` the last one. In `gaps` nothing looked."""

    begun_at: datetime
    last_tick: datetime
    spells: tuple[Spell, ...]
    gaps: tuple[Stretch, ...]
    works: tuple[Work, ...]


def plotted(definition: Definition, span: timedelta, now: datetime, *, trouble: bool) -> Plot:
    """What happened in that span up to now; with trouble, some of it goes on."""
    last_tick = now.replace(second=0, microsecond=0)
    calendar = _Calendar(last_tick, definition.page.time_zone)
    watched = [each for each in definition.components if definition.checks_of(each)]
    begun_at = last_tick - span // TICK * TICK
    # What is over was over for an hour, and what began did so an hour after the first look.
    told = Stretch(begun_at + timedelta(hours=1), last_tick - timedelta(hours=1))
    months = math.ceil(span / (_MONTH_DAYS * DAY))
    spells = _one_a_day(_spells(watched, months, calendar), calendar.zone)
    gaps = (_gap(month, calendar) for month in range(months))
    works = (_work(watched, month, calendar) for month in range(months))
    return Plot(
        begun_at=begun_at,
        last_tick=last_tick,
        spells=(
            *(each for each in spells if _is_within(each.when, told)),
            *(_trouble(watched, last_tick) if trouble else ()),
        ),
        gaps=tuple(each for each in gaps if each and _is_within(each, told)),
        works=(
            *(each for each in works if _is_within(each.when, told)),
            *(_under_way(watched, last_tick) if trouble else ()),
            _coming(watched, calendar),
        ),
    )


def drawn(*of: object) -> Random:
    """Chance that always falls the same way for the same words."""
    return Random(":".join(map(str, of)))  # noqa: S311 - a story, no secret


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Days before `now`'s, in the page's time zone."""

    now: datetime
    zone: str

    def stretch(self, days_back: int, minute: int, length: int) -> Stretch:
        """From that minute of the day, for so many minutes."""
        day = day_of(self.now, self.zone) - days_back * DAY
        start = day_start(day, self.zone) + minute * _MINUTE
        return Stretch(start, start + length * _MINUTE)


def _spells(watched: list[Component], months: int, calendar: _Calendar) -> Iterator[Spell]:
    yield from _last_weeks(watched, calendar)
    for month in range(months):
        for number, component in enumerate(watched):
            chance = drawn(component.key, month)
            rarity = math.sqrt(len(watched))
            days_back = _MONTH_DAYS * month + chance.randrange(1, _MONTH_DAYS)
            if days_back > _QUIET_DAYS and chance.random() < _OUTAGES / rarity:
                after = watched[(number + 1) % len(watched)]
                hit = [component, after] if chance.random() < _SPREADS else [component]
                yield from _outage(hit, days_back, chance, calendar)
            days_back = _MONTH_DAYS * month + chance.randrange(1, _MONTH_DAYS)
            if days_back > _QUIET_DAYS and chance.random() < _SLOW_EVENINGS / rarity:
                yield _slow_evening(component, days_back, chance, calendar)


def _last_weeks(watched: list[Component], calendar: _Calendar) -> Iterator[Spell]:
    chance = drawn(*(each.key for each in watched))
    hit, slow = chance.choice(watched), chance.choice(watched)
    when = calendar.stretch(_LAST_OUTAGE, 10 * _HOUR_MINUTES + 42, 23)
    yield Spell(component_id=hit.id, is_down=True, when=when)
    yield _slow_evening(slow, _LAST_SLOWNESS, chance, calendar)


def _outage(
    hit: list[Component], days_back: int, chance: Random, calendar: _Calendar
) -> Iterator[Spell]:
    """Of the components one after the other, and over for all at once."""
    minute = chance.randrange(7 * _HOUR_MINUTES, 20 * _HOUR_MINUTES)
    # Short ones are more frequent: half of them last for less than 22 minutes.
    length = round(_SHORTEST_MINUTES * (_LONGEST_MINUTES / _SHORTEST_MINUTES) ** chance.random())
    symptom = chance.randrange(3)
    for later, component in enumerate(hit):
        when = calendar.stretch(days_back, minute + later, length - later)
        yield Spell(component_id=component.id, is_down=True, when=when, symptom=symptom)


def _slow_evening(
    component: Component, days_back: int, chance: Random, calendar: _Calendar
) -> Spell:
    minute = chance.randrange(18 * _HOUR_MINUTES, 20 * _HOUR_MINUTES)
    when = calendar.stretch(days_back, minute, chance.randrange(50, 170))
    return Spell(component_id=component.id, is_down=False, when=when)


def _one_a_day(spells: Iterable[Spell], zone: str) -> list[Spell]:
    """The first of each component and day, so that no two meet."""
    first: dict[object, Spell] = {}
    for each in spells:
        first.setdefault((each.component_id, day_of(each.when.start, zone)), each)
    return sorted(first.values(), key=lambda each: (each.when, each.component_id))


def _gap(month: int, calendar: _Calendar) -> Stretch | None:
    """A while at night in which nobody looked."""
    chance = drawn("gap", month)
    if month == 0:
        return calendar.stretch(_LAST_GAP, 2 * _HOUR_MINUTES + 12, 47)
    if chance.random() > _GAPS:
        return None
    days_back = _MONTH_DAYS * month + chance.randrange(1, _MONTH_DAYS)
    return calendar.stretch(days_back, chance.randrange(70, 200), chance.randrange(5, 50))


def _work(watched: list[Component], month: int, calendar: _Calendar) -> Work:
    chance = drawn("maintenance", month, *(each.key for each in watched))
    days_back = _MONTH_DAYS * month + (chance.randrange(2, 28) if month else _LAST_MAINTENANCE)
    when = calendar.stretch(days_back, 4 * _HOUR_MINUTES, chance.choice((60, 90, 120)))
    return Work(component_ids=(chance.choice(watched).id,), when=when)


def _coming(watched: list[Component], calendar: _Calendar) -> Work:
    when = calendar.stretch(-_NEXT_MAINTENANCE, 4 * _HOUR_MINUTES, 120)
    return Work(component_ids=(watched[0].id,), when=when)


def _trouble(watched: list[Component], last_tick: datetime) -> Iterator[Spell]:
    """One is down and, if there is another, that one is slow."""
    yield _going_on(watched[0], last_tick, minutes=11, is_down=True)
    if len(watched) > 1:
        yield _going_on(watched[1], last_tick, minutes=26, is_down=False)


def _going_on(component: Component, last_tick: datetime, *, minutes: int, is_down: bool) -> Spell:
    when = Stretch(last_tick - minutes * _MINUTE, last_tick + DAY)
    return Spell(component_id=component.id, is_down=is_down, when=when)


def _under_way(watched: list[Component], last_tick: datetime) -> Iterator[Work]:
    when = Stretch(last_tick - 20 * _MINUTE, last_tick + 70 * _MINUTE)
    yield Work(component_ids=(watched[-1].id,), when=when, is_under_way=True)


def _is_within(stretch: Stretch, whole: Stretch) -> bool:
    return clipped([stretch], whole.start, whole.end) == (stretch,)
