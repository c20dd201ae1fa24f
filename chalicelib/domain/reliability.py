"""The reliability reminder: the friendly, true account of all the time that the product was there.

Computed from the record, never from settings. The product's availability is the mean over its
components, each weighed by the time in which it was seen; an outage is a stretch in which any
component had a partial or a major one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.days import DAY, HOUR
from chalicelib.domain.record import Telling
from chalicelib.domain.snapshot import View
from chalicelib.domain.timeline import Stretch, clipped
from chalicelib.domain.tracks import Track, is_down, outages_of
from chalicelib.domain.uptime import Tally, percent, total

# Less is no record to speak of.
_LEAST = DAY
_LEAST_COVERAGE = Fraction(9, 10)
_YEAR = 365 * DAY
# Of the 365 days that are kept, today may have hardly begun, and one may have 23 hours.
_NEARLY_A_YEAR = _YEAR - DAY - HOUR
_BEARABLE = severity(ComponentStatus.UNDER_MAINTENANCE)


class Tone(StrEnum):
    """How the record may be spoken of, by how things are."""

    CALM = "calm"  # all is well
    MODEST = "modest"  # something is wrong: no boasting
    SILENT = "silent"  # the record is poor, short, or full of holes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What the record says. `uptime` is a percentage, floored.

    `span` is how long the oldest component of the page has been watched; `is_year` says that it is
    twelve months. `hours` are those of it that were seen and not planned as maintenance,
    `available_hours` the share of them that `uptime` is. `since_outage` is None during an outage,
    and counts from the beginning when there was none, as `had_outage` then says; `longest_run` is
    the longest time without, the present one included. `coverage` is a percentage, floored.
    """

    tone: Tone
    uptime: Decimal | None
    coverage: Decimal | None
    hours: int
    available_hours: int
    had_outage: bool
    since_outage: timedelta | None
    longest_run: timedelta
    span: timedelta
    is_year: bool
    told: Telling | None


def reliability(view: View, tracks: Mapping[str, Track]) -> Reliability | None:
    """The record as it may be spoken of at the view's time; None before there is any."""
    record = view.snapshot.record
    if record is None or not tracks:
        return None
    year = total(track.year for track in tracks.values())
    watched = timedelta(seconds=max(track.year.total_s for track in tracks.values()))
    is_year = watched >= _NEARLY_A_YEAR
    span = min(view.at - record.begun_at, _YEAR) if is_year else watched
    began = view.at - span
    outages = clipped(outages_of(view), began, view.at)
    runs = _runs(outages, began, view.at)
    # In whole hours from here on: what is said of them has to agree as it is said.
    hours = int(_hours_that_count(watched, year))
    return Reliability(
        tone=_tone(view, year, span),
        uptime=percent(year.uptime),
        coverage=percent(year.coverage),
        hours=hours,
        available_hours=int(hours * (year.uptime or 0)),
        had_outage=bool(outages),
        since_outage=None if is_down(view) else runs[-1].length,
        longest_run=max(run.length for run in runs),
        span=span,
        is_year=is_year,
        told=record.told,
    )


def _runs(outages: tuple[Stretch, ...], start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """The stretches between outages, oldest first, the present one last, be it of no length."""
    edges = [start, *(edge for outage in outages for edge in (outage.start, outage.end)), end]
    return tuple(Stretch(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


def _hours_that_count(watched: timedelta, year: Tally) -> Fraction:
    """The hours that were seen, and not planned as maintenance."""
    share = Fraction(year.counted_s, year.total_s) if year.total_s else Fraction(0)
    return Fraction(int(watched.total_seconds())) / int(HOUR.total_seconds()) * share


def _tone(view: View, year: Tally, span: timedelta) -> Tone:
    uptime, coverage = percent(year.uptime, places=3), year.coverage
    if uptime is None or coverage is None or span < _LEAST or coverage < _LEAST_COVERAGE:
        return Tone.SILENT
    if uptime < view.snapshot.page.reliability_floor:
        return Tone.SILENT
    return Tone.CALM if _is_well(view) else Tone.MODEST


def _is_well(view: View) -> bool:
    bad = (severity(status) > _BEARABLE for status in view.statuses.values())
    return not (view.blind_since or view.snapshot.open_incidents or any(bad))
