"""Stories of the team's webhooks: each nudge arrives once, and what fails is tried and told."""

from collections.abc import Iterator
from typing import Any

import pytest

from candor.main import main
from tests.aws_calls import Stopped, stopped_before
from tests.receiver import Receiver, receiving
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import MINUTE, World

HOUR = 60 * MINUTE
SECRET = "a secret of the team's"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def listens(shop: World, target: Target, *webhooks: dict[str, str]) -> None:
    document: Any = page_of(target)
    shop.apply({**document, "team": {"webhooks": list(webhooks)}})


@pytest.fixture
def team(shop: World, target: Target, receiver: Receiver) -> World:
    """A team that hears by mail and by a program of theirs."""
    shop.hear_as_team()
    listens(shop, target, {"url": f"{receiver.url}/hook/s3cret", "secret": SECRET})
    return shop


def nudge(shop: World) -> None:
    assert main(["team", "test"]) == 0
    shop.deliver()


def test_a_nudge_arrives_once_at_a_program_and_by_mail(team: World, receiver: Receiver) -> None:
    nudge(team)
    (posted,) = receiver.posted
    assert posted.path == "/hook/s3cret"
    assert "A test: you hear" in str(posted.json)
    assert team.nudges() == ["A test: you hear"]
    team.tick(2)
    assert len(receiver.posted) == 1


def test_each_of_several_webhooks_gets_it(team: World, target: Target, receiver: Receiver) -> None:
    listens(team, target, {"url": f"{receiver.url}/one"}, {"url": f"{receiver.url}/two"})
    nudge(team)
    assert sorted(each.path for each in receiver.posted) == ["/one", "/two"]


def test_what_fails_for_the_moment_is_tried_again_when_the_receiver_says(
    team: World, receiver: Receiver
) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    nudge(team)
    assert len(receiver.posted) == 1
    receiver.status = 204
    team.deliver_later()
    assert len(receiver.posted) == 1, "it is not yet time"
    team.tick(3)
    team.deliver_later()
    assert len(receiver.posted) == 2
    ids = {each.headers.get("X-Candor-Id") or each.json.get("id") for each in receiver.posted}
    assert len(ids) == 1
    team.deliver_later()
    assert len(receiver.posted) == 2


def test_what_fails_for_a_day_is_given_up_and_told_once(team: World, receiver: Receiver) -> None:
    receiver.status = 503
    nudge(team)
    for _ in range(40):
        team.leap(team.minute.replace(second=0) + HOUR)
        team.tick()
        team.deliver_later()
    failing = [each for each in team.nudges() if each.startswith("Not delivered to")]
    assert len(failing) == 1
    assert 20 < len(receiver.posted) < 80


def test_what_can_never_arrive_is_told_by_the_other_ways_and_shown(
    team: World, receiver: Receiver
) -> None:
    receiver.status = 410
    nudge(team)
    team.tick()
    told = f"Not delivered to Webhook at 127.0.0.1:{receiver.server_address[1]}"
    assert team.nudges() == ["A test: you hear", told]
    assert "s3cret" not in "".join(letter.text for letter in team.letters())
    from chalicelib.services import ledger

    (failing,) = ledger.current(team.clock.now()).failing
    assert "status 410" in failing.reason
    nudge(team)
    team.tick(2)
    assert team.nudges().count(told) == 1
    receiver.status = 200
    nudge(team)
    assert ledger.current(team.clock.now()).is_clean


def test_a_webhook_that_was_taken_out_gets_nothing_more(
    team: World, target: Target, receiver: Receiver
) -> None:
    receiver.status = 503
    nudge(team)
    team.apply(page_of(target))
    receiver.status = 204
    team.tick(2)
    team.deliver_later()
    assert len(receiver.posted) == 1


def test_a_message_that_comes_twice_is_delivered_once(team: World, receiver: Receiver) -> None:
    import app
    from chalicelib.domain.deliveries import Delivery
    from chalicelib.domain.destinations import Destination, Kind
    from chalicelib.storage.models import Row
    from tests.lambda_context import Context

    nudge(team)
    to = Destination(Kind.WEBHOOK, f"{receiver.url}/hook/s3cret").digest
    (kept,) = [row.pk for row in Row.scan() if row.sk == f"to#{to}"]
    again = Delivery(outgoing_id=kept.partition("#")[2], to=to)
    record = {"body": again.to_json(), "receiptHandle": "again"}
    app.deliver({"Records": [record, record]}, Context("deliver"))
    assert len(receiver.posted) == 1


@pytest.mark.parametrize("number", range(1, 12))
def test_a_delivery_that_dies_anywhere_is_made_once_or_twice_with_one_id(
    team: World, receiver: Receiver, number: int
) -> None:
    """A crash leaves the message on the queue, which brings it back."""
    assert main(["team", "test"]) == 0
    try:
        with stopped_before(number):
            team.deliver()
    except Stopped:
        team.forget()
    team.pass_quietly(10 * MINUTE)
    team.deliver_later()
    assert 1 <= len(receiver.posted) <= 2
    assert len({each.body for each in receiver.posted}) == 1
