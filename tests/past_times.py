"""Pasts made up minute by minute, and what they come to by plain counting: one minute at a time,
each looked at by itself, without any of the arithmetic of the record.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.hourly import Past, Seen, rolled_up
from chalicelib.domain.page import TICK
from chalicelib.domain.record import Record, begun, closed, next_hour, with_hour
from chalicelib.domain.timeline import DATED_BACK_AT_MOST, StatusChange, Stretch, by_component
from chalicelib.domain.uptime import Tally

SHOP = "shop"

# The zones and dates at which calendars go wrong: clocks that skip or repeat midnight, that move
# by half an hour, a day that was left out, a leap day, and nothing at all.
EDGES = (
    ("Etc/UTC", date(2026, 11, 22)),
    ("Etc/UTC", date(2028, 2, 28)),
    ("Europe/Berlin", date(2026, 3, 28)),
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/Sao_Paulo", date(2018, 11, 3)),
    ("America/Sao_Paulo", date(2018, 2, 16)),
    ("Africa/Cairo", date(2026, 4, 23)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Asia/Beirut", date(2026, 3, 28)),
    ("Asia/Beirut", date(2026, 10, 24)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("Pacific/Apia", date(2011, 12, 29)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """One component's past, in whole minutes: the first look at `begins`, the last before `ends`.

    `unseen` are the minutes without a look, `planned` the stretches of maintenance.
    """

    begins: datetime
    ends: datetime
    changes: tuple[StatusChange, ...]
    unseen: frozenset[datetime] = frozenset()
    planned: tuple[Stretch, ...] = ()

    @property
    def status(self) -> ComponentStatus:
        """How it is in the end."""
        return self.changes[-1].after

    @property
    def looks(self) -> tuple[datetime, ...]:
        return tuple(tick for tick in minutes(self.begins, self.ends) if tick not in self.unseen)

    def status_at(self, at: datetime) -> ComponentStatus | None:
        """How that minute counts; None before the first look."""
        if at < self.begins:
            return None
        if at >= self.ends or at in self.unseen:
            return ComponentStatus.NO_DATA
        if any(stretch.start <= at < stretch.end for stretch in self.planned):
            return ComponentStatus.UNDER_MAINTENANCE
        return believed_at(at, self.changes)

    def counted(self, start: datetime, end: datetime) -> Tally:
        return counted(self.status_at(at) for at in minutes(start, end))

    def counted_by_date(self, zone: str, until: datetime) -> Mapping[date, Tally]:
        """Each minute on the day that a calendar on the wall shows then."""
        days: dict[date, list[ComponentStatus | None]] = {}
        wall = ZoneInfo(zone)
        for at in minutes(self.begins, until):
            days.setdefault(at.astimezone(wall).date(), []).append(self.status_at(at))
        return {day: counted(statuses) for day, statuses in days.items()}


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    for number in range((end - start) // TICK):
        yield start + number * TICK


def counted(statuses: Iterable[ComponentStatus | None]) -> Tally:
    """A minute each."""
    found = Counter(status for status in statuses if status)
    return Tally(**{status.value: 60 * count for status, count in found.items()})


def believed_at(
    at: datetime,
    changes: Iterable[StatusChange],
    otherwise: ComponentStatus = ComponentStatus.OPERATIONAL,
) -> ComponentStatus:
    """What one moment counts as, with each change weighed by itself, in the order of believing."""
    ordered = sorted(changes, key=lambda change: change.tick)
    status = ordered[0].before if ordered else otherwise
    for change in ordered:
        if at >= change.tick:
            status = change.after
        elif at >= change.since:
            is_worse = severity(change.after) > severity(change.before)
            status = max(status, change.after, key=severity) if is_worse else change.after
    return status


def rolled(made: Mapping[str, MadeUp], until: datetime, *zones: tuple[datetime, str]) -> Record:
    """The record up to the last whole hour by `until`, rolled up as the roll-up does it.

    Each zone holds from its moment on; the first from the beginning.
    """
    first = min(each.begins for each in made.values())
    return rolled_on(begun(first, zones[0][1]), made, until, *zones)


def rolled_on(
    record: Record, made: Mapping[str, MadeUp], until: datetime, *zones: tuple[datetime, str]
) -> Record:
    """The same from a record on that there is."""
    after = record
    for after in rolling(record, made, *zones):
        hour = next_hour(after, _zone_at(after.horizon, zones))
        if hour and hour.end > until:
            break
    return after


def rolling(
    record: Record, made: Mapping[str, MadeUp], *zones: tuple[datetime, str]
) -> Iterator[Record]:
    """The record as it is, and after each hour and each close of a day, without end."""
    past = past_of(made)
    looks = {key: frozenset(each.looks) for key, each in made.items()}
    while True:
        yield record
        zone = _zone_at(record.horizon, zones)
        hour = next_hour(record, zone)
        if hour is None:
            record = closed(record, zone)
            continue
        seen = {key: Seen(ticks=ticks) for key, ticks in looks.items()}
        record = with_hour(record, rolled_up(hour, past, seen))


def past_of(made: Mapping[str, MadeUp]) -> Past:
    return Past(
        since={key: each.begins for key, each in made.items()},
        statuses={key: each.status for key, each in made.items()},
        changes=by_component(change for each in made.values() for change in each.changes),
        maintenance={key: each.planned for key, each in made.items()},
    )


def _zone_at(at: datetime, zones: tuple[tuple[datetime, str], ...]) -> str:
    return [zone for since, zone in zones if since <= at or since == zones[0][0]][-1]


statuses = st.sampled_from(list(ComponentStatus))
_back = st.integers(0, DATED_BACK_AT_MOST // TICK)


@st.composite
def chains(
    draw: st.DrawFn, start: datetime, span: timedelta, component_id: str = SHOP
) -> tuple[StatusChange, ...]:
    """Changes that follow from one another, each dated back as far as it likes."""
    steps = st.lists(st.tuples(st.integers(1, 400), _back, statuses), max_size=8)
    drawn = draw(steps)
    ticks = [start + TICK * number for number in accumulate(step[0] for step in drawn)]
    befores = [draw(statuses), *(step[2] for step in drawn)]
    return tuple(
        StatusChange(
            component_id=component_id,
            before=before,
            after=after,
            since=tick - back * TICK,
            tick=tick,
        )
        for tick, before, (_, back, after) in zip(ticks, befores, drawn, strict=False)
        if tick < start + span
    )


@st.composite
def stretches(draw: st.DrawFn, start: datetime, span: timedelta) -> tuple[Stretch, ...]:
    """Some stretches within the span; they may overlap."""
    most = span // TICK
    pairs = st.tuples(st.integers(0, most), st.integers(0, most)).map(sorted)
    return tuple(
        Stretch(start + first * TICK, start + last * TICK)
        for first, last in draw(st.lists(pairs, max_size=3))
        if first < last
    )


@st.composite
def pasts(draw: st.DrawFn, start: datetime, span: timedelta, component_id: str = SHOP) -> MadeUp:
    """A past of that length, looked at from its first minute to its last."""
    first = StatusChange(
        component_id=component_id,
        before=ComponentStatus.NO_DATA,
        after=draw(statuses),
        since=start,
        tick=start,
    )
    later = draw(chains(start, span, component_id))
    if later:
        first = _followed_by(first, later[0])
    ends = start + span
    gaps = draw(stretches(start + TICK, span - 2 * TICK))
    unseen = frozenset(at for gap in gaps for at in minutes(gap.start, gap.end))
    return MadeUp(
        begins=start,
        ends=ends,
        changes=(first, *later),
        unseen=unseen,
        planned=draw(stretches(start, span)),
    )


def _followed_by(change: StatusChange, later: StatusChange) -> StatusChange:
    return StatusChange(
        component_id=change.component_id,
        before=change.before,
        after=later.before,
        since=change.since,
        tick=change.tick,
    )
