"""Stories of customers who hear by SMS: what broke and what is back, what it cost, and STOP."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from tests.aws_calls import Stopped, stopped_before
from tests.gsm7 import encoded
from tests.planning import announced
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.scenarios.test_outage import page_of
from tests.scenarios.test_sms_sign_up import (
    FORM,
    NUMBER,
    OTHER,
    code_in,
    hears,
    link_in,
    news,
    offers,
    signs_up,
    texts,
    types,
)
from tests.target import Target
from tests.telling import opened, updated
from tests.world import MINUTE, World


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page that offers SMS."""
    offers(here, target)
    here.tick()
    return here


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
        assert len(encoded(each)) <= 160
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


def test_of_maintenance_its_beginning_alone_is_told(shop: World) -> None:
    hears(shop)
    announced(shop)
    shop.tick(8)
    assert news(shop) == []
    shop.tick(20)
    shop.deliver_later()
    (told,) = news(shop)
    assert told.startswith("Demo Shop: New database - In progress. ")


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
    assert here.nudges() == ["SMS have reached their ceiling: 1 number an incident"]


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


def test_what_was_taken_out_of_the_definition_is_told_nothing(shop: World, target: Target) -> None:
    hears(shop)
    shop.apply(page_of(target))
    breaks_and_heals(shop, target)
    assert news(shop) == []


def test_the_team_sees_what_sms_will_cost_and_why_none_are_offered(
    here: World, target: Target
) -> None:
    from chalicelib.domain.roles import Role
    from tests.integration.web.admin.cast import Cast

    here.aws.topics.is_sms_in_sandbox = True
    offers(here, target)
    ann = Cast(here).visitor(Role.COMMUNICATOR)
    assert "SMS are held back" in ann.get("/admin").text
    here.aws.topics.is_sms_in_sandbox = False
    here.roll_up()
    assert "SMS are held back" not in ann.get("/admin").text
    assert "by SMS" not in ann.get("/admin/incidents/new").text
    hears(here)
    hears(here, "+436641234567")
    shown = ann.get("/admin/incidents/new").text
    assert "at most 2 numbers: about 0.60 USD" in shown
    assert "This month 0.30 of 50 USD." in shown
    planned = ann.get("/admin/maintenance/new").text
    assert "an SMS goes, when it begins, to at most 2 numbers: about 0.30 USD." in planned


def test_a_language_that_sms_cannot_write_is_told_in_english(shop: World) -> None:
    hears(shop, language="ja")
    opened(shop)
    shop.tick()
    (told,) = news(shop)
    assert "Investigating" in told
    assert len(encoded(told)) <= 160


def test_no_number_stands_in_a_log(
    shop: World, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    hears(shop)
    breaks_and_heals(shop, target)
    with answering("InvalidParameter", f"Invalid parameter: PhoneNumber Reason: {NUMBER}"):
        opened(shop)
        shop.tick()
    shop.browser.get(link_in(news(shop)[0]))
    logged = "".join(str(vars(record)) for record in caplog.records)
    assert "SMS to +49 … 21" in logged
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
