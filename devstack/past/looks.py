"""Looks: what the checks saw in each tick of an invented past, and how long it took.

Latencies rise and fall with the day and the week around what is typical of a check. In a quiet
hour they are drawn once for each pace that an hour may have, as there are too many such hours to
draw each of them anew.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from chalicelib.domain.checks import Check, HttpTarget
from chalicelib.domain.definition import Definition
from chalicelib.domain.histogram import Histogram
from chalicelib.domain.hourly import Seen
from chalicelib.domain.page import TICK
from chalicelib.domain.results import (
    Failure,
    FailureKind,
    Observation,
    Phases,
    Result,
    Verdict,
    judge,
)
from chalicelib.domain.timeline import Stretch
from devstack.past.plot import Plot, Spell, drawn

_MILLISECOND = timedelta(milliseconds=1)
_FASTEST_MS, _SLOWEST_MS = 40.0, 240.0  # of what is typical of a check
_A_PACE = 1.05  # each is so much slower than the one before
_SCATTER = 0.18
_KINDS_OF_HOURS = 3  # of one pace
_ANSWERED = (Verdict.UP, Verdict.SLOW)
_SATURDAY = 5


class Looks:
    """What there was to see of one plot."""

    def __init__(self, definition: Definition, plot: Plot) -> None:
        self._zone = ZoneInfo(definition.page.time_zone)
        self._plot = plot
        self._checks = {each.id: definition.checks_of(each) for each in definition.components}
        self._quiet: dict[tuple[str, int, int, int], Histogram] = {}
        self._spells: dict[str, list[Spell]] = {}
        for spell in plot.spells:
            self._spells.setdefault(spell.component_id, []).append(spell)

    def is_missed(self, tick: datetime) -> bool:
        """Whether nobody looked then."""
        return any(gap.start <= tick < gap.end for gap in self._plot.gaps)

    def result(self, check: Check, tick: datetime) -> Result:
        """What the check saw in that tick, judged as any look is."""
        chance = drawn(check.id, int(tick.timestamp()))
        spell = self._spell(check.component_id, tick)
        if spell is None:
            seen = _answer(check.target, self._latency(check, self._pace(tick), chance))
        elif spell.is_down:
            seen = _failure(check.target, spell.symptom)
        else:
            seen = _answer(check.target, _slow_ms(check, chance))
        return judge(check, seen, now=tick)

    def seen(self, component_id: str, hour: Stretch) -> Seen:
        """All that was seen of a component in an hour."""
        ticks = [
            tick
            for tick in _ticks(hour)
            if self._plot.begun_at <= tick <= self._plot.last_tick and not self.is_missed(tick)
        ]
        results = [self.result(check, t) for t in ticks for check in self._checks[component_id]]
        took = tuple(each.phases.total_ms for each in results if each.verdict in _ANSWERED)
        return Seen(ticks=frozenset(ticks), latencies_ms=took)

    def quiet_latency(self, component_id: str, hour: Stretch) -> Histogram:
        """How fast a component answered in an hour in which nothing happened."""
        count = hour.length // TICK
        kind = int(hour.start.timestamp()) // 3600 % _KINDS_OF_HOURS
        key = (component_id, self._pace(hour.start), kind, count)
        if key not in self._quiet:
            self._quiet[key] = Histogram.of(self._quiet_hour(*key))
        return self._quiet[key]

    def _quiet_hour(self, component_id: str, pace: int, kind: int, count: int) -> Iterator[float]:
        for check in self._checks[component_id]:
            chance = drawn(check.id, pace, kind)
            yield from (self._latency(check, pace, chance) for _ in range(count))

    def _latency(self, check: Check, pace: int, chance: Random) -> float:
        slowest = _limit_ms(check.target) * 0.9  # nothing happened: it wasn't slow
        latency = _typical_ms(check) * _A_PACE**pace * chance.lognormvariate(0, _SCATTER)
        return min(latency, slowest)

    def _pace(self, at: datetime) -> int:
        """Slowest in the afternoon, quick at night and on weekends, and never twice the same."""
        local = at.astimezone(self._zone)
        of_day = 4 * math.sin((local.hour - 9) / 24 * math.tau)
        of_week = -2 if local.weekday() >= _SATURDAY else 0
        of_season = 2 * math.sin(local.toordinal() / 17) + math.sin(local.toordinal() / 3)
        return round(of_day + of_week + of_season)

    def _spell(self, component_id: str, tick: datetime) -> Spell | None:
        spells = self._spells.get(component_id, ())
        return next((each for each in spells if each.when.start <= tick < each.when.end), None)


@lru_cache(maxsize=4096)
def _drawn_ms(check_id: str) -> float:
    return drawn(check_id, "typical").uniform(_FASTEST_MS, _SLOWEST_MS)


def _typical_ms(check: Check) -> float:
    return min(_drawn_ms(check.id), _limit_ms(check.target) / 4)


def _limit_ms(target: HttpTarget) -> float:
    return (target.slow_after or target.deadline) / _MILLISECOND


def _slow_ms(check: Check, chance: Random) -> float:
    """Slower than it may be, where that is said; else just much slower than it is."""
    target = check.target
    latency = chance.lognormvariate(0.6, 0.35)
    if target.slow_after is None:
        return min(_typical_ms(check) * 4 * latency, 0.9 * _limit_ms(target))
    longest = target.deadline / _MILLISECOND
    return min(_limit_ms(target) * max(1.05, latency), max(0.95 * longest, _limit_ms(target) + 1))


def _answer(target: HttpTarget, total_ms: float, status: int | None = None) -> Observation:
    shares = {"dns_ms": 0.04, "connect_ms": 0.14, "first_byte_ms": 0.5}
    if target.url.startswith("https:"):
        shares["tls_ms"] = 0.22
    return Observation(
        phases=Phases(total_ms=total_ms, **{name: total_ms * of for name, of in shares.items()}),
        status=target.expected_status[0].first if status is None else status,
        body=(target.contains or "").encode(),
    )


def _failure(target: HttpTarget, symptom: int) -> Observation:
    """An error that wasn't expected, or no answer in time."""
    errors = [
        code
        for code in (503, 502)
        if not any(each.first <= code <= each.last for each in target.expected_status)
    ]
    if symptom < len(errors):
        return _answer(target, 40, errors[symptom])
    seconds = target.deadline.total_seconds()
    detail = f"no answer within {seconds:g} s (while waiting for the first byte)"
    return Observation(
        phases=Phases(total_ms=seconds * 1000), failure=Failure(FailureKind.TIMEOUT, detail)
    )


def _ticks(hour: Stretch) -> Iterable[datetime]:
    tick = hour.start
    while tick < hour.end:
        yield tick
        tick += TICK
