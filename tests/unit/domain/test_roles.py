"""Role against action, whole; and the sentence for who may not."""

from dataclasses import replace

import pytest

from chalicelib.domain.actors import Actor, ActorKind, require, terminal
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.roles import ABOUT_COMPONENTS, WORDS, Action, Role, may

ORDER = (Role.OWNER, Role.OPERATOR, Role.COMMUNICATOR, Role.VIEWER)
TABLE = {
    Action.SEE: "yes yes yes yes",
    Action.WRITE_INCIDENTS: "yes yes yes no",
    Action.WRITE_MAINTENANCE: "yes yes yes no",
    Action.WRITE_MESSAGES: "yes no yes no",
    Action.CHANGE_THEME: "yes no yes no",
    Action.CHANGE_CHECKS: "yes yes no no",
    Action.RUN_CHECKS: "yes yes no no",
    Action.REPLAY: "yes yes no no",
    Action.MANAGE_SUBSCRIBERS: "yes yes no no",
    Action.MANAGE_PEOPLE: "yes no no no",
    Action.MANAGE_KEYS: "yes no no no",
    Action.READ_AUDIT: "yes yes no no",
}


def someone(role: Role, component_ids: tuple[str, ...] | None = None) -> Actor:
    return Actor(
        kind=ActorKind.KEY, id="abc", name="Deploys", role=role, component_ids=component_ids
    )


@pytest.mark.parametrize("action", Action)
def test_every_action_is_allowed_to_the_roles_that_the_table_says(action: Action) -> None:
    said = [may(role, action) for role in ORDER]
    assert said == [word == "yes" for word in TABLE[action].split()]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_requiring_is_the_same_table(role: Role, action: Action) -> None:
    if may(role, action):
        require(someone(role), action)
    else:
        with pytest.raises(Forbidden):
            require(someone(role), action)


def test_every_action_has_words() -> None:
    assert set(WORDS) == set(Action) == set(TABLE)


@pytest.mark.parametrize(
    ("role", "action", "sentence"),
    [
        (
            Role.COMMUNICATOR,
            Action.CHANGE_CHECKS,
            (
                "Deploys is a communicator and may not change what is checked; "
                "an owner or an operator may."
            ),
        ),
        (
            Role.OPERATOR,
            Action.MANAGE_PEOPLE,
            "Deploys is an operator and may not manage people; an owner may.",
        ),
    ],
)
def test_who_may_not_is_told_who_may(role: Role, action: Action, sentence: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        require(someone(role), action)
    assert str(refusal.value) == sentence


def test_who_sits_at_a_terminal_may_do_anything() -> None:
    for action in Action:
        require(terminal("ann"), action)


@pytest.mark.parametrize("action", sorted(ABOUT_COMPONENTS))
def test_a_key_for_some_components_tells_of_these_alone(action: Action) -> None:
    key = someone(Role.OPERATOR, ("web", "api"))
    require(key, action, ["web"])
    require(key, action, ["web", "api"])
    for touched in ([], ["db"], ["web", "db"]):
        with pytest.raises(Forbidden, match=r"^Deploys is for some components alone"):
            require(key, action, touched)


@pytest.mark.parametrize("action", [a for a in Action if a not in ABOUT_COMPONENTS])
def test_a_key_for_some_components_may_do_nothing_else_but_see(action: Action) -> None:
    key = replace(someone(Role.OWNER), component_ids=("web",))
    if action is Action.SEE:
        require(key, action)
        return
    with pytest.raises(Forbidden, match=r"^Deploys is for some components alone and may not"):
        require(key, action, ["web"])
