"""Stories of people who chose what they hear of: each hears that, once, and nothing else."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib.domain.errors import Unavailable
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.gateway import Browser
from tests.scenarios.test_outage import ANN, BOB, page_of
from tests.target import Target
from tests.telling import SLOW, opened, updated
from tests.world import World

CARL = "carl@example.com"
DOWN = "[Demo Shop] Investigating: Checkout is not available"
UP = "[Demo Shop] Resolved: Checkout is not available"


def ids_of(shop: World) -> dict[str, str]:
    """The components' ids, by name."""
    return {each["name"]: each["id"] for each in shop.summary["components"]}


@pytest.fixture
def grouped(here: World, target: Target) -> World:
    """A page in two languages, whose two components stand in groups of their own."""
    document: Any = page_of(target)
    groups = [
        {"key": f"g-{each['key']}", "name": f"All of {each['name']}", "components": [each]}
        for each in document.pop("components")
    ]
    document["page"]["languages"] = ["en", "de"]
    here.apply({**document, "groups": groups})
    here.tick()
    return here


def breaks_and_heals(shop: World, target: Target, path: str = "/checkout") -> None:
    target.down(path)
    shop.tick(2)
    target.up()
    shop.tick(2)


def test_who_chose_a_component_hears_of_that_alone(shop: World, target: Target) -> None:
    ids = ids_of(shop)
    shop.subscribe(BOB, component=[ids["Checkout"]])
    shop.subscribe(CARL, component=[ids["Search"]])
    breaks_and_heals(shop, target)
    assert shop.news(ANN) == [DOWN, UP]
    assert shop.news(BOB) == [DOWN, UP]
    assert shop.news(CARL) == []


def test_people_who_chose_the_same_share_a_topic_that_can_be_read(shop: World) -> None:
    ids = ids_of(shop)
    shop.subscribe(BOB, component=[ids["Search"], ids["Checkout"]], updates="ends")
    shop.subscribe(CARL, component=[ids["Checkout"], ids["Search"]], updates="ends")
    names = [
        each["TopicArn"].rpartition(":")[2] for each in boto3.client("sns").list_topics()["Topics"]
    ]
    (made,) = (each for each in names if each.startswith("candor-dev-news-"))
    assert made.startswith("candor-dev-news-checkout-search-ends-en-")


def test_who_chose_a_group_and_a_language_hears_of_it_in_that(
    grouped: World, target: Target
) -> None:
    (group,) = (
        each["id"] for each in grouped.summary["components"] if each["name"] == "All of Checkout"
    )
    grouped.subscribe(BOB, group=group, language="de")
    grouped.subscribe(CARL, language="de")
    breaks_and_heals(grouped, target, "/search")
    assert grouped.news(BOB) == []
    assert grouped.news(CARL)[0] == "[Demo Shop] In Untersuchung: Search ist nicht verfuegbar"
    breaks_and_heals(grouped, target)
    assert len(grouped.news(BOB)) == 2


def test_who_wants_the_ends_alone_hears_nothing_in_between(shop: World) -> None:
    shop.subscribe(BOB, updates="ends")
    incident = opened(shop)
    incident = updated(shop, incident, {"body": "We found the cause."})
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    assert len(shop.news(ANN)) == 3
    assert [each.split(":")[0] for each in shop.news(BOB)] == [
        "[Demo Shop] Investigating",
        "[Demo Shop] Resolved",
    ]


def test_an_all_clear_goes_to_those_who_were_told_that_it_broke(shop: World) -> None:
    shop.subscribe(BOB, least_impact="critical", updates="ends")
    shop.subscribe(CARL, least_impact="critical")
    minor = {**SLOW, "components": {"checkout": "degraded_performance"}}
    incident = opened(shop, minor)
    assert (shop.news(BOB), shop.news(CARL)) == ([], [])
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    assert (shop.news(BOB), shop.news(CARL)) == ([], [])


def test_one_that_grows_is_first_told_when_it_is_bad_enough(shop: World) -> None:
    shop.subscribe(BOB, least_impact="critical", updates="ends")
    incident = opened(shop, {**SLOW, "components": {"checkout": "degraded_performance"}})
    worse = {"body": "It is worse.", "components": {"checkout": "major_outage"}}
    incident = updated(shop, incident, worse)
    assert len(shop.news(BOB)) == 1
    incident = updated(shop, incident, {"body": "We work on it."})
    assert len(shop.news(BOB)) == 1
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    assert len(shop.news(BOB)) == 2


def test_who_chooses_again_amid_an_incident_hears_each_piece_once(
    shop: World, target: Target
) -> None:
    ids = ids_of(shop)
    target.down("/checkout")
    shop.tick(2)
    shop.ask(ANN, component=[ids["Checkout"]])
    shop.tick(2)
    incident = shop.incidents[0]["id"]
    from chalicelib.services import publishing

    updated(shop, publishing.incident(incident), {"body": "We found the cause."})
    assert len(shop.news(ANN)) == 2, "the old choice holds until the link is followed"
    shop.confirm(ANN)
    shop.tick(2)
    updated(shop, publishing.incident(incident), {"body": "It is being mended."})
    assert len(shop.news(ANN)) == 3
    updated(shop, publishing.incident(incident), {"status": "resolved", "body": "It is over."})
    assert len(shop.news(ANN)) == 4


def test_who_has_just_followed_the_link_hears_news_of_that_minute_once(shop: World) -> None:
    shop.tick(3)
    incident = opened(shop)
    shop.ask(ANN, updates="ends")
    shop.confirm(ANN)
    updated(shop, incident, {"status": "resolved", "body": "It is over."})
    assert len(shop.news(ANN)) == 2


def test_who_asked_when_it_is_back_hears_that_alone(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    shop.subscribe(BOB, incident=shop.incidents[0]["id"])
    shop.tick(2)
    assert shop.news(BOB) == []
    target.up()
    shop.tick(2)
    assert shop.news(BOB) == [UP]
    shop.tick(30)
    breaks_and_heals(shop, target)
    assert shop.news(BOB) == [UP]


def test_what_is_over_cannot_be_waited_for(shop: World, target: Target) -> None:
    breaks_and_heals(shop, target)
    incident = shop.incidents[0]["id"]
    answer = shop.ask(BOB, incident=incident)
    assert answer.status == 404
    assert "It is over" in answer.text
    assert len(shop.letters()) == len([each for each in shop.letters() if each.to == ANN])


@pytest.mark.parametrize("number", range(14, 54, 2))
def test_a_tick_that_dies_anywhere_repeats_at_most_one_mail_to_one_audience(
    shop: World, target: Target, number: int
) -> None:
    ids = ids_of(shop)
    everybody = (ANN, BOB, CARL)
    shop.subscribe(BOB, component=[ids["Checkout"]])
    shop.subscribe(CARL, updates="ends")
    target.down("/checkout")
    shop.tick()
    try:
        with stopped_before(number):
            shop.tick()
    except Stopped:
        shop.forget()
    shop.tick(5)
    heard = {address: shop.news(address) for address in everybody}
    assert {news[0] for news in heard.values()} == {DOWN}
    assert sum(map(len, heard.values())) <= len(everybody) + 1


def test_ten_ticks_without_sns_lose_nothing(shop: World, target: Target) -> None:
    from chalicelib.channels import sns as channel

    shop.subscribe(BOB, component=[ids_of(shop)["Checkout"]])
    target.down("/checkout")
    with Stubber(channel._client()) as sns:
        for _ in range(40):
            sns.add_client_error("publish", "Throttling", "Rate exceeded", 429)
        shop.tick(11)
    assert shop.news() == []
    shop.tick()
    assert (shop.news(ANN), shop.news(BOB)) == ([DOWN], [DOWN])


def topics() -> set[str]:
    found = boto3.client("sns").list_topics()["Topics"]
    return {each["TopicArn"].rpartition(":")[2] for each in found}


def leave(address: str) -> None:
    """By the link below a mail, as SNS carries it out."""
    sns = boto3.client("sns")
    for each in sns.list_subscriptions()["Subscriptions"]:
        if each["Endpoint"] == address and each["SubscriptionArn"].startswith("arn:"):
            sns.unsubscribe(SubscriptionArn=each["SubscriptionArn"])


def at_three(shop: World, days: int) -> None:
    """The hourly event that counts, on so many days one after the other."""
    for _ in range(days):
        day = shop.clock.moment + timedelta(days=1)
        shop.clock.moment = day.replace(hour=3, minute=16, second=0)
        shop.roll_up()


def test_an_audience_that_everybody_left_is_closed_and_then_removed(shop: World) -> None:
    shop.subscribe(BOB, updates="ends")
    shop.tick(2)
    (made,) = topics() - {
        "candor-dev-news",
        "candor-dev-team",
        "candor-dev-notifications",
    }
    at_three(shop, 9)
    assert made in topics(), "somebody is in it"
    leave(BOB)
    at_three(shop, 8)
    assert made in topics(), "it is closed, and somebody may come yet"
    at_three(shop, 1)
    assert made not in topics()
    shop.subscribe(CARL, updates="ends")
    assert made in topics()


def test_who_comes_into_a_closed_audience_hears(shop: World) -> None:
    shop.subscribe(BOB, updates="ends")
    leave(BOB)
    at_three(shop, 8)
    shop.leap(shop.clock.moment.replace(second=0))
    shop.subscribe(CARL, updates="ends")
    at_three(shop, 3)
    opened(shop)
    assert len(shop.news(CARL)) == 1


@pytest.mark.parametrize("number", range(1, 8))
def test_a_removal_that_dies_anywhere_is_finished_and_loses_nobody(
    shop: World, number: int
) -> None:
    shop.subscribe(BOB, updates="ends")
    leave(BOB)
    at_three(shop, 8)
    from chalicelib.services import tidying

    later = (shop.clock.moment + timedelta(days=1)).replace(hour=3)
    with suppress(Stopped), stopped_before(number):
        tidying.tidy(later)
    shop.ask(CARL, updates="ends")
    try:
        shop.sign_up()
    except Unavailable:
        shop.roll_up()
        shop.sign_up_later()
    shop.confirm(CARL)
    at_three(shop, 1)
    opened(shop)
    assert len(shop.news(CARL)) == 1


def test_a_closed_audience_that_stands_in_for_a_narrower_one_is_opened(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what the form offers and what is done, others may have taken the last room."""
    from chalicelib.domain import audiences
    from chalicelib.domain.enrolments import SignUp
    from chalicelib.domain.selections import Selection
    from chalicelib.services import enrolling

    ids = list(ids_of(shop).values())
    shop.subscribe(BOB, component=ids)
    leave(BOB)
    at_three(shop, 8)
    monkeypatch.setattr(audiences, "AT_MOST", 1)
    narrow = SignUp(address=CARL, selection=Selection(component_ids=(ids[0],)))
    enrolling.enrol(narrow, shop.clock.now())
    shop.confirm(CARL)
    opened(shop)
    assert len(shop.news(CARL)) == 1


def test_an_incidents_audience_goes_a_day_after_it_is_over(shop: World, target: Target) -> None:
    target.down("/checkout")
    shop.tick(2)
    shop.subscribe(BOB, incident=shop.incidents[0]["id"])
    (made,) = topics() - {
        "candor-dev-news",
        "candor-dev-team",
        "candor-dev-notifications",
    }
    assert made.startswith("candor-dev-news-back-")
    target.up()
    shop.tick(2)
    shop.clock.moment += timedelta(hours=23)
    shop.roll_up()
    assert made in topics()
    shop.clock.moment += timedelta(hours=2)
    shop.roll_up()
    assert made not in topics()


def test_who_hears_of_it_anyway_is_asked_nothing_more(shop: World, target: Target) -> None:
    shop.tick(2)
    target.down("/checkout")
    shop.tick(2)
    before = len(shop.letters())
    assert shop.ask(ANN, incident=shop.incidents[0]["id"]).status == 202
    assert len(shop.letters()) == before
    target.up()
    shop.tick(2)
    assert shop.news(ANN) == [DOWN, UP]


def test_a_flood_of_sign_ups_is_asked_in_turn_and_holds_up_no_tick(
    shop: World, target: Target
) -> None:
    for n in range(60):
        flood = Browser(client=f"203.0.113.{n // 2}")
        body = json.dumps({"email": f"u{n}@example.com"})
        assert flood.post("/subscriptions", body, "application/json").status == 303
    asked = [letter.to for letter in shop.letters() if letter.to.startswith("u")]
    assert sorted(asked) == sorted({f"u{n}@example.com" for n in range(60)})
    shop.tick()
    target.down("/checkout")
    with recorded() as calls:
        shop.tick(2)
    looked = [call for call in calls if b"GetSubscriptionAttributes" in _bytes(call.body)]
    assert 0 < len(looked) <= 2 * 25
    assert shop.news(ANN) == [DOWN]


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode()
