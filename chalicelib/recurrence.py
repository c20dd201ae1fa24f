"""When a rule comes true next: the one home of python-dateutil, which knows the rules."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.recurrence import Occurrence, moment_of, on_the_wall

if TYPE_CHECKING:
    from dateutil.rrule import rrule

# What comes later than that is as good as never, and nobody has to look so far.
_FARTHEST = timedelta(days=366 * 11)
_A_DAY = 8  # characters of a day in UNTIL


def following(rule: str, first: datetime, after: datetime, zone: str) -> Occurrence | None:
    """The first time of the rule after what the clock on the wall shows; None when it is over.

    `first` is the first time of all, `rule` one that the domain has read. Both are counted on the
    clock on the wall of the zone, so that a window keeps its hour when the clocks change.
    """
    here: datetime | None = _times(rule, first, after, zone).after(after)
    return Occurrence(here=here, at=moment_of(here, zone)) if here else None


def begins_with(rule: str, first: datetime, zone: str) -> bool:
    """Whether that first time is one of the rule's."""
    return next(iter(_times(rule, first, first, zone)), None) == first


# dateutil is imported where it is used: few ticks and no page views need it.
def _times(rule: str, first: datetime, after: datetime, zone: str) -> "rrule":
    from dateutil.rrule import rrule, rrulestr

    parts = dict(part.split("=") for part in rule.split(";"))
    end = after + _FARTHEST
    if until := parts.pop("UNTIL", None):
        end = min(end, _last(until, zone))
    if "COUNT" not in parts:
        parts["UNTIL"] = f"{end:%Y%m%dT%H%M%S}"
    written = ";".join(f"{name}={value}" for name, value in parts.items())
    times = rrulestr(written, dtstart=first)
    assert isinstance(times, rrule)
    return times


def _last(until: str, zone: str) -> datetime:
    """On the clock on the wall; of a day, its last second."""
    at = datetime.fromisoformat(until)
    if len(until) == _A_DAY:
        return at + timedelta(days=1, seconds=-1)
    return on_the_wall(at.astimezone(UTC), zone)
