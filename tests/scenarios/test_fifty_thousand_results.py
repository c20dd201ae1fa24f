"""Fifty thousand results: rolled up, rolled up again and read again, with the same figures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from chalicelib.domain.board import Change
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.definition import Definition
from chalicelib.domain.page import TICK
from chalicelib.domain.results import Phases, Result, Verdict, answered
from chalicelib.domain.shards import roster_of
from chalicelib.domain.timeline import StatusChange, Stretch
from chalicelib.domain.uptime import total
from tests.past_times import MadeUp, minutes
from tests.scenarios.test_record import record, rolled_rows
from tests.specimens import definition
from tests.world import World

# The wings are imported where they are used: they read the environment that the fixtures make.

UP = ComponentStatus.OPERATIONAL

PARTS, CHECKS = 50, 4
TICKS_A_DAY = 63
DAYS = 4
BERLIN = "Europe/Berlin"
# Four days around the end of summer time.
WINTER = datetime(2026, 10, 23, 22, 0, tzinfo=UTC)


def made_up(component_id: str, random: Random) -> MadeUp:
    """Four days of ups and downs; in each it is looked at for a little more than an hour."""
    looks = {WINTER + n * DAY + number * TICK for n in range(DAYS) for number in range(TICKS_A_DAY)}
    ends = WINTER + (DAYS - 1) * DAY + TICKS_A_DAY * TICK
    changes = [
        StatusChange(
            component_id=component_id,
            before=ComponentStatus.NO_DATA,
            after=UP,
            since=WINTER,
            tick=WINTER,
        )
    ]
    for _ in range(12):
        tick = changes[-1].tick + TICK * random.randint(2, 700)
        after = random.choice([s for s in ComponentStatus if s is not changes[-1].after])
        since = tick - TICK * random.randint(0, 10)
        changes.append(
            StatusChange(
                component_id=component_id,
                before=changes[-1].after,
                after=after,
                since=since,
                tick=tick,
            )
        )
    start = WINTER + TICK * random.randint(0, 4000)
    return MadeUp(
        begins=WINTER,
        ends=ends,
        changes=tuple(changes),
        unseen=frozenset(each for each in minutes(WINTER, ends) if each not in looks),
        planned=(Stretch(start, start),),
    )


def believed(made: Mapping[str, MadeUp]) -> None:
    """Write down what was believed, as ticks would have done."""
    from chalicelib.storage import states

    components = tuple(
        ComponentState(
            component_id=key,
            status=each.status,
            since=each.changes[-1].tick,
            created_at=each.begins,
        )
        for key, each in made.items()
    )
    history = tuple(change for each in made.values() for change in each.changes)
    states.commit(states.load(), Change(components=components, history=history))


def latency(tick: datetime, check_id: str) -> float:
    """Some latency that differs by check and time."""
    component, number = int(check_id[5:7]), int(check_id[-1])
    return 20 + (component * 37 + number * 211 + int(tick.timestamp()) // 60 * 101) % 1500


def looked_at(page: Definition, ticks: list[datetime]) -> None:
    """All at once, whenever somebody looks; everything is up, and as quick as it likes."""
    from chalicelib.storage import samples, snapshots
    from chalicelib.storage.models import ROSTERS, Row
    from chalicelib.storage.packing import to_json

    roster = roster_of(page.checks)
    Row(ROSTERS, roster.digest, facts=to_json(roster)).save()
    for tick in ticks:
        results = [up(check.id, latency(tick, check.id)) for check in page.checks]
        samples.record(0, tick, results, roster, 90 * DAY)
    snapshots.beat(0, tick=ticks[-1], roster="r", at=ticks[-1])


def up(check_id: str, total_ms: float) -> Result:
    phases = Phases(total_ms=total_ms)
    reason = answered(200, phases)
    return Result(check_id=check_id, verdict=Verdict.UP, reason=reason, status=200, phases=phases)


def test_fifty_thousand_results_are_rolled_up_re_rolled_and_re_read_with_the_same_figures(
    here: World,
) -> None:
    from chalicelib.storage import applied, rollups
    from chalicelib.storage.models import CURRENT_RECORD, RECORD, Row

    page = definition({f"part-{n:02d}": CHECKS for n in range(PARTS)})
    page = replace(page, page=replace(page.page, time_zone=BERLIN))
    applied.save(page, expected_revision=0, now=WINTER)
    random = Random(20_261_122)
    made = {component.id: made_up(component.id, random) for component in page.components}
    ticks = sorted(made["part-00"].looks)
    assert len(ticks) * len(page.checks) >= 50_000
    believed(made)
    looked_at(page, ticks)
    here.clock.moment = WINTER + DAYS * DAY + 3 * HOUR
    here.roll_up()

    first, rows = record(), rolled_rows()
    days = rollups.days(made, date(2026, 10, 1), date(2026, 10, 31))
    check_against_the_minutes(made, days, first.horizon)
    check_against_the_latencies(days, ticks)

    Row(RECORD, CURRENT_RECORD).delete()
    here.roll_up()
    assert record() == first
    assert rolled_rows() == rows
    assert rollups.days(made, date(2026, 10, 1), date(2026, 10, 31)) == days
    here.roll_up()
    assert (record(), rolled_rows()) == (first, rows)


def check_against_the_minutes(
    made: Mapping[str, MadeUp], days: Mapping[str, Any], horizon: datetime
) -> None:
    """Each day of each part is what its minutes add up to on a wall in Berlin."""
    known = record()
    for key, each in made.items():
        assert total(day.whole.tally for day in days[key]).total_s == 97 * 3600
        by_date = dict(each.counted_by_date(BERLIN, horizon))
        today = by_date.pop(known.day)
        assert {day.day: day.whole.tally for day in days[key]} == by_date
        assert known.components[key].closed_days == tuple(by_date.values())
        assert known.components[key].today == today
        assert [day.whole.end - day.whole.start for day in days[key]] == [
            24 * HOUR,
            25 * HOUR,
            24 * HOUR,
            24 * HOUR,
        ]


def check_against_the_latencies(days: Mapping[str, Any], ticks: list[datetime]) -> None:
    for component_id, each in days.items():
        assert sum(day.whole.latency.count for day in each) == len(ticks) * CHECKS
        for day in each:
            of_day = sorted(
                latency(tick, f"{component_id}-{number}")
                for tick in ticks
                for number in range(CHECKS)
                if day.whole.start <= tick < day.whole.end
            )
            assert day.whole.latency.count == len(of_day)
            for share in (50, 95, 99):
                exact = of_day[-(-len(of_day) * share // 100) - 1]
                assert day.whole.latency.percentile(share) == pytest.approx(exact, rel=0.0443)
