"""Which failures are one incident, and when it is over."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.automatic import (
    REOPEN_WITHIN,
    Episode,
    Known,
    Move,
    MoveKind,
    Moves,
    next_moves,
)
from chalicelib.domain.results import Verdict
from chalicelib.domain.state import Transition
from tests.specimens import minute

# What is believed of a check, one letter a minute; "-" is a check that isn't on the page.
LETTERS = {"U": Verdict.UP, "S": Verdict.SLOW, "D": Verdict.DOWN, "?": Verdict.UNKNOWN}
GONE = "-"


@dataclass
class Story:
    """What happens to some checks, minute by minute, and what is made of it."""

    join_window: timedelta = timedelta(minutes=3)
    episodes: tuple[Episode, ...] = ()
    conditions: Mapping[str, Verdict] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)

    def _owner(self, check_id: str) -> str:
        return self.owners.get(check_id, f"component of {check_id}")

    def goes_on(self, number: int, believed: Mapping[str, str]) -> tuple[Moves, list[Transition]]:
        """One minute; gives the moves, and the transitions that they were made of."""
        now = {c: LETTERS[letter] for c, letter in believed.items() if letter != GONE}
        changed = [
            Transition(
                check_id=check_id,
                component_id=self._owner(check_id),
                before=self.conditions.get(check_id, Verdict.UNKNOWN),
                after=verdict,
                since=minute(number - 1),
                tick=minute(number),
                reason="",
            )
            for check_id, verdict in now.items()
            if verdict is not self.conditions.get(check_id, Verdict.UNKNOWN)
        ]
        moves = next_moves(
            tick=minute(number),
            transitions=changed,
            checks={
                c: Known(component_id=self._owner(c), condition=verdict)
                for c, verdict in now.items()
            },
            episodes=self.episodes,
            join_window=self.join_window,
        )
        self.episodes, self.conditions = moves.episodes, now
        return moves, changed


def told(*checks: str, join: int = 3) -> dict[int, list[str]]:
    """By minute, what there was to tell; the checks are called a, b, c, ... in order."""
    story = Story(timedelta(minutes=join))
    happened = {}
    for number, letters in enumerate(zip(*checks, strict=True)):
        believed = dict(zip("abcdef", letters, strict=False))
        moves, _ = story.goes_on(number, believed)
        if moves.moves:
            happened[number] = [f"{m.kind} {''.join(m.episode.check_ids)}" for m in moves.moves]
    return happened


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        pytest.param(["UDDU"], {1: ["open a"], 3: ["resolve a"]}, id="an outage"),
        pytest.param(["?DDU"], {1: ["open a"], 3: ["resolve a"]}, id="of a new check"),
        pytest.param(["USSU"], {}, id="slow alone is no incident"),
        pytest.param(["U??U"], {}, id="nor is being blind"),
        pytest.param(["UDDD"], {1: ["open a"]}, id="it goes on without a word"),
        pytest.param(["USDSU"], {2: ["open a"], 3: ["ease a"], 4: ["resolve a"]}, id="slowly back"),
        pytest.param(["UDSSSU"], {1: ["open a"], 2: ["ease a"], 5: ["resolve a"]}, id="eased once"),
        pytest.param(["UDSD"], {1: ["open a"], 2: ["ease a"], 3: ["return a"]}, id="worse again"),
        pytest.param(
            ["UDSDS"],
            {1: ["open a"], 2: ["ease a"], 3: ["return a"], 4: ["ease a"]},
            id="and better again",
        ),
        pytest.param(
            ["UDUDU"],
            {1: ["open a"], 2: ["resolve a"], 3: ["return a"], 4: ["resolve a"]},
            id="it comes back",
        ),
        pytest.param(["UD?", "UUU"], {1: ["open a"]}, id="a check that can't look holds it open"),
        pytest.param(["UD?U"], {1: ["open a"], 3: ["resolve a"]}, id="until it looks again"),
        pytest.param(["UD-"], {1: ["open a"], 2: ["resolve a"]}, id="a removed check lets it go"),
        pytest.param(
            ["UD-", "UDD"], {1: ["open ab"]}, id="but not while another of its checks is down"
        ),
        pytest.param(
            ["UDUU", "UDDU"], {1: ["open ab"], 3: ["resolve ab"]}, id="over when all is well"
        ),
        pytest.param(
            ["UDUU", "UDSU"], {1: ["open ab"], 2: ["ease ab"], 3: ["resolve ab"]}, id="nearly well"
        ),
        pytest.param(
            ["UDUDU", "UDDDU"],
            {1: ["open ab"], 4: ["resolve ab"]},
            id="what fails again within an open incident is known",
        ),
        pytest.param(
            ["UDUU", "UUDU"], {1: ["open a"], 2: ["join ab"], 3: ["resolve ab"]}, id="it moves on"
        ),
    ],
)
def test_what_is_told_of_what_is_believed(
    checks: Sequence[str], expected: dict[int, list[str]]
) -> None:
    assert told(*checks) == expected


def test_what_fails_up_to_the_end_of_the_window_joins() -> None:
    assert told("UDDD", "UUUD") == {1: ["open a"], 3: ["join ab"]}


def test_what_fails_after_the_window_is_another_incident() -> None:
    assert told("UDDDD", "UUUUD") == {1: ["open a"], 4: ["open b"]}


def test_one_more_check_of_a_component_that_is_hit_joins_whenever_it_fails() -> None:
    story = Story(owners={"a": "shop", "b": "shop"})
    happened = [story.goes_on(n, {"a": a, "b": b})[0].moves for n, (a, b) in enumerate(_LATE)]
    assert [[move.kind for move in moves] for moves in happened if moves] == [
        [MoveKind.OPEN],
        [MoveKind.JOIN],
        [MoveKind.RESOLVE],
    ]


# The second check fails long after the first.
_LATE = [*zip("UDDDDDDDDUU", "UUUUUUUDDDU", strict=True)]


def test_the_window_is_that_of_the_opening_however_much_joins() -> None:
    assert told("UDDDDD", "UUUDDD", "UUUUUD") == {1: ["open a"], 3: ["join ab"], 5: ["open c"]}


def test_without_a_window_only_what_fails_in_one_tick_is_one_incident() -> None:
    assert told("UDD", "UDD", "UUD", join=0) == {1: ["open ab"], 2: ["open c"]}


def test_nothing_joins_an_incident_that_is_over() -> None:
    assert told("UDUU", "UUUD") == {1: ["open a"], 2: ["resolve a"], 3: ["open b"]}


def test_what_fails_again_while_remembered_continues_its_incident() -> None:
    remembered = REOPEN_WITHIN // timedelta(minutes=1)
    happened = told("UD" + "U" * remembered + "D")
    assert happened == {1: ["open a"], 2: ["resolve a"], remembered + 2: ["return a"]}


def test_what_fails_again_later_is_a_new_incident() -> None:
    remembered = REOPEN_WITHIN // timedelta(minutes=1)
    happened = told("UD" + "U" * (remembered + 1) + "D")
    assert happened == {1: ["open a"], 2: ["resolve a"], remembered + 3: ["open a"]}


def test_an_incident_that_is_over_is_forgotten_in_the_end() -> None:
    story = Story()
    for number, letter in enumerate("UD" + "U" * 20):
        story.goes_on(number, {"a": letter})
    assert story.episodes == ()


def test_an_incidents_id_sorts_by_when_the_first_of_it_began() -> None:
    early, late = (Story().goes_on(n, {"a": "D"})[0].moves[0].episode for n in (3, 300))
    assert early.incident_id < late.incident_id


minutes = st.lists(
    st.tuples(st.integers(1, 9), st.text(st.sampled_from("USD?-"), min_size=4, max_size=4)),
    max_size=14,
)
windows = st.integers(0, 12).map(lambda number: timedelta(minutes=number))


@dataclass(frozen=True)
class Minute:
    """One minute of a story that Hypothesis made up."""

    moves: Moves
    transitions: Sequence[Transition]
    conditions: Mapping[str, Verdict]

    def of_kind(self, kind: MoveKind) -> list[Move]:
        return [move for move in self.moves.moves if move.kind is kind]

    @property
    def open_episodes(self) -> list[Episode]:
        return [e for e in self.moves.episodes if e.resolved_at is None]


def played(window: timedelta, rows: Iterable[tuple[int, str]]) -> list[Minute]:
    story, number, made = Story(window), 0, []
    for gap, letters in rows:
        number += gap
        moves, transitions = story.goes_on(number, dict(zip("abcd", letters, strict=True)))
        made.append(Minute(moves, transitions, story.conditions))
    return made


stories = st.builds(played, windows, minutes)


@given(stories)
def test_every_failure_ends_up_in_exactly_one_open_incident(story: list[Minute]) -> None:
    for each in story:
        for failing in (t for t in each.transitions if t.after is Verdict.DOWN):
            homes = [e for e in each.open_episodes if failing.check_id in e.check_ids]
            assert len(homes) == 1


@given(stories)
def test_while_a_check_is_down_an_incident_that_is_not_eased_tells_of_it(
    story: list[Minute],
) -> None:
    for each in story:
        for check_id in (c for c, verdict in each.conditions.items() if verdict is Verdict.DOWN):
            assert any(check_id in e.check_ids and not e.eased for e in each.open_episodes)


@given(stories)
def test_an_incident_is_over_exactly_when_none_of_its_checks_is_not_up(
    story: list[Minute],
) -> None:
    for each in story:
        over = {m.episode.incident_id for m in each.of_kind(MoveKind.RESOLVE)}
        for episode in each.moves.episodes:
            seen = {each.conditions[c] for c in episode.check_ids if c in each.conditions}
            if episode.incident_id in over:
                assert seen <= {Verdict.UP}
            elif episode.resolved_at is None:
                assert not seen <= {Verdict.UP}


@given(stories)
def test_an_incident_is_told_of_once_a_tick_at_most(story: list[Minute]) -> None:
    for each in story:
        counted = Counter(move.episode.incident_id for move in each.moves.moves)
        assert all(count == 1 for count in counted.values())


# What may be told of an incident after what.
NEXT = {
    None: {MoveKind.OPEN},
    MoveKind.OPEN: {MoveKind.JOIN, MoveKind.EASE, MoveKind.RESOLVE},
    MoveKind.JOIN: {MoveKind.JOIN, MoveKind.EASE, MoveKind.RESOLVE},
    MoveKind.RETURN: {MoveKind.JOIN, MoveKind.EASE, MoveKind.RESOLVE},
    MoveKind.EASE: {MoveKind.RETURN, MoveKind.RESOLVE},
    MoveKind.RESOLVE: {MoveKind.RETURN},
}


@given(stories)
def test_an_incident_is_opened_once_and_resolved_once_unless_it_returns(
    story: list[Minute],
) -> None:
    last: dict[str, MoveKind] = {}
    for each in story:
        for move in each.moves.moves:
            incident_id = move.episode.incident_id
            assert move.kind in NEXT[last.get(incident_id)]
            last[incident_id] = move.kind


@given(stories)
def test_a_check_is_told_of_by_one_incident_at_a_time(story: list[Minute]) -> None:
    for each in story:
        told_of = Counter(c for e in each.moves.episodes for c in e.check_ids)
        assert all(count == 1 for count in told_of.values())


@given(stories)
def test_what_is_told_of_is_what_is_remembered(story: list[Minute]) -> None:
    for each in story:
        assert {move.episode for move in each.moves.moves} <= set(each.moves.episodes)
