"""How a component was over time: confirmed changes in, stretches of one status out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.uptime import Tally

# A change is dated back to the first result that spoke for it, and never further than this: the
# highest threshold is ten ticks. Whatever is older than that stands, and can be added up.
DATED_BACK_AT_MOST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """A change of a component's status. It was so `since`, and believed at `tick`."""

    component_id: str
    before: ComponentStatus
    after: ComponentStatus
    since: datetime
    tick: datetime


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time: from `start`, up to and without `end`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch in which a component had one status."""

    start: datetime
    end: datetime
    status: ComponentStatus


def by_component(changes: Iterable[StatusChange]) -> Mapping[str, Sequence[StatusChange]]:
    """The changes by component id."""
    found: dict[str, list[StatusChange]] = {}
    for change in changes:
        found.setdefault(change.component_id, []).append(change)
    return found


def spans(
    changes: Iterable[StatusChange], *, otherwise: ComponentStatus, start: datetime, end: datetime
) -> tuple[Span, ...]:
    """How one component was between two moments, without holes; adjacent spans differ.

    `changes` are all of that component with a tick after `start`; those with one after `end` may
    be left out as soon as they can't reach back to it. `otherwise` is its status if there are
    none. Where a change for the worse is dated back over a better status, it counts from there;
    where two overlap, the worse counts.
    """
    ordered = sorted(changes, key=lambda change: change.tick)
    first = ordered[0].before if ordered else otherwise
    line = [Span(start=start, end=end, status=first)] if start < end else []
    for change in ordered:
        line = list(_merged(_overlaid(line, change)))
    return tuple(line)


def within(
    line: Sequence[Span], stretches: Iterable[Stretch], status: ComponentStatus
) -> tuple[Span, ...]:
    """The same line with that status inside of the stretches."""
    for stretch in stretches:
        if line and stretch.start < line[-1].end and line[0].start < stretch.end:
            line = tuple(_merged(_with_status(line, stretch, status)))
    return tuple(line)


def between(line: Iterable[Span], start: datetime, end: datetime) -> tuple[Span, ...]:
    """What of the line lies between two moments."""
    return tuple(
        _span(max(span.start, start), min(span.end, end), span)
        for span in line
        if max(span.start, start) < min(span.end, end)
    )


def tally(line: Iterable[Span]) -> Tally:
    """The seconds of each status."""
    seconds = dict.fromkeys(ComponentStatus, 0)
    for span in line:
        seconds[span.status] += int((span.end - span.start).total_seconds())
    return Tally.of(seconds)


def clipped(stretches: Iterable[Stretch], start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """What of the stretches lies between two moments."""
    cut = (Stretch(max(each.start, start), min(each.end, end)) for each in stretches)
    return tuple(each for each in cut if each.start < each.end)


def united(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same time in stretches that neither overlap nor touch, oldest first."""
    together: list[Stretch] = []
    for each in sorted(stretches):
        if together and each.start <= together[-1].end:
            together[-1] = Stretch(together[-1].start, max(together[-1].end, each.end))
        else:
            together.append(each)
    return tuple(together)


def _with_status(line: Sequence[Span], stretch: Stretch, status: ComponentStatus) -> Iterator[Span]:
    for span in line:
        for piece in _cut(span, stretch.start, stretch.end):
            is_inside = stretch.start <= piece.start < stretch.end
            yield Span(start=piece.start, end=piece.end, status=status) if is_inside else piece


def _overlaid(line: Sequence[Span], change: StatusChange) -> Iterator[Span]:
    is_worse = severity(change.after) > severity(change.before)
    for span in line:
        for piece in _cut(span, change.since, change.tick):
            if piece.start < change.since:
                yield piece
            elif is_worse and piece.start < change.tick:
                worse = max(piece.status, change.after, key=severity)
                yield Span(start=piece.start, end=piece.end, status=worse)
            else:
                yield Span(start=piece.start, end=piece.end, status=change.after)


def _cut(span: Span, *moments: datetime) -> Iterator[Span]:
    """The span in pieces that end at the moments which lie inside of it."""
    start = span.start
    for moment in sorted(moments):
        if start < moment < span.end:
            yield _span(start, moment, span)
            start = moment
    yield _span(start, span.end, span)


def _span(start: datetime, end: datetime, of: Span) -> Span:
    """The part of a span; itself when it is all of it. A page makes thousands at each view."""
    if start == of.start and end == of.end:
        return of
    return Span(start=start, end=end, status=of.status)


def _merged(line: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in line:
        if held and held.status is span.status:
            held = Span(start=held.start, end=span.end, status=held.status)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held
