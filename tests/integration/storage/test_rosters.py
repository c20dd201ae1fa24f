"""Rosters: whose results a row holds, for as long as there are rows."""

from chalicelib.domain.checks import LOOKED_AT_AT_ONCE
from chalicelib.domain.definition import Definition
from chalicelib.domain.shards import Roster, rosters
from tests.aws_calls import recorded
from tests.specimens import definition, minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

SMALL = definition({"shop": 2, "cart": 1})
LARGE = definition({f"part-{n}": 10 for n in range(LOOKED_AT_AT_ONCE // 10 * 3)})


def load(*digests: str) -> dict[str, Roster]:
    from chalicelib.storage import rosters as rows

    return dict(rows.load(digests))


def apply(page: Definition, revision: int = 0) -> None:
    from chalicelib.storage import applied

    applied.save(page, expected_revision=revision, now=minute(0))


def test_an_apply_writes_the_rosters_of_all_its_shards(here: World) -> None:
    apply(LARGE)
    expected = {each.digest: each for each in rosters(LARGE)}
    assert len(expected) == 3
    assert load(*expected) == expected


def test_the_rosters_of_older_definitions_stay(here: World) -> None:
    apply(SMALL)
    apply(LARGE, revision=1)
    (old,) = rosters(SMALL)
    assert load(old.digest) == {old.digest: old}


def test_a_roster_that_was_never_written_is_not_there(here: World) -> None:
    apply(SMALL)
    (own,) = rosters(SMALL)
    assert load("000000000000", own.digest) == {own.digest: own}
    assert load() == {}


def test_missing_rosters_are_made_up_for_and_others_left_alone(here: World) -> None:
    from chalicelib.storage import rosters as rows

    (gone, *_), every = rows.rows_of(LARGE), {each.digest: each for each in rosters(LARGE)}
    apply(LARGE)
    gone.delete()
    with recorded() as calls:
        rows.ensure(LARGE)
    assert [call.operation for call in calls] == ["BatchGetItem", "PutItem"]
    assert load(*every) == every
    with recorded() as calls:
        rows.ensure(LARGE)
    assert [call.operation for call in calls] == ["BatchGetItem"]


def test_rosters_that_differ_in_anything_have_names_of_their_own() -> None:
    pages = [
        definition({"shop": 2}),
        definition({"shop": 1}),
        definition({"cart": 2}),
        definition({"cart": 2, "shop": 1}),
        definition({"shop": 1, "cart": 2}),
    ]
    assert len({each.digest for page in pages for each in rosters(page)}) == len(pages)
