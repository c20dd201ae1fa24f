"""Stories of the team, which hears by its own topic what waits for one of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from tests.aws_calls import Stopped, stopped_before
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.telling import SLOW, opened, updated
from tests.world import MINUTE, World

NAME = "Payments are slow"


@pytest.fixture
def team(shop: World) -> World:
    """A page whose team hears by mail."""
    shop.hear_as_team()
    return shop


def promised(shop: World, minutes: int) -> dict[str, object]:
    """An update by the full minute that is so many after the last tick."""
    by = shop.minute + minutes * MINUTE
    return {**SLOW, "next_update_by": by.isoformat()}


def opens_the_form(shop: World, text: str) -> bool:
    """Whether the link in the mail does, without signing in."""
    found = re.search(r"Without signing in, once, within a day: https://[^/]+(\S+)", text)
    assert found, text
    return "Publish the update" in shop.browser.get(found[1]).text


def test_a_promise_is_remembered_five_minutes_before_and_when_it_is_missed(team: World) -> None:
    opened(team, promised(team, 20))
    team.tick(14)
    assert team.nudges() == []
    team.tick()
    assert team.nudges() == [f"An update is due at 12:21 UTC: {NAME}"]
    team.tick(4)
    assert len(team.nudges()) == 1
    team.tick()
    assert team.nudges()[1:] == [f"A promised update is late: {NAME}"]
    team.tick(30)
    assert len(team.nudges()) == 2


def test_a_promise_that_was_kept_is_told_to_nobody(team: World) -> None:
    incident = opened(team, promised(team, 20))
    team.tick(10)
    updated(team, incident, {"body": "We found the cause."})
    team.tick(20)
    assert team.nudges() == []


def test_silence_is_told_after_an_hour_and_each_day(team: World) -> None:
    opened(team)
    team.tick(60)
    assert team.nudges() == []
    team.tick()
    assert team.nudges() == [f"Nobody writes: {NAME}"]
    team.leap(team.minute + timedelta(hours=24) - 2 * MINUTE)
    team.tick()
    assert len(team.nudges()) == 1
    team.tick()
    assert len(team.nudges()) == 2


def test_what_is_over_waits_for_nobody(team: World) -> None:
    incident = opened(team, promised(team, 20))
    updated(team, incident, {"status": "resolved", "body": "It is over."})
    team.tick(90)
    assert team.nudges() == []


def test_a_draft_is_told_with_the_way_to_it(team: World, target: Target) -> None:
    document: Any = page_of(target)
    document["page"]["veto"] = "5m"
    team.apply(document)
    target.down("/checkout")
    team.tick(3)
    assert team.nudges() == ["A draft waits: Checkout is not available"]
    from chalicelib.services import drafting

    (draft,) = drafting.drafts()
    mail = team.letters()[-1]
    assert mail.to == "team@example.com"
    assert f"/admin/drafts/{draft.id}" in mail.text
    assert "published by itself at 22 November 2026, 12:08 UTC" in mail.text


def test_only_people_can_say_that_it_is_over(team: World, target: Target) -> None:
    target.down("/checkout")
    team.tick(2)
    from chalicelib.services import publishing

    (told,) = team.incidents
    updated(team, publishing.incident(told["id"]), {"body": "A cable was cut."})
    target.up()
    team.tick(5)
    assert team.nudges() == ["Is it over? Checkout is not available"]


def test_news_that_can_never_be_sent_is_told_to_the_team(team: World) -> None:
    from chalicelib.channels import sns as channel

    team.subscribe("ann@example.com")
    with Stubber(channel._client()) as sns:
        sns.add_client_error("publish", "InvalidParameter", "Invalid parameter: Subject")
        opened(team)
        sns.assert_no_pending_responses()
    team.tick(2)
    assert team.news("ann@example.com") == []
    assert team.nudges() == [f"Not sent to subscribers: {NAME}"]
    assert "/admin/link/" not in team.letters()[-1].text


def test_a_member_hears_and_who_leaves_hears_no_more(shop: World) -> None:
    from chalicelib.domain.actors import terminal
    from chalicelib.services import team_mail
    from chalicelib.services.team_mail import Hears

    assert team_mail.hears("team@example.com") is Hears.NO
    herb = terminal("herb")
    team_mail.ask(herb, "team@example.com", now=shop.clock.now())
    assert team_mail.hears("Team@example.com") is Hears.ASKED
    shop.confirm("team@example.com")
    assert team_mail.hears("team@example.com") is Hears.YES
    team_mail.stop(herb, "team@example.com", now=shop.clock.now())
    assert team_mail.hears("team@example.com") is Hears.NO


@pytest.mark.parametrize("number", range(1, 33))
def test_a_tick_that_dies_anywhere_loses_no_nudge_and_repeats_one_at_most(
    team: World, number: int
) -> None:
    opened(team, promised(team, 20))
    team.tick(14)
    try:
        with stopped_before(number):
            team.tick()
    except Stopped:
        team.forget()
    team.tick(4)  # a claim that was left runs out after three minutes
    due = f"An update is due at 12:21 UTC: {NAME}"
    assert set(team.nudges()) == {due}
    assert len(team.nudges()) <= 2
    texts = [letter.text for letter in team.letters() if due in letter.text]
    assert len({re.sub(r"/admin/link/\S+", "", text) for text in texts}) == 1
    assert all(opens_the_form(team, text) for text in texts)
