"""The page as a document, in the table: in force, on record, and changed by one at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.board import Change
from chalicelib.domain.definition import Definition, parse
from chalicelib.domain.errors import LostRace
from chalicelib.domain.state import CheckState
from tests.aws_calls import recorded
from tests.definition_documents import SVG
from tests.specimens import minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.


def named(*names: str, **page: object) -> Definition:
    components = [{"key": name.lower(), "name": name} for name in names]
    document = {"page": {"name": "Demo Shop", **page}, "components": components}
    return parse(document, {"logo.svg": SVG})


def save(wanted: Definition, expected: int, number: int = 0) -> int:
    from chalicelib.storage import applied

    return applied.save(wanted, expected_revision=expected, now=minute(number))


def in_force() -> Definition | None:
    from chalicelib.storage import definitions

    return definitions.load().definition


def test_before_the_first_there_is_none(here: World) -> None:
    from chalicelib.storage import definitions

    nothing = definitions.StoredDefinition(
        definition=None, applied=None, revision=0, created_at=None
    )
    assert definitions.load() == nothing


def test_what_was_saved_is_in_force_and_on_record(here: World) -> None:
    from chalicelib.storage import definitions

    wanted = named("Checkout", "Search", time_zone="Europe/Dublin")
    assert save(wanted, 0) == 1
    stored = definitions.load()
    assert (stored.definition, stored.applied) == (wanted, wanted)
    assert (stored.revision, stored.created_at) == (1, minute(0))


def test_a_page_keeps_the_moment_of_its_making(here: World) -> None:
    from chalicelib.storage import definitions

    save(named("Checkout"), 0, number=0)
    save(named("Search"), 1, number=5)
    stored = definitions.load()
    assert (stored.revision, stored.created_at) == (2, minute(0))


def test_it_is_read_in_one_request(here: World) -> None:
    save(named("Checkout", logo="logo.svg"), 0)
    with recorded() as calls:
        in_force()
    assert [call.operation for call in calls] == ["BatchGetItem"]


def test_a_logo_is_kept_with_it(here: World) -> None:
    save(named("Checkout", logo="logo.svg"), 0)
    assert in_force() == named("Checkout", logo="logo.svg")
    save(named("Checkout"), 1)
    assert in_force() == named("Checkout")


@pytest.mark.parametrize("expected", [0, 2])
def test_who_saw_another_revision_changes_nothing(here: World, expected: int) -> None:
    save(named("Checkout"), 0)
    with pytest.raises(LostRace, match="look at the plan again"):
        save(named("Search"), expected)
    assert in_force() == named("Checkout")


def test_of_two_who_save_at_once_one_wins(here: World) -> None:
    def won(name: str) -> bool:
        try:
            save(named(name), 0)
        except LostRace:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        wins = list(pool.map(won, ("Checkout", "Search")))
    assert sorted(wins) == [False, True]
    assert in_force() == named(("Checkout", "Search")[wins.index(True)])


def test_it_moves_the_board_on_and_leaves_everything_on_it(here: World) -> None:
    from chalicelib.storage import states

    state = CheckState(check_id="c1", tick=minute(1))
    states.commit(states.load(), Change(checks=(state,), episodes=()))
    before = states.load()
    save(named("Checkout"), 0)
    after = states.load()
    assert after.version == before.version + 1
    assert (after.checks, after.components, after.episodes) == (
        before.checks,
        before.components,
        before.episodes,
    )


def test_who_decided_before_it_was_changed_decides_again(here: World) -> None:
    from chalicelib.storage import states

    before = states.load()
    save(named("Checkout"), 0)
    with pytest.raises(LostRace):
        states.commit(before, Change(episodes=()))
