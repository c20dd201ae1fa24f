"""The functions that the clock and the queue start do their work with the roles that they have.

Every story holds the calls of these functions against their roles (`tests/world.py`); here is what
else they may come to do, and what they may never do.
"""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from infra.policies import policy
from tests.aws_calls import Stopped, stopped_before
from tests.rights import acting_as, allowed
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target
from tests.telling import asked, opened
from tests.world import World

FUNCTIONS = ("tick", "probe_shard", "roll_up")
# More than 50, so that with a change of each the update is larger than a transaction.
KEYS = [f"part{n}" for n in range(60)]
IMAGE = {"name": "van.png", "content": b64encode(b"\x89PNG\r\n\x1a\n...").decode(), "alt": "A van"}
EVERYTHING = ("BatchGetItem", "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "Scan")


def large_page(target: Target) -> dict[str, Any]:
    document: dict[str, Any] = page_of(target)
    parts = [{"key": key, "name": key.title()} for key in KEYS]
    return {**document, "components": [*document["components"], *parts]}


def left_half_done(act: Callable[[], object]) -> None:
    """Do it as a process that dies when its plan is written, and nothing of it carried out."""
    with pytest.raises(Stopped), stopped_before(2, "TransactWriteItems"):
        act()


def rolled_up(here: World) -> None:
    """When there is an hour to add up: a roll-up that has nothing to do loads nothing."""
    here.pass_quietly(timedelta(hours=2))
    here.roll_up()


FINISHED_BY: dict[str, Callable[[World], None]] = {
    "tick": lambda here: here.tick(),
    "roll_up": rolled_up,
}


@pytest.mark.parametrize("function", FINISHED_BY)
def test_what_people_left_half_done_is_finished(here: World, target: Target, function: str) -> None:
    here.apply(large_page(target))
    here.tick(2)
    words = {"name": "Slow", "body": "!", "components": dict.fromkeys(KEYS, "major_outage")}
    left_half_done(lambda: opened(here, words))
    here.forget()
    FINISHED_BY[function](here)
    assert [each["name"] for each in here.incidents] == ["Slow"]
    assert here.summary["components"][-1]["status"] == "major_outage"


@pytest.mark.parametrize("function", FINISHED_BY)
def test_what_an_apply_left_half_done_is_finished(
    here: World, target: Target, function: str
) -> None:
    document = large_page(target)
    watched = [{"key": "page", "http": {"url": f"{target.url}/"}}]
    parts = [{**part, "checks": watched} for part in document["components"]]
    here.apply({**document, "components": parts})
    here.tick(2)
    left_half_done(lambda: here.apply(document))
    here.forget()
    FINISHED_BY[function](here)
    known = {each["name"]: each["status"] for each in here.summary["components"]}
    assert len(known) == len(parts)
    from chalicelib.services.in_force import definition_in_force

    assert len(definition_in_force().checks) == 2


def test_a_message_with_a_picture_is_published_by_a_tick(here: World, target: Target) -> None:
    from chalicelib.services import messaging

    here.apply(page_of(target))
    messaging.put_up(asked(here, {"text": "We close at four.", "image": IMAGE}))
    target.down()
    here.tick(3)
    here.roll_up()
    assert "data:image/" in here.browser.get("/").text


def test_news_of_a_tick_that_can_never_be_sent_is_set_aside(here: World, target: Target) -> None:
    from chalicelib.channels import sns

    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    here.hear_as_team()
    target.down("/checkout")
    here.tick()
    with Stubber(sns._client()) as stubbed:
        stubbed.add_client_error("publish", "InvalidParameter", "Invalid parameter: Subject")
        stubbed.add_response("publish", {"MessageId": "1"})  # of the notifications topic
        here.tick()
    here.tick()
    assert here.nudges() == ["Not sent to subscribers: Checkout is not available"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_people_their_sessions_and_keys_are_out_of_reach(function: str) -> None:
    role = policy(function, "dev")
    kept = ("PEOPLE", "CREDENTIALS", "INVITATIONS", "SESSIONS#x", "KEYS", "DEPLOYMENT")
    theirs = ("LIMIT#sign-in#x", "ANSWERS#x")
    for key in (*kept, *theirs):
        uses = [(f"dynamodb:{action}", key) for action in EVERYTHING]
        assert [use for use in uses if allowed(use, role)] == [], key
    for key in ("AUDIT#2026-11", "PASSES", "HANDLED"):
        uses = [(f"dynamodb:{action}", key) for action in EVERYTHING]
        assert [use for use in uses if allowed(use, role)] == [("dynamodb:PutItem", key)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_a_role_does_not_allow_fails_the_story(here: World, function: str) -> None:
    from chalicelib.storage import people

    with pytest.raises(AssertionError, match=f"{function} may not do that"), acting_as(function):
        people.load()
