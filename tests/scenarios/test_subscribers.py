"""Stories of customers whose webhooks hear: asked once, told what they chose, in its order."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.aws_calls import Stopped, stopped_before
from tests.gateway import Answer
from tests.receiver import Posted, Receiver, receiving
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.target import Target
from tests.telling import opened, updated
from tests.world import MINUTE, World

HOUR = 60 * MINUTE
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def signs_up(shop: World, url: str, **choice: object) -> Answer:
    body = json.dumps({"url": url, **choice})
    return shop.browser.post("/subscriptions", body, "application/json", Accept="*/*")


def asks(shop: World, receiver: Receiver, path: str = "/hook/s3cret", **choice: object) -> Answer:
    answer = signs_up(shop, f"{receiver.url}{path}", **choice)
    shop.sign_up()
    shop.deliver()
    return answer


def question(receiver: Receiver) -> Any:
    return [each.json for each in receiver.posted if "confirmation" in each.json][-1][
        "confirmation"
    ]


def wishes(shop: World, link: str, **fields: str | list[str]) -> Answer:
    """By one of the forms behind the link."""
    path = "/subscriptions/" + link.partition("/subscriptions/")[2]
    answer = shop.browser.post(path, urlencode(fields, doseq=True), FORM)
    shop.sign_up()
    return answer


def page_behind(shop: World, link: str) -> Answer:
    return shop.browser.get("/subscriptions/" + link.partition("/subscriptions/")[2])


def says_yes(shop: World, receiver: Receiver) -> str:
    """Follow the link in the last question and press the button there; answers with the link."""
    link = str(question(receiver)["url"])
    shown = re.search(r'name="selection" value="(\w+)"', page_behind(shop, link).text)
    assert shown
    assert wishes(shop, link, wish="confirm", selection=shown[1]).status == 303
    return link


def hears(shop: World, receiver: Receiver, path: str = "/hook/s3cret", **choice: object) -> str:
    """A webhook that hears from now on; answers with its link."""
    asks(shop, receiver, path, **choice)
    return says_yes(shop, receiver)


def news(receiver: Receiver) -> list[Posted]:
    return [each for each in receiver.posted if "incident" in each.json]


def stages(receiver: Receiver) -> list[str]:
    return [each.json["incident"]["status"] for each in news(receiver)]


def test_who_says_yes_hears_that_it_broke_and_that_it_is_back(
    shop: World, target: Target, receiver: Receiver
) -> None:
    assert asks(shop, receiver).status == 202
    link = says_yes(shop, receiver)
    secret = question(receiver)["secret"]
    breaks_and_heals(shop, target)
    assert stages(receiver) == ["investigating", "resolved"]
    for each in receiver.posted:
        signed = each.headers["X-Candor-Timestamp"].encode() + b"." + each.body
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        assert each.headers["X-Signature-256"] == f"sha256={expected}"
    assert {each.json["meta"]["unsubscribe"] for each in news(receiver)} == {link}


def test_looking_at_the_link_changes_nothing(
    shop: World, target: Target, receiver: Receiver
) -> None:
    asks(shop, receiver)
    for _ in range(3):
        shown = page_behind(shop, question(receiver)["url"])
        assert shown.status == 200
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        assert "noindex" in shown.headers["x-robots-tag"]
        assert "s3cret" not in shown.text
    breaks_and_heals(shop, target)
    assert news(receiver) == []


def test_a_choice_counts_and_can_be_changed(
    shop: World, target: Target, receiver: Receiver
) -> None:
    ids = ids_of(shop)
    link = hears(shop, receiver, component=[ids["Search"]])
    breaks_and_heals(shop, target)
    assert news(receiver) == []
    wishes(shop, link, wish="change", choose="1", component=[ids["Checkout"]], updates="ends")
    assert "That it broke, and that it is back" in page_behind(shop, link).text
    shop.tick(30)
    breaks_and_heals(shop, target)
    assert stages(receiver) == ["investigating", "resolved"]


def test_a_new_choice_for_the_same_address_holds_once_somebody_there_says_yes(
    shop: World, target: Target, receiver: Receiver
) -> None:
    ids = ids_of(shop)
    hears(shop, receiver)
    asks(shop, receiver, component=[ids["Search"]])
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 2, "the old choice holds until then"
    says_yes(shop, receiver)
    shop.tick(30)
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 2


def test_who_confirms_confirms_what_they_saw(
    shop: World, target: Target, receiver: Receiver
) -> None:
    asks(shop, receiver)
    link = question(receiver)["url"]
    seen = re.search(r'name="selection" value="(\w+)"', page_behind(shop, link).text)
    assert seen
    asks(shop, receiver, updates="ends")
    wishes(shop, link, wish="confirm", selection=seen[1])
    breaks_and_heals(shop, target)
    assert news(receiver) == []


def test_who_leaves_hears_nothing_more_and_is_forgotten(
    shop: World, target: Target, receiver: Receiver
) -> None:
    from chalicelib.storage.models import Row

    link = hears(shop, receiver)
    wishes(shop, link, wish="leave")
    breaks_and_heals(shop, target)
    assert news(receiver) == []
    shown = page_behind(shop, link)
    assert shown.status == 404
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert not [row.pk for row in Row.scan() if row.pk.startswith(("SUBSCRIBERS", "MANAGED"))]


def test_what_is_gone_is_disabled_once_and_the_team_is_told_how_many(
    shop: World, target: Target, receiver: Receiver
) -> None:
    shop.hear_as_team()
    link = hears(shop, receiver)
    hears(shop, receiver, "/another")
    receiver.status = 410
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 2, "one each, and then no more"
    shop.roll_up()
    shop.tick()
    told = "2 webhooks, chats and phones of customers hear nothing any more"
    assert shop.nudges() == [told]
    assert "status 410" in page_behind(shop, link).text
    receiver.status = 204
    wishes(shop, link, wish="change", choose="1")
    shop.tick(30)
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 4
    shop.roll_up()
    shop.tick()
    assert shop.nudges() == [told]


def test_what_fails_for_a_day_is_disabled(shop: World, target: Target, receiver: Receiver) -> None:
    link = hears(shop, receiver)
    receiver.status = 503
    breaks_and_heals(shop, target)
    for _ in range(40):
        shop.leap(shop.minute.replace(second=0) + HOUR)
        shop.tick()
        shop.deliver_later()
    tried = len(news(receiver))
    assert 20 < tried < 80
    assert "Nothing is told here any more" in page_behind(shop, link).text
    shop.tick(5)
    shop.deliver_later()
    assert len(news(receiver)) == tried


def test_what_asks_for_patience_gets_it(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    opened(shop)
    shop.tick()
    assert len(news(receiver)) == 1
    receiver.status = 204
    shop.deliver_later()
    assert len(news(receiver)) == 1, "it is not yet time"
    shop.tick(3)
    shop.deliver_later()
    assert len(news(receiver)) == 2
    assert len({each.headers["X-Candor-Id"] for each in news(receiver)}) == 1


def test_who_was_away_gets_only_how_it_is_now(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    receiver.status = 500
    incident = opened(shop)
    shop.tick()
    incident = updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.tick()
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    shop.tick()
    failed = len(news(receiver))
    receiver.status = 204
    shop.tick(60)
    shop.deliver_later()
    assert stages(receiver)[failed:] == ["resolved"]


def test_two_updates_of_one_moment_come_in_their_order(shop: World, receiver: Receiver) -> None:
    hears(shop, receiver)
    incident = opened(shop)
    updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.deliver()
    shop.tick()
    shop.deliver_later()
    assert stages(receiver) in (["investigating", "identified"], ["identified"])
    assert stages(receiver)[-1] == "identified"


def test_messages_that_come_twice_are_done_once(
    shop: World, target: Target, receiver: Receiver
) -> None:
    import app
    from chalicelib.domain.relays import Relay
    from chalicelib.storage.models import Row
    from tests.lambda_context import Context

    hears(shop, receiver)
    breaks_and_heals(shop, target)
    relays = [row.pk for row in Row.scan() if row.sk == "to#relay"]
    assert len(relays) == 2
    for pk in relays:
        message = Relay(outgoing_id=pk.partition("#")[2]).to_json()
        app.relay({"Records": [{"body": message, "receiptHandle": "x"}] * 2}, Context("relay"))
    shop.deliver()
    assert stages(receiver) == ["investigating", "resolved"]


def test_more_than_one_read_brings_are_all_told(
    shop: World, target: Target, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.services import relaying

    monkeypatch.setattr(relaying, "READ_AT_ONCE", 2)
    for number in range(5):
        hears(shop, receiver, f"/{number}")
    breaks_and_heals(shop, target)
    assert sorted(each.path for each in news(receiver)) == sorted(
        f"/{number}" for number in range(5) for _ in range(2)
    )


@pytest.mark.parametrize("number", range(1, 30, 2))
def test_a_crash_anywhere_repeats_at_most_one_post(
    shop: World, target: Target, receiver: Receiver, number: int
) -> None:
    hears(shop, receiver)
    hears(shop, receiver, "/another")
    opened(shop)
    try:
        with stopped_before(number):
            shop.deliver()
    except Stopped:
        shop.forget()
    shop.tick()
    shop.pass_quietly(10 * MINUTE)
    shop.deliver_later()
    shop.deliver_later()
    assert {each.path for each in news(receiver)} == {"/another", "/hook/s3cret"}
    assert len(news(receiver)) <= 4
    assert len({each.headers["X-Candor-Id"] for each in news(receiver)}) == 1


@pytest.mark.parametrize("number", range(1, 12))
def test_a_sign_up_that_dies_anywhere_is_asked_once(
    shop: World, receiver: Receiver, number: int
) -> None:
    signs_up(shop, f"{receiver.url}/hook")
    try:
        with stopped_before(number):
            shop.sign_up()
    except Stopped:
        shop.forget()
    shop.deliver_later()
    from chalicelib import settings
    from devstack.messages import queues

    for message in queues()[settings.names().sign_up_queue]._messages:
        message.visible_at = 0
    shop.sign_up()
    shop.deliver_later()
    assert len(receiver.posted) == 1
    says_yes(shop, receiver)


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest",
        "http://hooks.example.com/plain",
        "https://192.168.1.1:8443/",
        "https://user:secret@example.com/",
        "ftp://example.com/",
        "",
    ],
)
def test_an_address_that_is_not_public_is_refused_and_nothing_is_stored(
    shop: World, url: str
) -> None:
    from chalicelib.storage.models import Row

    answer = signs_up(shop, url)
    assert answer.status == 422, answer.text
    shop.sign_up()
    assert not [row.pk for row in Row.scan() if row.pk.startswith(("SUBSCRIBERS", "MANAGED"))]


def test_what_the_page_may_look_at_strangers_may_not(
    shop: World, target: Target, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page allows loopback for its checks; that is no leave for anybody else."""
    asks(shop, receiver)
    monkeypatch.delenv("OWN_NETWORKS")
    assert signs_up(shop, f"{receiver.url}/hook").status == 422


def test_a_program_that_fills_in_all_there_is_is_thanked_and_forgotten(
    shop: World, receiver: Receiver
) -> None:
    assert asks(shop, receiver, website="https://spam.example").status == 202
    assert receiver.posted == []


def test_nobody_is_asked_more_than_three_times_a_day(shop: World, receiver: Receiver) -> None:
    answers = [asks(shop, receiver, updates=each) for each in ("all", "ends") * 3]
    assert {each.status for each in answers} == {202}
    assert len({each.text for each in answers}) == 1
    assert len(receiver.posted) == 3


def test_a_link_that_nobody_has_is_told_so_and_changes_nothing(
    shop: World, target: Target, receiver: Receiver
) -> None:
    hears(shop, receiver)
    for token in ("0" * 64, "x", "..", "%2e"):
        path = f"/subscriptions/manage/{token}"
        assert shop.browser.get(path).status == 404
        assert shop.browser.post(path, "wish=leave", FORM).status == 404
    shop.sign_up()
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 2
