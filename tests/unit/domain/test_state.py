"""Patience: which results in a row make us believe what, and from when."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.rolling_up import contribution
from chalicelib.domain.state import CheckState, Transition, advance
from tests import specimens
from tests.specimens import minute

# Results and conditions are written as letters, one a tick.
LETTERS = {"U": Verdict.UP, "S": Verdict.SLOW, "D": Verdict.DOWN, "?": Verdict.UNKNOWN}
WORDS = {verdict: letter for letter, verdict in LETTERS.items()}

results = st.text(st.sampled_from("USD?"), max_size=12)
thresholds = st.integers(1, 5)


def patient(failures: int, recoveries: int) -> Check:
    return specimens.check(failure_threshold=failures, recovery_threshold=recoveries)


checks = st.builds(patient, thresholds, thresholds)


def result(letter: str, number: int = 0) -> Result:
    return Result(check_id="c1", verdict=LETTERS[letter], reason=f"look {number}")


def steps(check: Check, letters: str) -> list[tuple[CheckState, Transition | None]]:
    """The state after each of the looks, and what it made us believe."""
    made: list[tuple[CheckState, Transition | None]] = []
    state: CheckState | None = None
    for number, letter in enumerate(letters):
        state, transition = advance(check, state, result(letter, number), minute(number))
        made.append((state, transition))
    return made


def conditions(check: Check, letters: str) -> str:
    return "".join(WORDS[state.condition] for state, _ in steps(check, letters))


def state_after(check: Check, letters: str) -> CheckState:
    return steps(check, letters)[-1][0]


def transitions(check: Check, letters: str) -> list[Transition]:
    return [transition for _, transition in steps(check, letters) if transition]


@pytest.mark.parametrize(
    ("seen", "believed"),
    [
        pytest.param("UUU", "UUU", id="one good look is enough for a new check"),
        pytest.param("D", "?", id="a new check's first failure is not believed"),
        pytest.param("DD", "?D", id="its second is"),
        pytest.param("DU", "?U", id="a new check that comes to itself was never down"),
        pytest.param("SS", "US", id="a new check's first slow answer is an answer"),
        pytest.param("UDD", "UUD", id="two failures in a row are believed"),
        pytest.param("UDUDU", "UUUUU", id="failures that are not in a row are not"),
        pytest.param("DDUU", "?DDU", id="two good looks in a row end it"),
        pytest.param("DDUDUU", "?DDDDU", id="a failure between them begins the count anew"),
        pytest.param("USSUU", "UUSSU", id="slow and well again"),
        pytest.param("USUSU", "UUUUU", id="slow now and then is not slow"),
        pytest.param("USSDD", "UUSSD", id="slow for a while, then down"),
        pytest.param("USDD", "UUSD", id="a failure is at least slow"),
        pytest.param("UDS", "UUS", id="and so a slow answer after a failure makes it slow"),
        pytest.param("UDSDS", "UUSSS", id="which ends the row of failures"),
        pytest.param("DDSS", "?DDS", id="slow answers end an outage"),
        pytest.param("DDSUU", "?DDSU", id="slow on the way back"),
        pytest.param("U??", "UU?", id="blind after two looks that failed on our side"),
        pytest.param("U?U?U", "UUUUU", id="not after one"),
        pytest.param("U??U", "UU?U", id="one good look, and we see again"),
        pytest.param("U??S", "UU?U", id="a slow answer is an answer"),
        pytest.param("U??DD", "UU??D", id="a failure alone does not open our eyes"),
        pytest.param("UD?D", "UUUD", id="a look that failed on our side does not end a row"),
        pytest.param("DD???", "?DDDD", id="not seeing is not being well"),
        pytest.param("DD??UU", "?DDDDU", id="an outage that went on unseen ends like any"),
        pytest.param("???", "???", id="a check that never saw anything"),
    ],
)
def test_what_is_believed_after_each_look(seen: str, believed: str) -> None:
    assert conditions(patient(2, 2), seen) == believed


@pytest.mark.parametrize(
    ("failures", "recoveries", "seen", "believed"),
    [
        (1, 1, "UDUSU?U", "UDUSU?U"),
        (1, 3, "UDUUU", "UDDDU"),
        (3, 1, "UDDDU", "UUUDU"),
        (3, 3, "UDDUDDDUUDUUU", "UUUUUUDDDDDDU"),
        (3, 1, "USSSDDDU", "UUUSSSDU"),
        (4, 2, "SDSDDDD", "UUUSSSD"),
        (3, 1, "U???U", "UUU?U"),
    ],
)
def test_thresholds_say_how_patient_a_check_is(
    failures: int, recoveries: int, seen: str, believed: str
) -> None:
    assert conditions(patient(failures, recoveries), seen) == believed


@pytest.mark.parametrize(
    ("seen", "change", "since", "tick"),
    [
        ("UDD", "UD", 1, 2),
        ("UDUDD", "UD", 3, 4),
        ("DDUU", "DU", 2, 3),
        ("DDUDUU", "DU", 4, 5),
        ("UUSS", "US", 2, 3),
        ("USDD", "SD", 2, 3),
        ("USSSDD", "SD", 4, 5),
        ("DDSS", "DS", 2, 3),
        ("DDSUU", "SU", 3, 4),
        ("UUDS", "US", 2, 3),
        ("U??", "U?", 1, 2),
        ("U??U", "?U", 3, 3),
        ("UD?D", "UD", 1, 3),
        ("U??DD", "?D", 3, 4),
        ("DD", "?D", 0, 1),
        ("D?D", "?D", 0, 2),
        ("U", "?U", 0, 0),
    ],
)
def test_a_change_is_dated_back_to_the_first_look_that_spoke_for_it(
    seen: str, change: str, since: int, tick: int
) -> None:
    last = transitions(patient(2, 2), seen)[-1]
    assert WORDS[last.before] + WORDS[last.after] == change
    assert (last.since, last.tick) == (minute(since), minute(tick))


def test_a_change_names_check_and_component_and_the_reason_that_confirmed_it() -> None:
    last = transitions(patient(2, 2), "UDD")[-1]
    assert (last.check_id, last.component_id, last.reason) == ("c1", "shop", "look 2")


def test_a_change_that_is_believed_later_shortens_nothing_of_what_was_before() -> None:
    told = transitions(patient(2, 2), "USSDDSSUU")
    assert [WORDS[t.after] for t in told] == list("USDSU")
    assert [t.since for t in told] == [minute(n) for n in (0, 1, 3, 5, 7)]


@given(checks, results)
def test_the_same_looks_lead_to_the_same_state(check: Check, seen: str) -> None:
    assert steps(check, seen) == steps(check, seen)


@given(checks, results.filter(bool), st.sampled_from("USD?"), st.integers(0, 20))
def test_a_look_that_was_counted_or_is_older_changes_nothing(
    check: Check, seen: str, again: str, age: int
) -> None:
    state = state_after(check, seen)
    tick = state.tick - age * (minute(1) - minute(0))
    after, transition = advance(check, state, result(again), tick)
    assert after is state
    assert transition is None


@given(checks, results)
def test_counting_each_look_twice_is_counting_it_once(check: Check, seen: str) -> None:
    state: CheckState | None = None
    told = []
    for number, letter in enumerate(seen):
        for _ in range(2):
            state, transition = advance(check, state, result(letter, number), minute(number))
            told.append(transition)
    assert [t for t in told if t] == transitions(check, seen)
    assert state == (state_after(check, seen) if seen else None)


@given(checks, results)
def test_a_state_is_new_only_when_something_in_it_changed(check: Check, seen: str) -> None:
    states = [state for state, _ in steps(check, seen)]
    for before, after in pairwise(states):
        same = (before.slow, before.down, before.blind) == (after.slow, after.down, after.blind)
        assert (before is after) == same


@given(checks, results)
def test_a_check_that_goes_on_as_it_is_writes_nothing(check: Check, seen: str) -> None:
    settled = state_after(check, seen + "U" * check.recovery_threshold)
    late = minute(len(seen) + 100)
    assert advance(check, settled, result("U"), late) == (settled, None)


@given(checks, results)
def test_a_change_is_told_exactly_when_the_condition_changes(check: Check, seen: str) -> None:
    before = Verdict.UNKNOWN
    for number, (state, transition) in enumerate(steps(check, seen)):
        told = transition and (transition.before, transition.after, transition.tick)
        changed = (before, state.condition, minute(number)) if before != state.condition else None
        assert told == changed
        before = state.condition


@given(checks, results)
def test_no_change_is_dated_later_than_it_is_believed_or_before_the_first_look(
    check: Check, seen: str
) -> None:
    assert all(minute(0) <= t.since <= t.tick for t in transitions(check, seen))


@given(checks, results)
def test_enough_failures_in_a_row_are_believed_whatever_came_before(
    check: Check, before: str
) -> None:
    seen = before + "D" * check.failure_threshold
    assert state_after(check, seen).condition is Verdict.DOWN


@given(checks, results)
def test_enough_good_looks_in_a_row_are_believed_whatever_came_before(
    check: Check, before: str
) -> None:
    seen = before + "U" * check.recovery_threshold
    assert state_after(check, seen).condition is Verdict.UP


@given(checks, results, st.data())
def test_fewer_failures_than_the_threshold_change_nothing(
    check: Check, before: str, data: st.DataObject
) -> None:
    few = data.draw(st.integers(0, check.failure_threshold - 1))
    after_good_look = before + "U"
    believed = state_after(check, after_good_look).condition
    assert state_after(check, after_good_look + "D" * few).condition is believed


@given(checks, results, st.data())
def test_fewer_good_looks_than_the_threshold_end_no_outage(
    check: Check, before: str, data: st.DataObject
) -> None:
    few = data.draw(st.integers(0, check.recovery_threshold - 1))
    down = before + "D" * check.failure_threshold
    assert state_after(check, down + "U" * few).condition is Verdict.DOWN


@given(checks, results, st.integers(1, 6))
def test_not_seeing_never_ends_an_outage(check: Check, before: str, unseen: int) -> None:
    down = before + "D" * check.failure_threshold
    assert state_after(check, down + "?" * unseen).condition is Verdict.DOWN


@given(checks, results.filter(bool))
def test_what_is_believed_is_so_since_a_result_that_led_to_it(check: Check, seen: str) -> None:
    since, changes = state_after(check, seen).since, transitions(check, seen)
    if not changes:
        assert since is None
    else:
        assert since is not None
        assert changes[-1].since <= since <= changes[-1].tick


@given(checks, results)
def test_who_was_never_blind_knows_since_which_result_it_is_so(check: Check, seen: str) -> None:
    looks = "U" + seen.replace("?", "U")
    assert state_after(check, looks).since == transitions(check, looks)[-1].since


def contributed(verdicts: Iterable[Verdict], when_down: ComponentStatus) -> list[ComponentStatus]:
    return [contribution(verdict, when_down) for verdict in verdicts]


@pytest.mark.parametrize("when_down", ["degraded_performance", "partial_outage", "major_outage"])
def test_what_a_condition_makes_of_the_component(when_down: str) -> None:
    assert contributed(LETTERS.values(), ComponentStatus(when_down)) == [
        ComponentStatus.OPERATIONAL,
        ComponentStatus.DEGRADED_PERFORMANCE,
        ComponentStatus(when_down),
        ComponentStatus.NO_DATA,
    ]
