"""Figures: an invented past added up by the domain, hour by hour.

Hours in which nothing happened are alike: operational from end to end, at one of a few paces.
Those are not computed again and again; all others are rolled up as recording does it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.days import hours
from chalicelib.domain.definition import Definition
from chalicelib.domain.hourly import Past, rolled_up
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.planned import planned
from chalicelib.domain.record import Hour, Rollup
from chalicelib.domain.timeline import (
    DATED_BACK_AT_MOST,
    StatusChange,
    Stretch,
    by_component,
    clipped,
    united,
)
from chalicelib.domain.uptime import Tally
from devstack.past.beliefs import Beliefs
from devstack.past.looks import Looks
from devstack.past.plot import Plot

_HOUR = timedelta(hours=1)


class Figures:
    """What one plot comes to."""

    def __init__(
        self,
        definition: Definition,
        plot: Plot,
        looks: Looks,
        beliefs: Beliefs,
        maintenances: Iterable[Maintenance],
    ) -> None:
        self._looks = looks
        self.watched = tuple({check.component_id: None for check in definition.checks})
        self._since = dict.fromkeys(self.watched, plot.begun_at)
        states = beliefs.board.components
        self._statuses = {each: states[each].status for each in self.watched}
        self._changes = by_component(beliefs.changes)
        self._maintenance = planned(maintenances)
        self._busy = {each: self._eventful(each, plot) for each in self.watched}

    def of(self, stretch: Stretch) -> tuple[Hour, ...]:
        """The hours of a stretch, each with the roll-ups of all components."""
        busy = {
            each: found
            for each in self.watched
            if (found := clipped(self._busy[each], stretch.start, stretch.end))
        }
        return tuple(self._hour(hour, busy) for hour in hours(stretch))

    def _hour(self, hour: Stretch, busy: Mapping[str, tuple[Stretch, ...]]) -> Hour:
        in_it = [each for each in busy if clipped(busy[each], hour.start, hour.end)]
        seen = {each: self._looks.seen(each, hour) for each in in_it}
        rolled = rolled_up(hour, self._past(hour, in_it), seen)
        tally = Tally(operational=int(hour.length.total_seconds()))
        quiet = {
            each: Rollup(
                start=hour.start,
                end=hour.end,
                tally=tally,
                latency=self._looks.quiet_latency(each, hour),
            )
            for each in self.watched
            if each not in in_it
        }
        rollups = {**quiet, **rolled.rollups}
        return Hour(start=hour.start, end=hour.end, rollups=rollups, outages=rolled.outages)

    def _past(self, hour: Stretch, component_ids: Iterable[str]) -> Past:
        return Past(
            since=self._since,
            statuses=self._statuses,
            changes={each: self._changed_after(each, hour.start) for each in component_ids},
            maintenance=self._maintenance,
        )

    def _changed_after(self, component_id: str, moment: datetime) -> Sequence[StatusChange]:
        changes = self._changes.get(component_id, ())
        return changes[bisect_right(changes, moment, key=lambda change: change.tick) :]

    def _eventful(self, component_id: str, plot: Plot) -> tuple[Stretch, ...]:
        """When there is more to say of a component than that it was there; a bit around it too."""
        spells = [each.when for each in plot.spells if each.component_id == component_id]
        changes = [
            Stretch(change.since, change.tick + DATED_BACK_AT_MOST)
            for change in self._changes.get(component_id, ())
        ]
        first = Stretch(plot.begun_at - _HOUR, plot.begun_at + _HOUR)
        works = self._maintenance.get(component_id, ())
        return united([first, *spells, *changes, *plot.gaps, *works])
