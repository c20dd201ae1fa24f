"""Runs: no blame for what had less time than it may take; and what the audit log keeps of them."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.actors import terminal
from chalicelib.domain.audit import entry
from chalicelib.domain.checks import Check
from chalicelib.domain.component_tree import check_id
from chalicelib.domain.page import Component
from chalicelib.domain.results import Failure, FailureKind, Observation, Phases, Result, Verdict
from chalicelib.domain.runs import LONGEST, RAN, bounded, judged, run_facts, run_of
from tests import specimens
from tests.specimens import NOON

SHOP = Component(
    id="shop00000000", key="shop", name="Shop", description=None, group_id=None, position=1
)
TIMED_OUT = Observation(
    phases=Phases(total_ms=10_000),
    failure=Failure(FailureKind.TIMEOUT, "no answer within 10 s (while connecting)"),
)


def waiting(deadline: timedelta) -> Check:
    check = specimens.check()
    return replace(check, target=replace(check.target, deadline=deadline))


@given(st.timedeltas(timedelta(milliseconds=100), timedelta(seconds=30)))
def test_a_run_waits_no_longer_than_the_check_nor_than_it_can(deadline: timedelta) -> None:
    assert bounded(waiting(deadline)).target.deadline == min(deadline, LONGEST)


def test_what_may_take_longer_than_a_run_is_not_called_down() -> None:
    result = judged(waiting(timedelta(seconds=30)), TIMED_OUT, now=NOON)
    assert result.verdict is Verdict.UNKNOWN
    assert result.reason == (
        "no answer within 10 s (while connecting), which is as long as a run waits; the check "
        "itself waits 30s"
    )


def test_what_had_its_whole_time_is_down() -> None:
    result = judged(waiting(LONGEST), TIMED_OUT, now=NOON)
    assert (result.verdict, result.reason) == (
        Verdict.DOWN,
        "no answer within 10 s (while connecting)",
    )


tenths = st.one_of(st.none(), st.integers(0, 300_000).map(lambda n: n / 10))
results = st.builds(
    Result,
    check_id=st.just(""),
    verdict=st.sampled_from(Verdict),
    reason=st.text(),
    status=st.one_of(st.none(), st.integers(100, 599)),
    phases=st.builds(
        Phases,
        dns_ms=tenths,
        connect_ms=tenths,
        tls_ms=tenths,
        first_byte_ms=tenths,
        total_ms=st.integers(0, 300_000).map(lambda n: n / 10),
    ),
    certificate_days_left=st.one_of(st.none(), st.integers(-1000, 1000)),
)


@given(st.dictionaries(st.sampled_from(["home", "pay-by-card", "3"]), results, min_size=1))
def test_a_run_is_read_back_from_its_entry(seen: dict[str, Result]) -> None:
    note = entry(
        terminal("herb"), RAN, (SHOP.id, SHOP.name), after=run_facts(seen), now=NOON, seed="x"
    )
    run = run_of(note, SHOP, [])
    assert (run.id, run.at, run.by, run.component_id) == (note.id, NOON, "herb", SHOP.id)
    assert {each.key: each.result for each in run.findings} == {
        key: replace(result, check_id=check_id("shop", key)) for key, result in seen.items()
    }


def test_a_check_is_called_as_it_is_called_now() -> None:
    result = Result(check_id="", verdict=Verdict.UP, reason="answered 200 in 1 ms")
    facts = run_facts({"home": result, "gone": result})
    note = entry(terminal("herb"), RAN, (SHOP.id, SHOP.name), after=facts, now=NOON, seed="x")
    home = replace(specimens.check(), key="home", name="Front page")
    assert [each.name for each in run_of(note, SHOP, [home]).findings] == ["Front page", "gone"]
