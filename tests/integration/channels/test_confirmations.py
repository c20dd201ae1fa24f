"""The question that is posted first, in each form, and what travels to where it is done."""

import json

import jsonschema
import pytest

from chalicelib.channels import discord, slack, teams, webhook
from chalicelib.channels.cards import card_of
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.relays import Relay
from chalicelib.domain.selections import Selection, Updates
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.words import LANGUAGES
from tests.integration.channels import forms
from tests.specimens import NOON

LINK = "https://status.example.com/subscriptions/manage/0a1b"


def asking(language: str = "en", page_name: str = "Demo Shop") -> Confirmation:
    return Confirmation(
        id="9f2c41d07be6a835",
        page_name=page_name,
        page_url="https://status.example.com",
        language=language,
        at=NOON,
        secret="5e1f",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Demo Shop", "<!channel> *&* @everyone [x](https://x.example)"])
def test_chats_take_it_and_it_leads_to_the_link(language: str, name: str) -> None:
    card = card_of(asking(language, name), LINK)
    for body, schema in (
        (slack.body_of(card), forms.SLACK),
        (teams.body_of(card), forms.TEAMS),
        (discord.body_of(card), forms.DISCORD),
    ):
        jsonschema.validate(json.loads(body), schema)
        assert LINK in body.decode()
        assert "5e1f" not in body.decode()


def test_a_webhook_gets_link_and_secret() -> None:
    body = json.loads(webhook.body_of(asking(), LINK))
    assert (body["confirmation"]["url"], body["confirmation"]["secret"]) == (LINK, "5e1f")
    assert "5e1f" not in repr(asking())


@pytest.mark.parametrize(
    "wish",
    [
        Wish(id="1", verb=Verb.ASK, url="https://x.example/s3cret", selection=Selection()),
        Wish(
            id="2",
            verb=Verb.CHANGE,
            subscriber_id="a",
            token="s3cret",
            selection=Selection(component_ids=("c1", "c2"), updates=Updates.ENDS),
        ),
        Wish(id="3", verb=Verb.CONFIRM, subscriber_id="a", token="s3cret", selection_id="x"),
        Wish(id="4", verb=Verb.LEAVE, subscriber_id="a", token="s3cret"),
    ],
)
def test_a_wish_arrives_as_it_was_sent_and_tells_no_secret(wish: Wish) -> None:
    assert Wish.from_json(wish.to_json()) == wish
    assert "s3cret" not in repr(wish)


def test_what_else_is_in_that_queue_is_no_wish() -> None:
    assert Wish.from_json('{"address": "ann@example.com"}') is None


def test_a_relay_arrives_as_it_was_sent() -> None:
    relay = Relay(outgoing_id="n1", after="0a")
    assert Relay.from_json(relay.to_json()) == relay
