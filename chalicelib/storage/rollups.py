"""What results add up to: hours and days, kept for ever, and the Record that pages show.

An hour is eight rows, which go some time after its day was put away. A component is always in the
same one, so that its hours are read without those of all others. A component's days of a month are
one row, and their hours four. Each is made of what came before it and of nothing else: writing one
again writes the same.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from chalicelib.domain.days import hours as hours_within
from chalicelib.domain.days import month_start, next_month
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.record import DayRollup, Hour, Record, Rollup, day_of_hours
from chalicelib.domain.timeline import Stretch
from chalicelib.storage import large, rollup_text
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CURRENT_RECORD, RECORD, Row
from chalicelib.storage.packing import pack, unpack
from chalicelib.storage.transactions import at_version, save_next

BLOCKS = 8  # of components; all are written, so that nothing of an earlier hour is left
DAYS_A_ROW = 8  # of hours: a row stays a few kilobytes
# Longer than anybody would leave a roll-up broken; DynamoDB then removes them for nothing.
_HOURS_STAY = timedelta(days=30)


@table_errors()
def load() -> tuple[Record | None, int]:
    """The Record and its version; None and 0 before the first roll-up.

    Raises Unavailable when a large one is being replaced faster than it can be read.
    """
    # The parts of a large record go when a newer one is there: then that is the one to read.
    found = _load() or _load()
    if found is None:
        raise Unavailable("The record is being written this very moment; please try again.")
    return found


@table_errors()
def save(record: Record, *, expected_version: int) -> None:
    """Put the Record in the place of that version; raises LostRace when there is a newer one."""
    version = expected_version + 1
    current, others = large.rows_of(RECORD, CURRENT_RECORD, version, pack(record))
    for row in others:
        row.save()
    current.save(condition=at_version(expected_version))
    large.remove_older(RECORD, version)


@table_errors()
def save_hour(day: date, hour: Hour, *, now: datetime) -> None:
    """Write down a closed hour of the page's day."""
    expires = int((now + _HOURS_STAY).timestamp())  # also when the hour is closed very late
    for block in range(BLOCKS):
        part = {each: hour.rollups[each] for each in hour.rollups if _block(each) == block}
        key = _hour_key(day, hour.start, block)
        Row(*key, packed=rollup_text.pack_hour(part), ttl=expires).save()


@table_errors()
def hours_of_day(day: date, start: datetime, end: datetime) -> Mapping[str, tuple[Rollup, ...]]:
    """The closed hours of the page's day, which lasted so, oldest first, by component id.

    What a run left behind that broke off, under another zone or with other components, is not
    taken in, and no hour twice.
    """
    found: dict[str, dict[datetime, Rollup]] = {}
    within = Row.sk.between(_key(start), _key(end))  # keys of that very end are longer, and out
    for row in Row.query(_hours_partition(day), within, consistent_read=True):
        for component_id, rollup in rollup_text.unpack_hour(row.packed).items():
            found.setdefault(component_id, {})[rollup.start] = rollup
    return {component_id: tuple(hours.values()) for component_id, hours in found.items()}


@table_errors()
def latest_hours(
    component_id: str, day: date, start: datetime, end: datetime
) -> tuple[Rollup, ...]:
    """The closed hours of one component on the page's day, which lasted so, oldest first.

    Unlike `hours_of_day` it is for readers, and may be a moment old.
    """
    block = _block(component_id)
    keys = [_hour_key(day, each.start, block) for each in hours_within(Stretch(start, end))]
    found = [rollup_text.unpack_hour(row.packed) for row in Row.batch_get(keys)] if keys else []
    return tuple(_by_start(hour[component_id] for hour in found if component_id in hour))


@table_errors()
def put_away(day: date, hours: Mapping[str, tuple[Rollup, ...]]) -> None:
    """Write down a closed day, whole and in its hours, with the other days of its month.

    Raises LostRace when somebody else does at the same moment: a day that they had put away, and
    that wasn't there yet when the month was read, would else be lost.
    """
    keys = [key for each in hours for key in (_days_key(each, day), _hours_key(each, day))]
    rows = {(row.pk, row.sk): row for row in Row.batch_get(keys, consistent_read=True)}
    changed: list[Row] = []
    for component_id, of_day in hours.items():
        whole = [day_of_hours(day, of_day)]
        before = rows.get(_days_key(component_id, day))
        days = [each for each in _days(before) if each.day != day]
        packed = rollup_text.pack_days(_by_date(days + whole))
        changed.append(_next(before, _days_key(component_id, day), packed))
        before = rows.get(_hours_key(component_id, day))
        others = [h for h in _hours(before) if not _overlaps(h, whole[0].whole)]
        packed = rollup_text.pack_rollups(_by_start([*others, *of_day]))
        changed.append(_next(before, _hours_key(component_id, day), packed))
    save_next(changed)


@table_errors()
def put_away_days(days: Mapping[date, Mapping[str, tuple[Rollup, ...]]]) -> None:
    """Write down many closed days at once, each row once, in the place of what is there.

    This is for a record that comes from elsewhere: in whole months, up to the last day, and while
    nobody rolls up.
    """
    whole: dict[tuple[str, str], list[DayRollup]] = {}
    parts: dict[tuple[str, str], list[Rollup]] = {}
    for day, hours in sorted(days.items()):
        for component_id, of_day in hours.items():
            whole.setdefault(_days_key(component_id, day), []).append(day_of_hours(day, of_day))
            parts.setdefault(_hours_key(component_id, day), []).extend(of_day)
    with Row.batch_write() as batch:
        for key, each in whole.items():
            batch.save(_next(None, key, rollup_text.pack_days(each)))
        for key, hours_of_row in parts.items():
            batch.save(_next(None, key, rollup_text.pack_rollups(hours_of_row)))


@table_errors()
def days(
    component_ids: Iterable[str], first: date, last: date
) -> Mapping[str, tuple[DayRollup, ...]]:
    """The closed days from the first to the last, both included, oldest first, by component id.

    A few items a component and month, whatever the number of checks that were made.
    """
    keys = [_days_key(each, month) for each in component_ids for month in _months(first, last)]
    rows = sorted(Row.batch_get(keys), key=lambda row: str(row.sk))
    found: dict[str, tuple[DayRollup, ...]] = {}
    for row in rows:
        component_id = row.pk.removeprefix(f"{RECORD}#")
        asked = (each for each in _days(row) if first <= each.day <= last)
        found[component_id] = (*found.get(component_id, ()), *asked)
    return found


@table_errors()
def hours(component_id: str, first: date, last: date) -> tuple[Rollup, ...]:
    """The hours of one component's closed days, oldest first; of whole rows, so perhaps more."""
    day, keys = first, set()
    while day <= last:
        keys.add(_hours_key(component_id, day))
        day += timedelta(days=1)
    rows = Row.batch_get(sorted(keys))
    return tuple(_by_start(hour for row in rows for hour in _hours(row)))


def _load() -> tuple[Record | None, int] | None:
    try:
        row = Row.get(RECORD, CURRENT_RECORD, consistent_read=True)
    except Row.DoesNotExist:
        return None, 0
    packed = large.whole(row, consistent=True)
    return None if packed is None else (unpack(Record, packed), int(row.version))


def _block(component_id: str) -> int:
    return zlib.crc32(component_id.encode()) % BLOCKS


def _next(before: Row | None, key: tuple[str, str], packed: bytes) -> Row:
    return Row(*key, version=int(before.version) + 1 if before else 1, packed=packed)


def _days(row: Row | None) -> list[DayRollup]:
    return rollup_text.unpack_days(row.packed) if row else []


def _hours(row: Row | None) -> list[Rollup]:
    return rollup_text.unpack_rollups(row.packed) if row else []


def _by_date(days: Sequence[DayRollup]) -> list[DayRollup]:
    return sorted(days, key=lambda each: each.day)


def _by_start(rollups: Iterable[Rollup]) -> list[Rollup]:
    return sorted(rollups, key=lambda each: each.start)


def _overlaps(hour: Rollup, day: Rollup) -> bool:
    return hour.start < day.end and hour.end > day.start


def _months(first: date, last: date) -> Iterator[date]:
    month = month_start(first)
    while month <= last:
        yield month
        month = next_month(month)


def _hours_partition(day: date) -> str:
    return f"HOURS#{day.isoformat()}"


def _hour_key(day: date, start: datetime, block: int) -> tuple[str, str]:
    return _hours_partition(day), f"{_key(start)}#{block:03d}"


def _days_key(component_id: str, day: date) -> tuple[str, str]:
    return f"{RECORD}#{component_id}", f"days#{day:%Y-%m}"


def _hours_key(component_id: str, day: date) -> tuple[str, str]:
    return f"{RECORD}#{component_id}", f"hours#{day:%Y-%m}#{(day.day - 1) // DAYS_A_ROW}"


def _key(at: datetime) -> str:
    return at.isoformat()
