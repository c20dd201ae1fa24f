"""The team stays in order: nobody twice, and never without an owner who can come in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import people
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.people import Person, Team
from chalicelib.domain.roles import Role
from tests.specimens import NOON


def person(name: str, role: Role = Role.VIEWER, *, joined: bool = True) -> Person:
    email = f"{name.lower()}@example.com"
    return Person(
        id=people.id_of(email),
        email=email,
        name=name,
        role=role,
        stamp="one",
        invited_at=NOON,
        joined_at=NOON if joined else None,
    )


ANN, BOB = person("Ann", Role.OWNER), person("Bob")
TEAM = Team(version=7, people=(ANN, BOB))


def test_the_last_owner_can_be_neither_removed_nor_demoted() -> None:
    sentence = r"^Ann is the only owner, and somebody has to be: make another person owner first\.$"
    with pytest.raises(Forbidden, match=sentence):
        people.without(TEAM, ANN.id)
    with pytest.raises(Forbidden, match=sentence):
        people.with_role(TEAM, ANN.id, Role.OPERATOR, stamp="two")


def test_an_owner_who_was_only_invited_is_none_yet() -> None:
    cleo = person("Cleo", Role.OWNER, joined=False)
    with pytest.raises(Forbidden):
        people.without(replace(TEAM, people=(ANN, cleo)), ANN.id)
    assert people.without(replace(TEAM, people=(ANN, cleo)), cleo.id).people == (ANN,)


def test_who_was_the_only_one_and_never_came_can_be_removed() -> None:
    cleo = person("Cleo", Role.OWNER, joined=False)
    assert people.without(Team(version=1, people=(cleo,)), cleo.id).people == ()


def test_one_of_two_owners_can_go() -> None:
    after = people.with_role(TEAM, BOB.id, Role.OWNER, stamp="two")
    assert people.without(after, ANN.id).people == (replace(BOB, role=Role.OWNER, stamp="two"),)


def test_who_gets_another_role_is_signed_out() -> None:
    after = people.with_role(TEAM, BOB.id, Role.OPERATOR, stamp="two").person(BOB.id)
    assert (after.role, after.stamp) == (Role.OPERATOR, "two")


def test_who_is_in_the_team_and_invited_again_stays_as_they_are() -> None:
    after = people.with_invited(TEAM, replace(BOB, name="Robert", joined_at=None))
    assert after == Team(version=8, people=(ANN, BOB))


def test_there_is_room_for_so_many() -> None:
    full = Team(version=1, people=tuple(person(f"P{n}") for n in range(people.MOST_PEOPLE)))
    with pytest.raises(Forbidden, match=r"^The team has 500 people"):
        people.with_invited(full, ANN)


def test_nobody_is_named() -> None:
    with pytest.raises(NotFound):
        TEAM.person("nobody")


@pytest.mark.parametrize("typed", ["Ann@Example.COM", " ann@example.com "])
def test_an_address_is_one_however_it_is_spelt(typed: str) -> None:
    assert people.email_of(typed) == "ann@example.com"


@pytest.mark.parametrize("typed", ["", "ann", "ann@localhost", "ann@example.com, bob@example.com"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        people.email_of(typed)


@pytest.mark.parametrize("typed", ["", "  ", "x" * 81, "An\x00n", "Ann\u202e"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        people.name_of(typed)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["role", "out", "in"]), st.sampled_from("ABCD"), st.sampled_from(Role)
    )
)


@given(STEPS)
def test_whatever_is_done_an_owner_who_has_joined_stays(
    steps: list[tuple[str, str, Role]],
) -> None:
    team = Team(version=1, people=(person("A", Role.OWNER),))
    for step, name, role in steps:
        who = person(name, role)
        try:
            match step:
                case "role":
                    after = people.with_role(team, who.id, role, stamp="x")
                case "out":
                    after = people.without(team, who.id)
                case _:
                    after = people.with_joined(team, who)
        except (NotFound, Forbidden):
            continue
        assert after.version == team.version + 1
        assert len({each.id for each in after.people}) == len(after.people)
        team = after
    assert any(each.role is Role.OWNER for each in team.people)
