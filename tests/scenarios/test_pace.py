"""Stories of much news in an hour: nobody is sent more mails than the page allows, what is beyond
waits and comes as one mail, and nobody misses an end.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from chalicelib.domain.incidents import Incident
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.scenarios.test_outage import ANN, BOB, page_of
from tests.target import Target
from tests.telling import SLOW, opened, updated
from tests.world import World

OVER = {"status": "resolved", "body": "It is over."}
BEGAN = "[Demo Shop] Investigating: Payments are slow"


@pytest.fixture
def calm(here: World, target: Target) -> World:
    """A page that sends two mails an hour: three where something begins, four where it ends."""
    document: Any = page_of(target)
    document["page"]["mails_per_hour"] = 2
    here.apply(document)
    here.tick()
    here.subscribe(ANN)
    return here


def says(shop: World, incident: Incident, *words: str) -> Incident:
    for each in words:
        incident = updated(shop, incident, {"body": each})
    return incident


def last_mail(shop: World, address: str = ANN) -> str:
    return [letter for letter in shop.letters() if letter.to == address][-1].text


def test_what_is_beyond_the_bound_comes_as_one_mail_when_there_is_room(calm: World) -> None:
    says(calm, opened(calm), "One.", "Two.", "Three.")
    assert len(calm.news(ANN)) == 2
    calm.tick(59)
    assert len(calm.news(ANN)) == 2
    calm.tick(2)
    assert len(calm.news(ANN)) == 3
    mail = last_mail(calm)
    assert mail.startswith("Investigating: Payments are slow\n\nThree.\n")
    assert "also has what was said before" in mail
    before = mail.partition("also has")[2]
    assert "Update 3: 22 November 2026, 12:01 UTC\nInvestigating: Two." in before
    assert "One." not in mail, "it was told by itself"
    calm.tick(10)
    assert len(calm.news(ANN)) == 3


def test_an_end_comes_at_once_and_takes_along_what_waits_of_its_story(calm: World) -> None:
    incident = says(calm, opened(calm), "One.", "Two.", "Three.")
    updated(calm, incident, OVER)
    assert calm.news(ANN)[2:] == ["[Demo Shop] Resolved: Payments are slow"]
    mail = last_mail(calm)
    assert mail.startswith("Resolved: Payments are slow\n\nIt is over.\n")
    assert mail.index("Two.") < mail.index("Three.")
    calm.tick(65)
    assert len(calm.news(ANN)) == 3, "nothing older comes after it"


def test_what_begins_is_not_held_up_by_what_was_said_of_something_else(calm: World) -> None:
    says(calm, opened(calm), "One.", "Two.")
    opened(calm, {**SLOW, "name": "Search is slow"})
    assert calm.news(ANN)[-1] == "[Demo Shop] Investigating: Search is slow"


def test_what_is_over_before_it_was_told_is_one_mail_that_says_both(calm: World) -> None:
    first = says(calm, opened(calm), "One.")
    opened(calm, {**SLOW, "name": "Search is slow"})
    short = opened(calm, {**SLOW, "name": "Mail is slow"})
    updated(calm, short, OVER)
    assert not [each for each in calm.news(ANN) if "Mail" in each]
    updated(calm, first, OVER)
    calm.tick(62)
    about = [each for each in calm.news(ANN) if "Mail" in each]
    assert about == ["[Demo Shop] Resolved: Mail is slow"]
    (mail,) = (each.text for each in calm.letters() if each.subject == about[0])
    assert "You hear of it for the first time, and it is over already." in mail
    assert "Investigating: We are on it." in mail


def test_one_audience_that_waits_holds_up_no_other_and_no_outbox(calm: World) -> None:
    from chalicelib.storage import outbox

    incident = says(calm, opened(calm), "One.", "Two.")
    calm.subscribe(BOB, updates="ends")
    assert outbox.waiting() == ()
    updated(calm, incident, OVER)
    assert calm.news(BOB) == ["[Demo Shop] Resolved: Payments are slow"]


def test_the_ledger_says_that_it_waits_and_then_that_it_was_told(calm: World) -> None:
    from chalicelib.services import ledger

    incident = says(calm, opened(calm), "One.", "Two.")
    entry = ledger.of_updates(incident.updates)[0]
    mails, _topic = entry.count.channels
    assert (entry.number, mails.waiting, mails.told) == (3, 1, 0)
    calm.tick(62)
    entry = ledger.of_updates(incident.updates)[0]
    mails, _topic = entry.count.channels
    assert (mails.waiting, mails.told, mails.addresses) == (0, 1, 1)
    assert mails.last_at
    assert mails.last_at >= incident.updated_at + timedelta(minutes=50)


def test_a_quiet_tick_asks_once_what_waits(calm: World) -> None:
    calm.tick()
    with recorded() as calls:
        calm.tick()
    asked = [call for call in calls if '"HELD"' in str(call.body).replace("'", '"')]
    assert [call.operation for call in asked] == ["Query"]


def test_what_sns_does_not_take_leaves_room_and_waits_on(calm: World) -> None:
    from chalicelib.channels import sns as channel

    says(calm, opened(calm), "One.", "Two.")
    calm.pass_quietly(timedelta(hours=1))
    calm.leap(calm.clock.moment.replace(second=0))
    with Stubber(channel._client()) as sns:
        for _ in range(20):
            sns.add_client_error("get_topic_attributes", "Throttling", "Rate exceeded", 429)
            sns.add_client_error("publish", "Throttling", "Rate exceeded", 429)
        calm.tick(9)
    assert len(calm.news(ANN)) == 2
    calm.tick()
    assert len(calm.news(ANN)) == 3


@pytest.mark.parametrize("number", range(14, 49))
def test_an_end_whose_telling_dies_anywhere_loses_nothing_and_repeats_one_mail_at_most(
    calm: World, number: int
) -> None:
    incident = says(calm, opened(calm), "One.", "Two.", "Three.")
    try:
        with stopped_before(number):
            updated(calm, incident, OVER, key="over")
    except Stopped:
        calm.forget()
    updated(calm, incident, OVER, key="over")
    calm.tick(70)
    after = calm.news(ANN)[2:]
    assert set(after) <= {"[Demo Shop] Resolved: Payments are slow", BEGAN}
    assert after[-1].startswith("[Demo Shop] Resolved")
    assert after == sorted(after), "nothing older comes after the end"
    assert len(after) <= 2
    texts = "".join(each.text for each in calm.letters())
    assert all(each in texts for each in ("Two.", "Three.", "It is over."))


@pytest.mark.parametrize("number", range(1, 24))
def test_a_tick_that_dies_while_it_catches_up_loses_nothing(calm: World, number: int) -> None:
    from chalicelib.services import notifying

    says(calm, opened(calm), "One.", "Two.", "Three.")
    calm.pass_quietly(timedelta(minutes=61))
    try:
        with stopped_before(number):
            notifying.flush(calm.clock.now())
    except Stopped:
        calm.forget()
    calm.leap(calm.clock.moment.replace(second=0))
    calm.tick(5)
    assert 3 <= len(calm.news(ANN)) <= 4
    assert "Two." in last_mail(calm)
    assert "\n\nThree.\n" in last_mail(calm)


def test_of_many_who_catch_up_at_once_one_sends(calm: World) -> None:
    from chalicelib.services import notifying

    says(calm, opened(calm), "One.", "Two.", "Three.")
    calm.pass_quietly(timedelta(minutes=61))
    now = calm.clock.now()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(notifying.flush, now) for _ in range(4)]:
            done.result()
    assert len(calm.news(ANN)) == 3
    notifying.flush(now)
    assert len(calm.news(ANN)) == 3
