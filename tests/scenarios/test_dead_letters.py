"""Stories of dead letters: what functions died of is looked into, done after all, or dropped."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

from candor.main import main
from chalicelib import settings
from chalicelib.domain.actors import terminal
from chalicelib.domain.dead_letters import Explained, Pile, Queue
from tests.aws_calls import Stopped, stopped_before
from tests.receiver import Receiver, receiving
from tests.rights import acting_as
from tests.scenarios.test_audiences import breaks_and_heals
from tests.scenarios.test_outage import page_of
from tests.scenarios.test_subscribers import hears, news, signs_up, stages, wishes
from tests.target import Target
from tests.telling import opened, updated
from tests.world import World

HERB = terminal("herb")
DAY = timedelta(days=1)
RECEIVES = 6  # one more than a message of deliveries or relays may be received


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def dies(shop: World, queue: str, receives: int = RECEIVES) -> None:
    """The queue's function dies of all that waits there, each time that it gets it."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    for _ in range(receives):
        shop._come_back(queue)
        sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)


def relay_dies(shop: World) -> None:
    dies(shop, settings.names().relay_queue)


def deliveries_die(shop: World) -> None:
    import app

    shop._drain(settings.names().relay_queue, app.relay, "relay", at_once=1)
    dies(shop, settings.names().delivery_queue)


def piles(shop: World) -> dict[Queue, Pile]:
    from chalicelib.services import replaying

    with acting_as("admin"):
        return {each.queue: each for each in replaying.piles(HERB, shop.clock.now())}


def letter(shop: World, queue: Queue) -> Explained:
    (found,) = piles(shop)[queue].letters
    return found


def request(shop: World, key: str = "") -> Any:
    from chalicelib.services.requests import Request, request_id

    return Request(values={}, actor=HERB, now=shop.clock.now(), id=request_id(key))


def replayed(shop: World, queue: Queue, key: str = "") -> tuple[int, int]:
    """How many are tried again and how many stay; then their function does its work."""
    from chalicelib.services import replaying

    with acting_as("admin"):
        done = replaying.replay(queue, request(shop, key))
    shop.sign_up_later()
    shop.deliver_later()
    return done.sent, done.kept


def count(shop: World) -> int:
    return sum(each.count for each in piles(shop).values())


def test_news_that_the_relay_died_of_arrives_after_all(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    opened(shop)
    relay_dies(shop)
    shop.tick()
    assert news(receiver) == []
    found = letter(shop, Queue.RELAYS)
    assert found.asks == "Hand “Payments are slow”, update 1, on to the subscribers"
    assert found.moot == ""
    assert replayed(shop, Queue.RELAYS) == (1, 0)
    assert stages(receiver) == ["investigating"]
    assert count(shop) == 0
    assert replayed(shop, Queue.RELAYS) == (0, 0)
    assert stages(receiver) == ["investigating"]


def test_looking_takes_nothing_away_and_shows_nothing_secret(
    shop: World, receiver: Receiver
) -> None:
    hears(shop, receiver, "/hook/s3cret")
    opened(shop)
    deliveries_die(shop)
    for _ in range(2):
        found = letter(shop, Queue.DELIVERIES)
    port = receiver.server_address[1]
    assert found.asks == f"Post “Payments are slow”, update 1, to Webhook at 127.0.0.1:{port}"
    assert replayed(shop, Queue.DELIVERIES) == (1, 0)
    assert stages(receiver) == ["investigating"]


def test_who_has_heard_something_newer_gets_nothing_older(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    hears(shop, receiver, "/ends", updates="ends")
    incident = opened(shop)
    deliveries_die(shop)
    updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.tick()
    assert stages(receiver) == ["identified"]
    shop.pass_quietly(DAY)
    assert replayed(shop, Queue.DELIVERIES) == (2, 0)
    told = [(each.path, each.json["incident"]["status"]) for each in news(receiver)]
    assert told == [("/hook/s3cret", "identified"), ("/ends", "investigating")]


def test_what_is_over_is_not_said_to_have_begun(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    incident = opened(shop)
    relay_dies(shop)
    updated(shop, incident, {"body": "It is over.", "status": "resolved", "tell": False})
    shop.tick()
    shop.pass_quietly(DAY)
    assert letter(shop, Queue.RELAYS).moot == "It is over since."
    assert replayed(shop, Queue.RELAYS) == (0, 1)
    assert news(receiver) == []
    assert count(shop) == 1, "it stays until somebody drops it"


def test_the_all_clear_arrives_after_all(shop: World, target: Target, receiver: Receiver) -> None:
    hears(shop, receiver)
    incident = opened(shop)
    shop.tick()
    incident = updated(shop, incident, {"body": "It is over.", "status": "resolved"})
    deliveries_die(shop)
    shop.pass_quietly(DAY)
    updated(shop, incident, {"body": "What we learned.", "status": "postmortem", "tell": False})
    assert replayed(shop, Queue.DELIVERIES) == (1, 0)
    assert stages(receiver) == ["investigating", "resolved"]


def test_what_signs_up_or_leaves_is_done_after_all(
    shop: World, target: Target, receiver: Receiver
) -> None:
    sign_ups = settings.names().sign_up_queue
    assert signs_up(shop, f"{receiver.url}/new").status == 202
    dies(shop, sign_ups, 51)
    link = hears(shop, receiver)
    path = "/subscriptions/" + link.partition("/subscriptions/")[2]
    shop.browser.post(path, "wish=leave", "application/x-www-form-urlencoded")
    shop.ask("bob@example.com")
    dies(shop, sign_ups, 51)
    asks = {each.asks for each in piles(shop)[Queue.SIGN_UPS].letters}
    here = f"Webhook at 127.0.0.1:{receiver.server_address[1]}"
    assert asks == {
        "Ask an email address whether it wants to hear",
        f"Ask {here} whether it wants to hear",
        f"Let {here} hear nothing any more",
    }
    assert replayed(shop, Queue.SIGN_UPS) == (3, 0)
    shop.confirm("bob@example.com")
    breaks_and_heals(shop, target)
    assert news(receiver) == []
    assert [each.path for each in receiver.posted] == ["/hook/s3cret", "/new"]


def test_an_old_choice_does_not_come_over_a_newer_one(shop: World, receiver: Receiver) -> None:
    link = hears(shop, receiver)
    path = "/subscriptions/" + link.partition("/subscriptions/")[2]
    form = "application/x-www-form-urlencoded"
    shop.browser.post(path, "wish=change&choose=1&updates=ends", form)
    dies(shop, settings.names().sign_up_queue, 51)
    wishes(shop, link, wish="change", choose="1", updates="all")
    assert replayed(shop, Queue.SIGN_UPS) == (0, 1)
    incident = opened(shop)
    updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.tick()
    shop.tick()
    shop.deliver_later()
    assert stages(receiver)[-1] == "identified"


def test_what_the_team_was_to_hear_yesterday_is_not_said_today(
    shop: World, target: Target, receiver: Receiver
) -> None:
    shop.apply({**page_of(target), "team": {"webhooks": [{"url": f"{receiver.url}/team"}]}})
    assert main(["team", "test"]) == 0
    dies(shop, settings.names().delivery_queue)
    found = letter(shop, Queue.DELIVERIES)
    port = receiver.server_address[1]
    assert found.asks == f"Post “A test: you hear” to Webhook at 127.0.0.1:{port}"
    assert found.moot == ""
    shop.pass_quietly(2 * DAY)
    assert letter(shop, Queue.DELIVERIES).moot == "The team was to hear it more than a day ago."
    assert replayed(shop, Queue.DELIVERIES) == (0, 1)
    assert receiver.posted == []


def test_who_left_since_is_not_posted_to(shop: World, receiver: Receiver) -> None:
    link = hears(shop, receiver)
    opened(shop)
    deliveries_die(shop)
    wishes(shop, link, wish="leave")
    found = letter(shop, Queue.DELIVERIES)
    assert found.asks == "Post “Payments are slow”, update 1, to a subscriber"
    assert found.moot == "Nobody listens there for it any more."
    assert replayed(shop, Queue.DELIVERIES) == (0, 1)
    assert news(receiver) == []


def test_what_is_no_message_of_ours_is_said_to_be_none(shop: World) -> None:
    sqs = boto3.client("sqs")
    for queue, body in (
        (settings.names().delivery_dead_letters, "{}"),
        (settings.names().relay_dead_letters, "s3cret"),
        (settings.names().probe_dead_letters, '{"shard":3,"scheduled_at":"2026-11-22T12:00:00Z"}'),
    ):
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=body)
    assert letter(shop, Queue.DELIVERIES).asks == "No message of ours"
    assert letter(shop, Queue.RELAYS).asks == "No message of ours"
    assert letter(shop, Queue.PROBES).asks == "Look at the checks of shard 3"
    for queue in (Queue.DELIVERIES, Queue.RELAYS, Queue.PROBES):
        assert replayed(shop, queue) == (0, 1)
    assert count(shop) == 3


def test_the_team_is_told_once_and_again_when_there_are_more(
    shop: World, receiver: Receiver
) -> None:
    shop.hear_as_team()
    hears(shop, receiver)
    hears(shop, receiver, "/another")
    incident = opened(shop, {"name": "Slow", "body": "We look."})
    deliveries_die(shop)
    told = "2 messages were set aside as dead letters"
    for _ in range(3):
        shop.roll_up()
        shop.tick()
        shop.pass_quietly(timedelta(hours=1))
    assert shop.nudges().count(told) == 1
    updated(shop, incident, {"body": "We look on.", "status": "identified"})
    relay_dies(shop)
    shop.roll_up()
    shop.pass_quietly(DAY)
    for _ in range(2):
        shop.roll_up()
        shop.fire(shop.clock.now())
    assert [each for each in shop.nudges() if "dead letters" in each] == [
        told,
        "4 messages were set aside as dead letters",  # counting for the ledger is one
    ]


@pytest.mark.parametrize("number", range(1, 14))
def test_a_replay_that_dies_anywhere_tells_once_when_it_is_done_again(
    shop: World, receiver: Receiver, number: int
) -> None:
    hears(shop, receiver)
    hears(shop, receiver, "/another")
    opened(shop)
    deliveries_die(shop)
    try:
        with stopped_before(number):
            replayed(shop, Queue.DELIVERIES, key="once")
    except Stopped:
        shop.forget()
    shop.pass_quietly(timedelta(minutes=10))
    shop._come_back(settings.names().delivery_dead_letters)
    replayed(shop, Queue.DELIVERIES, key="once")
    shop.deliver_later()
    assert {each.path for each in news(receiver)} == {"/hook/s3cret", "/another"}
    assert len({each.headers["X-Candor-Id"] for each in news(receiver)}) == 1
    assert len(news(receiver)) <= 4
    assert count(shop) == 0
    assert logged(shop) == ["dead_letters.replayed"]


def logged(shop: World) -> list[str]:
    from chalicelib.services import auditing

    entries = auditing.everything(HERB, now=shop.clock.now())
    return [each.action for each in entries if each.action.startswith("dead_letters")]


def test_at_a_terminal_they_are_listed_replayed_and_dropped(
    shop: World, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dead-letters", "list"]) == 0
    assert capsys.readouterr().out == "There are no dead letters.\n"
    hears(shop, receiver)
    opened(shop)
    relay_dies(shop)
    assert main(["dead-letters", "list"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("relays: 1\n")
    assert "“Payments are slow”, update 1," in said
    assert main(["dead-letters", "replay", "relays"]) == 0
    assert capsys.readouterr().out.startswith("1 tried once more; 0 kept")
    deliveries_die(shop)
    assert main(["dead-letters", "list", "--json"]) == 0
    known = {each["queue"]: each["count"] for each in json.loads(capsys.readouterr().out)}
    assert known == {"probes": 0, "sign-ups": 0, "relays": 0, "deliveries": 1}
    assert main(["dead-letters", "drop", "deliveries"]) == 0
    assert capsys.readouterr().out == "Dropped 1.\n"
    assert count(shop) == 0
    assert news(receiver) == []
    assert sorted(logged(shop)) == ["dead_letters.dropped", "dead_letters.replayed"]
