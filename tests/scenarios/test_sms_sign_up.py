"""Stories of customers who sign up for SMS: a code first, and only whoever has it may hear."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from devstack.mailbox import Channel
from tests.aws_calls import Stopped, stopped_before
from tests.gateway import Answer
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.telling import opened
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
