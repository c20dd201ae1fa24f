"""Stories of those who want one mail a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from chalicelib.domain.errors import CandorError
from tests.aws_calls import Stopped, stopped_before
from tests.planning import PLAN, announced
from tests.scenarios.test_audiences import topics
from tests.scenarios.test_outage import BOB
from tests.target import Target
from tests.telling import SLOW, opened, updated
from tests.world import World

CARL = "carl@example.com"
OVER = {"status": "resolved", "body": "It is over."}


def at_eight(shop: World, days: int = 1, minutes: int = 0) -> None:
    """The tick of that morning, or so many minutes later; those between aren't fired."""
    day = (shop.clock.moment + timedelta(days=days)).date()
    eight = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    shop.leap(eight + timedelta(minutes=minutes - 1))
    shop.tick()


def digests(shop: World, address: str = BOB) -> list[str]:
    return [each for each in shop.news(address) if "Daily summary" in each]


def last_mail(shop: World, address: str = BOB) -> str:
    return [letter for letter in shop.letters() if letter.to == address][-1].text


@pytest.fixture
def daily(shop: World) -> World:
    """Ann hears at once, Bob once a day."""
    shop.subscribe(BOB, updates="digest")
    return shop


def test_a_day_of_two_incidents_and_planned_work_is_one_mail(daily: World) -> None:
    first = opened(daily)
    daily.tick()
    first = updated(daily, first, {"body": "We found the cause."})
    updated(daily, first, OVER)
    opened(daily, {**SLOW, "name": "Search is slow"})
    announced(daily, {**PLAN, "start": "2026-11-24T12:10"})
    assert daily.news(BOB) == []
    at_eight(daily)
    assert digests(daily) == daily.news(BOB)
    assert digests(daily) == ["[Demo Shop] Daily summary: 1 not over yet, 1 over and 1 planned"]
    mail = last_mail(daily)
    parts = ["NOT OVER YET", "Investigating: Search is slow", "ALREADY OVER", "Resolved: Payments"]
    at = [mail.index(each) for each in (*parts, "PLANNED", "Scheduled: New database")]
    assert at == sorted(at)
    assert "Said before: update 1, 12:01 UTC; update 2, 12:02 UTC" in mail
    assert mail.count("Payments are slow") == 1
    at_eight(daily)
    assert len(digests(daily)) == 1, "nothing happened since"


def test_what_went_on_is_told_again_as_it_then_is(daily: World) -> None:
    incident = opened(daily)
    at_eight(daily)
    updated(daily, incident, OVER)
    at_eight(daily)
    assert digests(daily)[-1] == "[Demo Shop] Daily summary: 1 over"
    assert "We are on it." not in last_mail(daily)


def test_each_hears_of_what_they_chose_alone(daily: World) -> None:
    ids = {each["name"]: each["id"] for each in daily.summary["components"]}
    daily.subscribe(CARL, updates="digest", component=[ids["Search"]])
    opened(daily)
    at_eight(daily)
    assert len(digests(daily)) == 1
    assert digests(daily, CARL) == []
    assert any("-search-digest-en-" in each for each in topics())


def test_who_comes_later_hears_what_was_since_the_last_one(daily: World) -> None:
    opened(daily)
    at_eight(daily)
    daily.subscribe(CARL, updates="digest")
    opened(daily, {**SLOW, "name": "Search is slow"})
    at_eight(daily)
    assert len(digests(daily, CARL)) == 1
    assert "Payments" not in last_mail(daily, CARL)


def test_a_late_tick_sends_it_late_and_once(daily: World) -> None:
    opened(daily)
    at_eight(daily, days=3, minutes=200)
    assert len(digests(daily)) == 1
    daily.tick(5)
    assert len(digests(daily)) == 1


def test_an_outage_of_sns_delays_it(daily: World) -> None:
    from chalicelib.channels import sns as channel

    opened(daily)
    with Stubber(channel._client()) as sns:
        for _ in range(20):
            sns.add_client_error("get_topic_attributes", "Throttling", "Rate exceeded", 429)
            sns.add_client_error("publish", "Throttling", "Rate exceeded", 429)
        at_eight(daily)
        daily.tick(5)
    assert digests(daily) == []
    daily.tick(2)
    assert len(digests(daily)) == 1


@pytest.mark.parametrize("number", range(1, 15))
def test_a_digest_that_dies_anywhere_is_sent_and_repeated_once_at_most(
    daily: World, number: int
) -> None:
    from chalicelib.services import digesting

    opened(daily)
    day = daily.clock.moment + timedelta(days=1)
    daily.clock.moment = day.replace(hour=8, minute=0, second=5)
    try:
        with stopped_before(number):
            digesting.tell(daily.clock.now())
    except Stopped:
        daily.forget()
    daily.leap(daily.clock.moment.replace(second=0))
    daily.tick(3)
    assert 1 <= len(digests(daily)) <= 2
    at_eight(daily)
    assert len(digests(daily)) <= 2


def test_two_ticks_at_once_send_one(daily: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from chalicelib.services import digesting

    opened(daily)
    day = daily.clock.moment + timedelta(days=1)
    daily.clock.moment = day.replace(hour=8, minute=0, second=5)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(digesting.tell, daily.clock.now()) for _ in range(4)]:
            done.result()
    daily.tick(2)
    assert len(digests(daily)) == 1


def test_it_comes_when_the_pages_clocks_say_so(here: World, target: Target) -> None:
    from tests.scenarios.test_outage import page_of

    document: Any = page_of(target)
    document["page"] |= {"time_zone": "Europe/Berlin", "digest_at": "17:30"}
    here.apply(document)
    here.tick()
    here.subscribe(BOB, updates="digest")
    opened(here)
    here.leap(datetime(2026, 11, 22, 16, 28, tzinfo=UTC))
    here.tick()
    assert digests(here) == []
    here.tick()
    assert len(digests(here)) == 1


def test_a_webhook_is_told_at_once_or_not_at_all(daily: World) -> None:
    body = '{"url": "https://hooks.example.com/x", "updates": "digest"}'
    answer = daily.browser.post("/subscriptions", body, "application/json", Accept="*/*")
    assert answer.status == 422
    assert "by email alone" in answer.text
    form = daily.browser.get("/subscriptions").text
    assert form.count('<option value="digest"') == 1


def test_who_wants_one_mail_a_day_never_gets_many_for_want_of_room(
    daily: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.domain import audiences
    from chalicelib.domain.enrolments import SignUp
    from chalicelib.domain.selections import Selection, Updates
    from chalicelib.services import enrolling, subscribing

    monkeypatch.setattr(audiences, "AT_MOST", 1)
    narrow = Selection(updates=Updates.DIGEST, maintenance=False)
    with pytest.raises(subscribing.NoRoom) as refused:
        subscribing.subscribe(CARL, narrow, components=[], client="x", now=daily.clock.now())
    assert isinstance(refused.value, CandorError)
    assert refused.value.offer == Selection(updates=Updates.DIGEST)
    enrolling.enrol(SignUp(address=CARL, selection=narrow), daily.clock.now())
    daily.confirm(CARL)
    opened(daily)
    assert daily.news(CARL) == []
    at_eight(daily)
    assert len(digests(daily, CARL)) == 1
