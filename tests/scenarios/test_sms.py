"""Stories of customers who hear by SMS: a code first, then what broke, what it cost, and STOP."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from chalicelib.domain.gsm7 import is_spelt, septets
from devstack.mailbox import Channel
from tests.aws_calls import Stopped, stopped_before
from tests.gateway import Answer
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.telling import opened, updated
from tests.world import MINUTE, World

NUMBER = "+4915123456721"
OTHER = "+4915123456722"
FORM = "application/x-www-form-urlencoded"
SMS: dict[str, Any] = {"countries": {"DE": 0.1, "AT": 0.2}}


def offers(here: World, target: Target, **changed: object) -> None:
    document = page_of(target)
    page: Any = document["page"]
    here.apply(
        {
            **document,
            "page": {**page, "url": "https://status.example.com", "languages": ["en", "de", "ja"]},
            "sms": {**SMS, **changed},
        }
    )
    here.roll_up()


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page that offers SMS."""
    offers(here, target)
    here.tick()
    return here


def texts(shop: World, number: str = NUMBER) -> list[str]:
    shop.sign_up()
    shop.deliver()
    return [m.text for m in shop.letters() if m.channel is Channel.SMS and m.to == number]


def news(shop: World, number: str = NUMBER) -> list[str]:
    return [each for each in texts(shop, number) if "is your code" not in each]


def signs_up(shop: World, number: str = NUMBER, **choice: object) -> Answer:
    body = json.dumps({"phone": number, **choice})
    return shop.browser.post("/subscriptions", body, "application/json", Accept="*/*")


def code_in(text: str) -> str:
    return text[:6]


def types(shop: World, url: str, code: str) -> Answer:
    """On the page for codes."""
    answer = shop.browser.post(url, urlencode({"code": code}), FORM)
    shop.sign_up()
    return answer


def hears(shop: World, number: str = NUMBER, **choice: object) -> None:
    url = signs_up(shop, number, **choice).json["url"]
    assert types(shop, url, code_in(texts(shop, number)[-1])).status == 303


def link_in(text: str) -> str:
    found = re.search(r"https://status\.example\.com(/s/\S+)$", text)
    assert found, text
    return found[1]


@contextmanager
def answering(error: str, message: str = "") -> Iterator[None]:
    """SNS takes no SMS."""
    from moto.sns.exceptions import SNSException
    from moto.sns.models import SNSBackend

    before = SNSBackend.publish
    refusal = type("Refusal", (SNSException,), {"code": error})

    def publish(self: Any, message_: str, arn: Any, phone_number: Any = None, **rest: Any) -> str:
        if phone_number:
            raise refusal(message or error)
        return before(self, message_, arn, phone_number, **rest)

    with patch.object(SNSBackend, "publish", publish):
        yield


def test_who_types_the_code_hears_that_it_broke_and_that_it_is_back(
    shop: World, target: Target
) -> None:
    answer = signs_up(shop)
    assert answer.status == 202
    (asked,) = texts(shop)
    assert re.match(r"\d{6} is your code for news of Demo Shop by SMS\.", asked)
    breaks_and_heals(shop, target)
    assert len(texts(shop)) == 1, "nothing before the code was typed"
    assert types(shop, answer.json["url"], code_in(asked)).status == 303
    shop.tick(30)
    breaks_and_heals(shop, target)
    began, ended = news(shop)
    assert began.startswith("Demo Shop: Checkout is not available - Investigating. ")
    assert ended.startswith("Demo Shop: Checkout is not available - Resolved. ")
    for each in (began, ended, asked):
        assert septets(each) <= 160
        assert is_spelt(each)
    assert link_in(began) == link_in(ended)


def test_only_the_beginning_and_the_end_are_told(shop: World) -> None:
    hears(shop, updates="all")
    incident = opened(shop)
    shop.tick()
    incident = updated(shop, incident, {"body": "We found the cause.", "status": "identified"})
    shop.tick()
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    shop.tick()
    shop.deliver_later()
    assert [re.findall(r" - (\w+)\.", each) for each in news(shop)] == [
        ["Investigating"],
        ["Resolved"],
    ]


def test_the_link_shows_and_changes_what_is_told_and_a_get_changes_nothing(
    shop: World, target: Target
) -> None:
    hears(shop)
    target.down("/checkout")
    shop.tick(2)
    link = link_in(news(shop)[-1])
    shown = shop.browser.get(link)
    assert shown.status == 200
    assert "SMS to +49 … 21" in shown.text
    assert NUMBER not in shown.text
    assert "/incidents/" in shown.text
    assert shown.headers["referrer-policy"] == "no-referrer"
    search = ids_of(shop)["Search"]
    chosen = urlencode({"wish": "change", "choose": "1", "component": search})
    assert shop.browser.post(link, chosen, FORM).status == 303
    shop.sign_up()
    assert "Search" in shop.browser.get(link).text
    assert shop.browser.post(link, urlencode({"wish": "leave"}), FORM).status == 303
    shop.sign_up()
    assert shop.browser.get(link).status == 404
    from chalicelib.storage import texts as kept
    from chalicelib.storage.models import Row

    assert kept.numbers() == {}
    assert not [row.pk for row in Row.scan() if row.pk.startswith("SUBSCRIBERS")]


def test_a_code_typed_wrong_five_times_is_worth_nothing(shop: World) -> None:
    url = signs_up(shop).json["url"]
    right = code_in(texts(shop)[-1])
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        answer = types(shop, url, wrong)
        assert answer.status == 422
        assert "That isn’t the code" in answer.text or "That isn't the code" in answer.text.replace(
            "&#39;", "'"
        )
    answer = types(shop, url, right)
    assert answer.status == 422
    assert "typed wrong too often" in answer.text
    opened(shop)
    shop.tick()
    assert news(shop) == []


def test_a_code_expires(shop: World) -> None:
    url = signs_up(shop).json["url"]
    right = code_in(texts(shop)[-1])
    shop.pass_quietly(timedelta(minutes=16))
    assert types(shop, url, right).status == 422


def test_a_code_is_of_one_page_alone(shop: World) -> None:
    signs_up(shop)
    right = code_in(texts(shop)[-1])
    other = signs_up(shop, OTHER).json["url"]
    texts(shop, OTHER)
    assert types(shop, other, right).status == 422


def test_who_signs_up_again_learns_nothing_and_changes_nothing_without_the_code(
    shop: World, target: Target
) -> None:
    hears(shop)
    again = signs_up(shop, component=[ids_of(shop)["Search"]])
    first = signs_up(shop, OTHER)
    assert (again.status, again.json.keys()) == (first.status, first.json.keys())
    assert again.json["message"] == first.json["message"]
    breaks_and_heals(shop, target)
    assert len(news(shop)) == 2


def test_a_number_a_prefix_and_a_client_get_so_many_codes(shop: World) -> None:
    for _ in range(5):
        assert signs_up(shop).status == 202
    assert len(texts(shop)) == 3
    shop.pass_quietly(timedelta(hours=1))
    for n in range(18):
        assert signs_up(shop, f"+49151234560{n:02d}").status == 202
    shop.sign_up()
    shop.deliver()
    sent = {m.to for m in shop.letters() if m.channel is Channel.SMS}
    assert len(sent - {NUMBER}) == 17, "a prefix has twenty a day, and three were taken"
    shop.pass_quietly(timedelta(hours=1))
    answers = [signs_up(shop, "+436641234567").status for _ in range(21)]
    assert answers[-1] == 429


@pytest.mark.parametrize("number", ["+447400123456", "+4930123456", "hello", ""])
def test_what_gets_no_sms_is_refused_with_a_sentence(shop: World, number: str) -> None:
    assert signs_up(shop, number).status == 422


def test_who_answered_stop_is_disabled_with_the_reason(shop: World, target: Target) -> None:
    from moto.sns.models import SNSBackend

    shop.hear_as_team()
    hears(shop)
    target.down("/checkout")
    shop.tick(2)
    link = link_in(news(shop)[-1])
    with patch.object(SNSBackend, "check_if_phone_number_is_opted_out", lambda *_: True):
        target.up("/checkout")
        shop.tick(3)
    assert len(news(shop)) == 1
    assert "answered STOP" in shop.browser.get(link).text
    shop.roll_up()
    shop.tick()
    assert any("hears nothing any more" in each for each in shop.nudges())


def test_a_number_that_sns_refuses_is_disabled_and_what_else_it_refuses_is_tried_again(
    shop: World,
) -> None:
    hears(shop)
    incident = opened(shop)
    with answering("InvalidParameter", "Invalid parameter: SenderID"):
        shop.tick()
    assert news(shop) == []
    shop.tick(2)
    shop.deliver_later()
    assert len(news(shop)) == 1
    with answering("InvalidParameter", "Invalid parameter: PhoneNumber Reason: not valid"):
        updated(shop, incident, {"status": "resolved", "body": "It is over."})
        shop.tick()
    assert "SNS did not take SMS to +49 … 21" in shop.browser.get(link_in(news(shop)[0])).text


def test_a_throttled_sns_is_asked_again_and_counts_once(shop: World) -> None:
    from chalicelib.storage import texts as kept

    hears(shop)
    before = kept.spent(shop.clock.now())
    opened(shop)
    with answering("Throttling"):
        for _ in range(10):
            shop.tick()
            shop.deliver_later()
        assert news(shop) == []
    for _ in range(20):
        shop.tick()
        shop.deliver_later()
    assert len(news(shop)) == 1
    assert kept.spent(shop.clock.now()) - before == 200_000


def test_an_incident_has_a_ceiling_and_who_was_told_is_told_the_end(
    here: World, target: Target
) -> None:
    offers(here, target, most_per_incident=1)
    here.tick()
    here.hear_as_team()
    hears(here)
    hears(here, OTHER)
    breaks_and_heals(here, target)
    told = [news(here), news(here, OTHER)]
    assert sorted(map(len, told)) == [0, 2]
    here.tick()
    assert here.nudges() == ["SMS have reached their ceiling: 1 numbers an incident"]


def test_a_month_has_a_ceiling_that_leaves_nobody_without_the_end(
    here: World, target: Target
) -> None:
    offers(here, target, countries={"DE": 0.3}, most_usd_per_month=2)
    here.tick()
    here.hear_as_team()
    hears(here)
    hears(here, OTHER)
    breaks_and_heals(here, target)
    here.tick(30)
    breaks_and_heals(here, target)
    assert sorted(map(len, [news(here), news(here, OTHER)])) == [2, 2]
    here.tick()
    assert here.nudges() == ["SMS have reached their ceiling: 2 USD a month"]


def test_nothing_is_offered_in_the_sandbox_and_without_the_setting(
    here: World, target: Target
) -> None:
    here.aws.topics.is_sms_in_sandbox = True
    offers(here, target)
    here.tick()
    assert 'name="phone"' not in here.browser.get("/subscriptions").text
    assert signs_up(here).status == 404
    here.aws.topics.is_sms_in_sandbox = False
    here.roll_up()
    assert 'name="phone"' in here.browser.get("/subscriptions").text
    here.apply(page_of(target))
    here.roll_up()
    assert 'name="phone"' not in here.browser.get("/subscriptions").text


def test_what_was_taken_out_of_the_definition_is_told_nothing(shop: World, target: Target) -> None:
    hears(shop)
    shop.apply(page_of(target))
    breaks_and_heals(shop, target)
    assert news(shop) == []


def test_a_language_that_sms_cannot_write_is_told_in_english(shop: World) -> None:
    hears(shop, language="ja")
    opened(shop)
    shop.tick()
    (told,) = news(shop)
    assert "Investigating" in told
    assert is_spelt(told)


def test_no_number_stands_in_a_log(
    shop: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    hears(shop)
    breaks_and_heals(shop, target)
    with answering("InvalidParameter", f"Invalid parameter: PhoneNumber Reason: {NUMBER}"):
        opened(shop)
        shop.tick()
    shop.browser.get(link_in(news(shop)[0]))
    logged = "".join(capsys.readouterr())
    assert "not delivered" in logged
    assert NUMBER.removeprefix("+49") not in logged


@pytest.mark.parametrize("number", range(1, 34, 2))
def test_a_crash_anywhere_repeats_at_most_one_sms(shop: World, number: int) -> None:
    from chalicelib.storage import texts as kept

    hears(shop)
    hears(shop, OTHER)
    before = kept.spent(shop.clock.now())
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
    assert sorted((len(news(shop)), len(news(shop, OTHER)))) in ([1, 1], [1, 2])
    assert kept.spent(shop.clock.now()) - before == 400_000


@pytest.mark.parametrize("number", range(1, 14))
def test_a_sign_up_that_dies_anywhere_gets_one_code(shop: World, number: int) -> None:
    url = signs_up(shop).json["url"]
    try:
        with stopped_before(number):
            shop.sign_up()
            shop.deliver()
    except Stopped:
        shop.forget()
    shop.pass_quietly(2 * MINUTE)
    shop.sign_up_later()
    shop.deliver_later()
    sent = texts(shop)
    assert 1 <= len(sent) <= 2
    assert len({code_in(each) for each in sent}) == 1
    assert types(shop, url, code_in(sent[0])).status == 303
