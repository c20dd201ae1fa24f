"""Email by SNS, as far as its own confirmation and its refusals."""

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.folding import Folded
from devstack.mailbox import Letter
from tests.specimens import notification
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

ANN, BOB = "ann@example.com", "bob@example.com"


def subscribe(address: str) -> None:
    from chalicelib.channels import sns_email

    sns_email.subscribe(address, settings.names().news_topic)


def publish() -> str:
    from chalicelib.channels import sns_email

    return sns_email.publish(Folded(newest=notification()), settings.names().news_topic)


def mails(here: World, address: str) -> list[Letter]:
    return [letter for letter in here.letters() if letter.to == address]


@pytest.fixture
def without_topic(here: World) -> World:
    sns = boto3.client("sns")
    news = settings.names().news_topic
    arns = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    sns.delete_topic(TopicArn=next(arn for arn in arns if arn.endswith(f":{news}")))
    return here


def test_who_subscribes_is_asked_first(here: World) -> None:
    subscribe(ANN)
    (asked,) = mails(here, ANN)
    assert asked.subject == "AWS Notification - Subscription Confirmation"
    assert settings.names().news_topic in asked.text


def test_nothing_is_sent_before_the_address_says_yes(here: World) -> None:
    subscribe(ANN)
    publish()
    assert len(mails(here, ANN)) == 1
    here.confirm(ANN)
    publish()
    assert len(mails(here, ANN)) == 2


def test_everyone_who_said_yes_hears_the_news_once(here: World) -> None:
    for address in (ANN, BOB):
        subscribe(address)
        here.confirm(address)
    publish()
    for address in (ANN, BOB):
        _, news = mails(here, address)
        assert news.subject == "[Demo Shop] Investigating: Checkout is not available"
        assert news.text.startswith("Investigating: Checkout is not available\n\nSince 12:00 UTC")


def test_who_is_subscribed_already_gets_nothing_more(here: World) -> None:
    subscribe(ANN)
    here.confirm(ANN)
    subscribe(ANN)
    assert len(mails(here, ANN)) == 1


def test_who_has_not_answered_is_asked_again(here: World) -> None:
    subscribe(ANN)
    subscribe(ANN)
    assert len(mails(here, ANN)) == 2


def test_each_handing_over_has_an_id_of_sns(here: World) -> None:
    assert publish() != publish()


def test_a_topic_that_is_missing_may_come_back(without_topic: World) -> None:
    with pytest.raises(
        DeliveryFailed, match="SNS did not take news 0tinc1d00001: NotFound"
    ) as failed:
        publish()
    assert not failed.value.permanent
    with pytest.raises(DeliveryFailed, match="SNS did not take a subscription: NotFound") as failed:
        subscribe(ANN)
    assert not failed.value.permanent


def test_an_address_that_sns_does_not_take_will_never_be_taken(here: World) -> None:
    with pytest.raises(DeliveryFailed, match="InvalidParameter") as failed:
        subscribe("nobody")
    assert failed.value.permanent
    assert "nobody" not in str(failed.value), "logs hold no addresses"
