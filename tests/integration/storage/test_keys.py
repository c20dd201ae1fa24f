"""API keys are shown once, known by their digest, and gone the moment they are revoked."""

from datetime import timedelta

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, NotSignedIn
from chalicelib.domain.roles import Role
from chalicelib.services.keys import Made
from tests.integration.storage.test_people import actions, at_once
from tests.specimens import NOON, definition, minute
from tests.team import CLIENT, ROOT, member
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.


def create(name: str = "Deploys", role: Role = Role.COMMUNICATOR, *components: str) -> Made:
    from chalicelib.services import keys

    return keys.create(ROOT, name=name, role=role, components=components or None, now=NOON)


def whose(text: str, minutes: float = 1) -> Actor:
    from chalicelib.services import keys

    return keys.whose(text, client=CLIENT, now=minute(minutes))


def test_who_sends_a_key_acts_as_it(here: World) -> None:
    made = create()
    assert made.text == f"candor_{made.key.id}_{made.text[-64:]}"
    assert whose(made.text) == Actor(
        kind=ActorKind.KEY,
        id=made.key.id,
        name="Deploys",
        role=Role.COMMUNICATOR,
        client=CLIENT,
    )
    assert actions() == ["key.created"]


def test_the_key_itself_is_not_in_the_table(here: World) -> None:
    made = create()
    items = str(boto3.client("dynamodb").scan(TableName=settings.names().table)["Items"])
    assert made.key.id in items
    assert made.text[-64:] not in items


def test_keys_are_listed_the_oldest_first(here: World) -> None:
    from chalicelib.services import keys

    create("One")
    keys.create(ROOT, name="Two", role=Role.VIEWER, now=minute(1))
    assert [(key.name, key.created_by) for key in keys.every(ROOT)] == [
        ("One", "root"),
        ("Two", "root"),
    ]


@pytest.mark.parametrize("change", ["", "candor_", "x"])
def test_what_is_no_key_is_nobodys(here: World, change: str) -> None:
    made = create()
    for text in (change, f"{made.text[:-1]}x", f"{made.text}0", made.text.upper()):
        with pytest.raises(NotSignedIn, match=r"^This key isn't known"):
            whose(text)


def test_a_key_that_was_revoked_is_refused_at_once(here: World) -> None:
    from chalicelib.services import keys

    made, other = create(), create("Other")
    assert keys.revoke(ROOT, made.key.id, now=minute(1)) == made.key
    with pytest.raises(NotSignedIn):
        whose(made.text)
    assert whose(other.text).name == "Other"
    with pytest.raises(NotFound, match=made.key.id):
        keys.revoke(ROOT, made.key.id, now=minute(1))


def test_a_key_that_two_revoke_at_once_is_revoked_once(here: World) -> None:
    from chalicelib.services import keys

    made = create()
    outcomes = at_once(*[lambda: keys.revoke(ROOT, made.key.id, now=NOON)] * 2)
    assert sum(isinstance(each, NotFound) for each in outcomes) == 1
    assert actions().count("key.revoked") == 1


def test_its_last_use_is_written_once_an_hour(here: World) -> None:
    from chalicelib.services import keys

    made = create()
    used = []
    for minutes in (1, 30, 60.9, 61, 90):
        whose(made.text, minutes)
        used.append(keys.every(ROOT)[0].last_used_at)
    assert used == [minute(1), minute(1), minute(1), minute(61), minute(61)]


def test_a_key_that_was_revoked_is_not_brought_back_by_its_use(here: World) -> None:
    from chalicelib.services import keys
    from chalicelib.storage import keys as rows

    made = create()
    keys.revoke(ROOT, made.key.id, now=NOON)
    rows.used(made.key)
    assert keys.every(ROOT) == ()


def test_a_key_may_be_for_some_components_alone(here: World) -> None:
    from chalicelib.services import applying

    page = definition({"web": 1, "api": 1})
    applying.apply(applying.plan(page), NOON)
    first = page.components[0]
    by_name, by_id = (create("Deploys", Role.OPERATOR, each) for each in (first.name, first.id))
    assert whose(by_name.text).component_ids == whose(by_id.text).component_ids == (first.id,)
    with pytest.raises(InvalidInput, match=r"^There is no component Nowhere on the page\.$"):
        create("Deploys", Role.OPERATOR, first.name, "Nowhere")


def test_a_key_is_no_owner(here: World) -> None:
    with pytest.raises(InvalidInput, match=r"^A key can't be an owner"):
        create("Deploys", Role.OWNER)


def test_only_an_owner_manages_keys(here: World) -> None:
    from chalicelib.services import keys

    ann, made = member("Ann", Role.OPERATOR), create()
    for refused in (
        lambda: keys.create(ann.actor, name="X", role=Role.VIEWER, now=NOON),
        lambda: keys.every(ann.actor),
        lambda: keys.revoke(ann.actor, made.key.id, now=NOON),
        lambda: keys.every(whose(made.text)),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert whose(made.text, timedelta(days=365) / timedelta(minutes=1)).name == "Deploys"
