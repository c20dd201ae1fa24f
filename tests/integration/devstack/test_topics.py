"""SNS as real SNS behaves, asked by a client of another process."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_sns import SNSClient

from devstack.mailbox import Letter
from devstack.sns_letters import CONFIRMATION_SUBJECT, DEFAULT_SUBJECT
from devstack.stack import DevStack
from devstack.subscriptions import TOKEN_LIFE
from tests.integration.devstack.samples import (
    TOPIC,
    Answered,
    ask,
    sample_app,
    sns_client,
    sqs_client,
    until,
)


@pytest.fixture
def sns(port: int) -> SNSClient:
    return sns_client(port)


def letters_to(stack: DevStack, address: str) -> list[Letter]:
    return [letter for letter in stack.mailbox.letters() if letter.to == address]


def link_in(letter: Letter) -> str:
    found = re.search(r"http://localhost:\S+/sns/\S+", letter.text)
    assert found is not None
    return found[0].rstrip('",')


def follow(link: str) -> Answered:
    parts = urlsplit(link)
    return ask(parts.port or 0, f"{parts.path}?{parts.query}")


def subscribe(sns: SNSClient, address: str, **more: Any) -> str:
    answer = sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint=address, **more)
    return str(answer["SubscriptionArn"])


def confirmed(stack: DevStack, sns: SNSClient, address: str) -> str:
    subscribe(sns, address)
    assert follow(link_in(letters_to(stack, address)[-1])).status == 200
    return subscribe(sns, address)


def listed_arn(sns: SNSClient, address: str) -> str:
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=TOPIC)
    found = [each for page in pages for each in page["Subscriptions"]]
    return next(str(each["SubscriptionArn"]) for each in found if each["Endpoint"] == address)


def test_a_mail_asks_for_confirmation_and_nothing_else_comes_before_it(
    stack: DevStack, sns: SNSClient
) -> None:
    assert subscribe(sns, "ann@example.com") == "pending confirmation"
    assert listed_arn(sns, "ann@example.com") == "PendingConfirmation"
    sns.publish(TopicArn=TOPIC, Subject="News", Message="Not for Ann yet")
    (letter,) = letters_to(stack, "ann@example.com")
    assert letter.subject == CONFIRMATION_SUBJECT
    assert TOPIC in letter.text


def test_news_comes_once_the_link_was_followed(stack: DevStack, sns: SNSClient) -> None:
    arn = confirmed(stack, sns, "bob@example.com")
    assert listed_arn(sns, "bob@example.com") == arn
    sns.publish(TopicArn=TOPIC, Subject="News", Message="The shop is open")
    letter = letters_to(stack, "bob@example.com")[-1]
    assert (letter.channel, letter.subject) == ("email", "News")
    assert letter.text.startswith("The shop is open\n\n--\nIf you wish to stop receiving")


def test_a_mail_without_a_subject_gets_the_one_of_sns(stack: DevStack, sns: SNSClient) -> None:
    confirmed(stack, sns, "cid@example.com")
    sns.publish(TopicArn=TOPIC, Message="Hello")
    assert letters_to(stack, "cid@example.com")[-1].subject == DEFAULT_SUBJECT


def test_subscribing_again_while_pending_sends_the_mail_again(
    stack: DevStack, sns: SNSClient
) -> None:
    for _ in range(2):
        subscribe(sns, "dan@example.com")
    first, second = letters_to(stack, "dan@example.com")
    assert follow(link_in(first)).status == 200
    assert follow(link_in(second)).status == 200  # twice is no fault


def test_subscribing_again_once_confirmed_sends_nothing_and_gives_the_arn(
    stack: DevStack, sns: SNSClient
) -> None:
    arn = confirmed(stack, sns, "eve@example.com")
    before = letters_to(stack, "eve@example.com")
    assert subscribe(sns, "eve@example.com") == arn
    assert arn.startswith(f"{TOPIC}:")
    assert letters_to(stack, "eve@example.com") == before


def test_the_arn_of_a_pending_subscription_is_told_when_asked_for(sns: SNSClient) -> None:
    arn = subscribe(sns, "fay@example.com", ReturnSubscriptionArn=True)
    assert arn.startswith(f"{TOPIC}:")
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert attributes["PendingConfirmation"] == "true"


def test_the_token_confirms_by_api_too_and_may_keep_the_link_from_ending_it(
    stack: DevStack, sns: SNSClient
) -> None:
    subscribe(sns, "gus@example.com")
    token = link_in(letters_to(stack, "gus@example.com")[0]).split("token=")[1].split("&")[0]
    sns.confirm_subscription(TopicArn=TOPIC, Token=token, AuthenticateOnUnsubscribe="true")
    sns.publish(TopicArn=TOPIC, Message="Hello")
    unsubscribe = link_in(letters_to(stack, "gus@example.com")[-1])
    assert follow(unsubscribe).status == 400
    assert listed_arn(sns, "gus@example.com").startswith(f"{TOPIC}:")


def test_a_wrong_token_confirms_nothing(port: int, sns: SNSClient) -> None:
    with pytest.raises(ClientError, match="Invalid parameter: Token"):
        sns.confirm_subscription(TopicArn=TOPIC, Token="0" * 128)
    answer = ask(port + 1, f"/sns/confirm?token=no&topic={TOPIC}")
    assert answer.status == 400
    assert b"Invalid token" in answer.body


def test_a_token_is_good_for_two_days(stack: DevStack, sns: SNSClient) -> None:
    subscribe(sns, "hal@example.com")
    link = link_in(letters_to(stack, "hal@example.com")[0])
    later = stack.clock.now() + TOKEN_LIFE + timedelta(hours=1)
    with patch.object(stack.clock, "now", lambda: later):
        assert follow(link).status == 400


def test_the_link_at_the_foot_of_a_mail_ends_the_subscription(
    stack: DevStack, sns: SNSClient
) -> None:
    confirmed(stack, sns, "ida@example.com")
    sns.publish(TopicArn=TOPIC, Message="One")
    link = link_in(letters_to(stack, "ida@example.com")[-1])
    assert b"Subscription removed!" in follow(link).body
    before = letters_to(stack, "ida@example.com")
    sns.publish(TopicArn=TOPIC, Message="Two")
    assert letters_to(stack, "ida@example.com") == before
    assert follow(link).status == 400


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"Subject": "x" * 100, "Message": "m"}, "Subject"),
        ({"Subject": "Störung", "Message": "m"}, "Subject"),
        ({"Subject": "two\nlines", "Message": "m"}, "Subject"),
        ({"Subject": " starts with a blank", "Message": "m"}, "Subject"),
        ({"Message": "ü" * 131_073}, "Message too long"),
    ],
)
def test_a_message_that_sns_would_refuse_is_refused(
    sns: SNSClient, wrong: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ClientError, match=f"InvalidParameter.*{reason}"):
        sns.publish(TopicArn=TOPIC, **wrong)


def test_what_sns_allows_goes_through(sns: SNSClient) -> None:
    sns.publish(TopicArn=TOPIC, Subject="[" + "x" * 98, Message="ü" * 131_000)


def test_an_address_that_is_none_is_refused(sns: SNSClient) -> None:
    with pytest.raises(ClientError, match="Invalid parameter: Email address"):
        subscribe(sns, "nobody")


def test_an_sms_lands_in_the_mailbox(stack: DevStack, sns: SNSClient) -> None:
    sns.publish(PhoneNumber="+15005550006", Message="Shop: down")
    (letter,) = letters_to(stack, "+15005550006")
    assert (letter.channel, letter.subject, letter.text) == ("sms", None, "Shop: down")


def test_a_webhook_lands_in_the_mailbox_once_confirmed(stack: DevStack, sns: SNSClient) -> None:
    url = "https://example.com/hook"
    sns.subscribe(TopicArn=TOPIC, Protocol="https", Endpoint=url)
    (asked,) = letters_to(stack, url)
    assert '"Type": "SubscriptionConfirmation"' in asked.text
    follow(link_in(asked))
    sns.publish(TopicArn=TOPIC, Message="Hello, hook")
    letter = letters_to(stack, url)[-1]
    assert letter.channel == "webhook"
    assert '"Message": "Hello, hook"' in letter.text


def test_a_topic_invokes_the_function_that_listens_to_it(sns: SNSClient) -> None:
    sns.publish(TopicArn=TOPIC, Subject="To functions", Message="Hello, function")

    def heard() -> Any:
        return [
            event["Records"][0]["Sns"]["Message"]
            for name, event in sample_app().seen
            if name == "news" and event["Records"][0]["Sns"]["Subject"] == "To functions"
        ]

    assert until(heard) == ["Hello, function"]


def test_a_topic_fills_the_queue_that_listens_to_it(port: int, sns: SNSClient) -> None:
    sqs = sqs_client(port)
    topic = sns.create_topic(Name="sample-to-queue")["TopicArn"]
    url = sqs.get_queue_url(QueueName="sample-shelf")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    sns.publish(TopicArn=topic, Message="Hello, queue")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert '"Message": "Hello, queue"' in message["Body"]


def test_everybody_hears_of_it_when_a_topic_has_many_subscribers(
    sns: SNSClient, stack: DevStack
) -> None:
    topic = sns.create_topic(Name="sample-crowd")["TopicArn"]
    for number in range(120):
        sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint=f"+155500{number:05d}")
    sns.publish(TopicArn=topic, Message="Hello, crowd")
    assert len([each for each in stack.mailbox.letters() if each.text == "Hello, crowd"]) == 120
