"""The state of a check: patience with results, until a change is believed.

Two triggers stand side by side, one for "at least slow" and one for "down". Each flips after as
many contrary results in a row as its threshold says, and remembers the first of them, so that
what is believed late is dated right. Being two, a check that was slow for a while is still
believed to be down as soon as enough results say so.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from chalicelib.domain.checks import Check
from chalicelib.domain.results import Result, Verdict

_AT_LEAST_SLOW = (Verdict.SLOW, Verdict.DOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`streak` counts the results in a row that speak against `on`, the first at `streak_from`."""

    on: bool = False
    since: datetime | None = None
    streak: int = 0
    streak_from: datetime | None = None

    def step(self, says_on: bool, *, threshold: int, tick: datetime) -> "Trigger":
        """The trigger after one more result; the same object when nothing changed."""
        if says_on == self.on:
            return replace(self, streak=0, streak_from=None) if self.streak else self
        first = self.streak_from or tick
        if self.streak + 1 >= threshold:
            return Trigger(on=says_on, since=first)
        return replace(self, streak=self.streak + 1, streak_from=first)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """What we believe of a check. `tick` is that of the last result that changed anything here."""

    check_id: str
    tick: datetime
    slow: Trigger = field(default_factory=Trigger)
    down: Trigger = field(default_factory=Trigger)
    blind: Trigger = field(default_factory=lambda: Trigger(on=True))
    reason: str = ""

    @property
    def condition(self) -> Verdict:
        """The believed verdict. Until one good look (or a believed failure) it is unknown."""
        if self.down.on:
            return Verdict.DOWN
        if self.blind.on:
            return Verdict.UNKNOWN
        return Verdict.SLOW if self.slow.on else Verdict.UP

    @property
    def since(self) -> datetime | None:
        """The first tick from which on all that decides the condition stood as it does.

        That is as of its transition, or a few ticks later when nothing was seen in between; None
        before anything was.
        """
        match self.condition:
            case Verdict.DOWN:
                return self.down.since
            case Verdict.UNKNOWN:
                return self.blind.since
            case Verdict.UP | Verdict.SLOW:
                triggers = (self.down, self.blind, self.slow)
                return max((each.since for each in triggers if each.since), default=None)
            case _:
                assert_never(self.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A believed change. `since` is the tick of the first result that spoke for it."""

    check_id: str
    component_id: str
    before: Verdict
    after: Verdict
    since: datetime
    tick: datetime
    reason: str


def advance(
    check: Check, state: CheckState | None, result: Result, tick: datetime
) -> tuple[CheckState, Transition | None]:
    """The state after the result of `tick`, and the change that it makes us believe, if any.

    A result that was counted before, or is older than one that was, changes nothing: the same
    state object comes back.
    """
    if state is None:
        before = CheckState(check_id=check.id, tick=tick)
        after = _step(before, check, result, tick)
    elif tick <= state.tick:
        return state, None
    else:
        before = state
        after = _step(before, check, result, tick)
        if (after.slow, after.down, after.blind) == (before.slow, before.down, before.blind):
            return state, None
    after = replace(after, tick=tick, reason=result.reason)
    return after, _transition(check, before, after, result)


def _step(state: CheckState, check: Check, result: Result, tick: datetime) -> CheckState:
    if result.verdict is Verdict.UNKNOWN:
        blind = state.blind.step(True, threshold=check.failure_threshold, tick=tick)
        return replace(state, blind=blind)
    down = _stepped(state.down, result.verdict is Verdict.DOWN, check, tick)
    slow = _stepped(state.slow, result.verdict in _AT_LEAST_SLOW, check, tick)
    return replace(state, slow=slow, down=down, blind=_seen(state.blind, result.verdict, tick))


def _stepped(trigger: Trigger, says_on: bool, check: Check, tick: datetime) -> Trigger:
    threshold = check.failure_threshold if says_on else check.recovery_threshold
    return trigger.step(says_on, threshold=threshold, tick=tick)


def _seen(blind: Trigger, verdict: Verdict, tick: datetime) -> Trigger:
    """One answer is enough to see again; a failure isn't one, as it may be of our own making."""
    says_blind = blind.on and verdict is Verdict.DOWN
    return blind.step(says_blind, threshold=1, tick=tick)


def _transition(
    check: Check, before: CheckState, after: CheckState, result: Result
) -> Transition | None:
    if before.condition is after.condition:
        return None
    return Transition(
        check_id=check.id,
        component_id=check.component_id,
        before=before.condition,
        after=after.condition,
        since=_changed_since(before, after),
        tick=after.tick,
        reason=result.reason,
    )


def _changed_since(before: CheckState, after: CheckState) -> datetime:
    """The first tick of the streak that flipped the trigger which decides the condition."""
    pairs = ((before.down, after.down), (before.blind, after.blind), (before.slow, after.slow))
    flipped = [new.since for old, new in pairs if old.on != new.on and new.since]
    return flipped[0] if flipped else after.tick
