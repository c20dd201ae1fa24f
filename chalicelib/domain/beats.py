"""Beats: a shard's signs of life, and the ticks that it missed."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.page import TICK
from chalicelib.domain.timeline import Stretch

# Longer than a day's roll-up can take to know better; more of them than this, and the oldest go.
GAPS_REMEMBERED = timedelta(hours=26)
MOST_GAPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """When a shard looked last, for which tick and by which roster, and what it missed of late."""

    at: datetime
    tick: datetime
    roster: str = ""
    gaps: tuple[Stretch, ...] = ()


def next_beat(last: Beat | None, *, tick: datetime, roster: str, at: datetime) -> Beat:
    """The beat of a tick. What lies between it and the last one was missed; a repeat adds nothing.

    A tick that was overtaken by a later one leaves that one standing. When the roster is another,
    the checks may have been elsewhere meanwhile: the roll-up will know whether they were looked at.
    """
    if last is None:
        return Beat(at=at, tick=tick, roster=roster)
    if tick <= last.tick:
        return replace(last, at=max(at, last.at))
    missed = Stretch(last.tick + TICK, tick)
    is_gap = missed.start < missed.end and roster == last.roster
    gaps = (*last.gaps, missed) if is_gap else last.gaps
    kept = tuple(gap for gap in gaps if gap.end > tick - GAPS_REMEMBERED)
    return Beat(at=max(at, last.at), tick=tick, roster=roster, gaps=kept[-MOST_GAPS:])


def beat_text(beat: Beat) -> str:
    """One line, such as `2026-11-22T12:03:01+00:00 1795348980 0f3a… 1795348800-1795348920`."""
    gaps = (f"{_epoch(gap.start)}-{_epoch(gap.end)}" for gap in beat.gaps)
    return " ".join([beat.at.isoformat(), str(_epoch(beat.tick)), beat.roster or "-", *gaps])


def read_beat(text: str) -> Beat:
    """What `beat_text` wrote, or the bare time of looking that an older version did."""
    at_text, *numbers = text.split()
    at = datetime.fromisoformat(at_text)
    if not numbers:
        return Beat(at=at, tick=at.replace(second=0, microsecond=0))
    tick, roster, *gaps = numbers
    pairs = (gap.split("-") for gap in gaps)
    return Beat(
        at=at,
        tick=_moment(tick),
        roster="" if roster == "-" else roster,
        gaps=tuple(Stretch(_moment(start), _moment(end)) for start, end in pairs),
    )


def _epoch(at: datetime) -> int:
    return int(at.timestamp())


def _moment(epoch: str) -> datetime:
    return datetime.fromtimestamp(int(epoch), UTC)
