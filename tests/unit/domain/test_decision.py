"""Since when a component was as it is: what is written down for the record."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from chalicelib.domain.board import Board
from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.decision import change, outlook
from chalicelib.domain.definition import Definition
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.timeline import StatusChange
from tests.specimens import PAGE, check, component, minute

LETTERS = {"U": Verdict.UP, "S": Verdict.SLOW, "D": Verdict.DOWN, "?": Verdict.UNKNOWN}
WORDS = {
    ComponentStatus.OPERATIONAL: "up",
    ComponentStatus.NO_DATA: "none",
    ComponentStatus.DEGRADED_PERFORMANCE: "slow",
    ComponentStatus.PARTIAL_OUTAGE: "partial",
    ComponentStatus.MAJOR_OUTAGE: "major",
}
Written = tuple[str, str, float, float]


def page_of(*checks: Check) -> Definition:
    return Definition(page=PAGE, groups=(), components=(component("shop"),), checks=checks)


def site(failures: int = 2, recoveries: int = 2) -> Check:
    """Its failure is a major outage."""
    return check("site", failure_threshold=failures, recovery_threshold=recoveries)


def help_page(failures: int = 2, recoveries: int = 2) -> Check:
    """Its failure is a partial outage."""
    plain = check("help", failure_threshold=failures, recovery_threshold=recoveries)
    return replace(plain, when_down=ComponentStatus.PARTIAL_OUTAGE)


def history(definition: Definition, looks: Mapping[str, str]) -> list[Written]:
    """The changes of the shop: before, after, since which minute, believed at which."""
    board = Board(version=0, episodes=(), checks={}, components={})
    written: list[StatusChange] = []
    for number in range(max(map(len, looks.values()))):
        results = [
            Result(check_id=key, verdict=LETTERS[letters[number]], reason="seen")
            for key, letters in looks.items()
        ]
        seen = outlook(definition, board, results, minute(number))
        made = change(definition, board, seen, {}, "https://status.example.com")
        written += made.history
        dated = [(state.since, state.updated_at) for state in made.components]
        assert dated == [(each.since, each.tick) for each in made.history]
        board = Board(
            version=number + 1,
            episodes=(),
            checks={**board.checks, **{state.check_id: state for state in made.checks}},
            components={
                **board.components,
                **{state.component_id: state for state in made.components},
            },
        )
    return [
        (
            WORDS[each.before],
            WORDS[each.after],
            (each.since - minute(0)).total_seconds() / 60,
            (each.tick - minute(0)).total_seconds() / 60,
        )
        for each in written
    ]


@pytest.mark.parametrize(
    ("looks", "written"),
    [
        pytest.param("UU", [("none", "up", 0, 0)], id="the first look"),
        pytest.param(
            "UUDDD", [("none", "up", 0, 0), ("up", "major", 2, 3)], id="from the first failing look"
        ),
        pytest.param(
            "UDDUU",
            [("none", "up", 0, 0), ("up", "major", 1, 2), ("major", "up", 3, 4)],
            id="to the first good one",
        ),
        pytest.param(
            "DDD", [("none", "none", 0, 0), ("none", "major", 0, 1)], id="failing from the first"
        ),
        pytest.param("UDUDU", [("none", "up", 0, 0)], id="glitches"),
        pytest.param(
            "U???U",
            [("none", "up", 0, 0), ("up", "none", 1, 2), ("none", "up", 4, 4)],
            id="not seeing",
        ),
    ],
)
def test_a_change_is_dated_back_to_the_look_that_spoke_for_it(
    looks: str, written: list[Written]
) -> None:
    assert history(page_of(site()), {"site": looks}) == written


def test_what_another_check_did_in_the_same_tick_makes_an_outage_no_longer() -> None:
    """It was slow by minute 4, and down by minute 7: both are believed at minute 8."""
    page = page_of(site(failures=2), help_page(failures=5))
    made = history(page, {"site": "UUUUUUUDD", "help": "UUUUSSSSS"})
    assert made[-1] == ("up", "major", 7, 8)


def test_an_outage_begins_with_the_first_of_the_checks_that_make_it_so_bad() -> None:
    page = page_of(site(failures=2), replace(check("api", failure_threshold=4)))
    made = history(page, {"site": "UUUUUDD", "api": "UUUDDDD"})
    assert made[-1] == ("up", "major", 3, 6)


def test_an_outage_ends_when_the_last_check_that_made_it_so_bad_answers() -> None:
    page = page_of(site(recoveries=2), check("api", recovery_threshold=4))
    made = history(page, {"site": "UDDDDDUU", "api": "UDDDUUUU"})
    assert made[-1] == ("major", "up", 6, 7)


def test_what_turned_slow_meanwhile_makes_an_outage_no_longer() -> None:
    """The site answers from minute 3 on, the help page is slow from minute 5 on."""
    page = page_of(site(recoveries=4), help_page(failures=2))
    made = history(page, {"site": "UDDUUUU", "help": "UUUUUSS"})
    assert made[-1] == ("major", "slow", 3, 6)


def test_an_outage_that_becomes_a_smaller_one_ends_with_the_large_one() -> None:
    page = page_of(site(), help_page())
    made = history(page, {"site": "UDDDUUU", "help": "UDDDDDD"})
    assert made[-2:] == [("up", "major", 1, 2), ("major", "partial", 4, 5)]


def test_no_change_is_dated_back_for_longer_than_the_most_patient_check() -> None:
    """The streak began before a gap in which nobody looked."""
    page = page_of(site(failures=2))
    board = Board(version=0, episodes=(), checks={}, components={})
    written: list[StatusChange] = []
    for number, verdict in ((0, Verdict.UP), (1, Verdict.DOWN), (60, Verdict.DOWN)):
        results = [Result(check_id="site", verdict=verdict, reason="seen")]
        seen = outlook(page, board, results, minute(number))
        made = change(page, board, seen, {}, "https://status.example.com")
        written += made.history
        dated = [(state.since, state.updated_at) for state in made.components]
        assert dated == [(each.since, each.tick) for each in made.history]
        components = {state.component_id: state for state in made.components}
        board = replace(
            board,
            checks={**board.checks, **{state.check_id: state for state in made.checks}},
            components={**board.components, **components},
        )
    assert (written[-1].since, written[-1].tick) == (minute(50), minute(60))
