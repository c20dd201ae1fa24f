"""Stories of customers who listen in AWS: their own queues, on the notifications topic."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.lambda_context import Context
from tests.receiver import Receiver, receiving
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.scenarios.test_subscribers import hears, news
from tests.target import Target
from tests.telling import opened
from tests.world import World

CUSTOMER, STRANGER = "111122223333", "444455556666"
REGION = "us-east-1"
RAW = {"RawMessageDelivery": "true"}


class Account:
    """Another account in AWS, with a queue of its own."""

    def __init__(self, number: str) -> None:
        role = f"arn:aws:iam::{number}:role/theirs"
        made = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="theirs")
        keys = made["Credentials"]
        session = boto3.Session(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], REGION
        )
        self.sns, self._sqs = session.client("sns"), session.client("sqs")
        self.queue = self._sqs.create_queue(QueueName="status-news")["QueueUrl"]
        self._arn = f"arn:aws:sqs:{REGION}:{number}:status-news"

    def subscribes(self, protocol: str = "sqs", endpoint: str = "", **attributes: str) -> str:
        answer = self.sns.subscribe(
            TopicArn=topic(),
            Protocol=protocol,
            Endpoint=endpoint or self._arn,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    def hears(self) -> list[Any]:
        """The messages that have come, as they stand in the queue."""
        found = self._sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages", [])
        for each in found:
            self._sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=each["ReceiptHandle"])
        return found


def topic() -> str:
    from chalicelib.channels import sns
    from chalicelib.settings import names

    return sns.topic_arn(names().notifications_topic)


def statements() -> list[Any]:
    attributes = boto3.client("sns").get_topic_attributes(TopicArn=topic())["Attributes"]
    found: list[Any] = json.loads(attributes["Policy"])["Statement"]
    return found


def lets(*accounts: str) -> int:
    from chalicelib.services import letting_listen

    return letting_listen.let_listen(accounts)


def stages(found: list[Any]) -> list[str]:
    return [json.loads(each["Body"])["incident"]["status"] for each in found]


def test_a_listed_account_hears_in_its_own_queue(shop: World, target: Target) -> None:
    lets(CUSTOMER)
    customer = Account(CUSTOMER)
    customer.subscribes(**RAW)
    breaks_and_heals(shop, target)
    found = customer.hears()
    assert stages(found) == ["investigating", "resolved"]
    begins, ends = ({k: v["StringValue"] for k, v in m["MessageAttributes"].items()} for m in found)
    assert (begins["kind"], begins["is_over"], ends["is_over"]) == ("incident", "false", "true")
    assert json.loads(begins["components"]) == [ids_of(shop)["Checkout"]]
    assert begins["notification_id"] == json.loads(found[0]["Body"])["notification"]["id"]


@pytest.mark.parametrize(
    ("wanted", "heard"),
    [
        ({"components": ["Checkout"]}, ["investigating", "resolved"]),
        ({"components": ["Search"]}, []),
        ({"is_over": ["true"]}, ["resolved"]),
        ({"impact": ["minor"]}, []),
        ({"kind": ["incident"], "status": ["investigating"]}, ["investigating"]),
        ({"kind": ["maintenance"]}, []),
        ({"languages": ["en"]}, ["investigating", "resolved"]),
    ],
)
def test_what_a_filter_policy_leaves_out_does_not_come(
    shop: World, target: Target, wanted: dict[str, list[str]], heard: list[str]
) -> None:
    ids = ids_of(shop)
    policy = {key: [ids.get(each, each) for each in values] for key, values in wanted.items()}
    lets(CUSTOMER)
    customer = Account(CUSTOMER)
    customer.subscribes(**RAW, FilterPolicy=json.dumps(policy))
    breaks_and_heals(shop, target)
    assert stages(customer.hears()) == heard


def test_nobody_else_may_subscribe_and_nobody_by_mail(here: World) -> None:
    for _ in range(2):
        lets(CUSTOMER)
    assert [each["Sid"] for each in statements()][1:] == ["LetCustomersSubscribe"]
    with pytest.raises(ClientError, match="AuthorizationError"):
        Account(STRANGER).subscribes()
    for protocol, endpoint in (
        ("email", "ann@example.com"),
        ("sms", "+353861234567"),
        ("firehose", f"arn:aws:firehose:{REGION}:{CUSTOMER}:deliverystream/all"),
        ("http", "http://example.com/"),
    ):
        with pytest.raises(ClientError, match="AuthorizationError"):
            Account(CUSTOMER).subscribes(protocol, endpoint)


def test_who_leaves_the_list_hears_nothing_more_and_the_others_do(
    shop: World, target: Target
) -> None:
    lets(CUSTOMER, STRANGER)
    leaves, stays = Account(STRANGER), Account(CUSTOMER)
    leaves.subscribes(**RAW)
    stays.subscribes(**RAW)
    assert lets(CUSTOMER) == 1
    assert lets(CUSTOMER) == 0
    breaks_and_heals(shop, target)
    assert (len(leaves.hears()), len(stays.hears())) == (0, 2)
    with pytest.raises(ClientError, match="AuthorizationError"):
        leaves.subscribes()
    lets()
    assert [each["Sid"] for each in statements()] == ["__default_statement_ID"]


def test_what_somebody_else_wrote_into_the_policy_stays(here: World) -> None:
    theirs = {**statements()[0], "Sid": "TheirOwn"}
    policy = json.dumps({"Version": "2008-10-17", "Statement": [*statements(), theirs]})
    boto3.client("sns").set_topic_attributes(
        TopicArn=topic(), AttributeName="Policy", AttributeValue=policy
    )
    lets(CUSTOMER)
    lets()
    assert [each["Sid"] for each in statements()] == ["__default_statement_ID", "TheirOwn"]


def test_a_stage_that_has_no_topic_yet_says_what_makes_it(here: World) -> None:
    from chalicelib.domain.errors import Unavailable

    boto3.client("sns").delete_topic(TopicArn=topic())
    with pytest.raises(Unavailable, match="`candor deploy dev` makes it"):
        lets(CUSTOMER)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def subscriptions() -> list[Any]:
    found: list[Any] = boto3.client("sns").list_subscriptions_by_topic(TopicArn=topic())[
        "Subscriptions"
    ]
    return found


def unsubscribe_the_relay() -> None:
    (standing,) = (each for each in subscriptions() if each["Endpoint"].endswith("-relays"))
    boto3.client("sns").unsubscribe(SubscriptionArn=standing["SubscriptionArn"])


def test_what_an_earlier_version_left_on_the_queue_is_still_relayed(
    shop: World, receiver: Receiver
) -> None:
    import app

    hears(shop, receiver)
    unsubscribe_the_relay()
    opened(shop)
    shop.deliver()
    assert news(receiver) == []
    (news_id,) = {update["id"] for each in shop.incidents for update in each["incident_updates"]}
    message = json.dumps({"outgoing_id": news_id, "after": ""})
    app.relay({"Records": [{"body": message, "receiptHandle": "x"}]}, Context("relay"))
    shop.deliver()
    assert len(news(receiver)) == 1


def test_a_deployment_makes_the_subscription_that_is_missing(
    shop: World, receiver: Receiver
) -> None:
    from infra.provision import provision

    hears(shop, receiver)
    before = {each["Endpoint"] for each in subscriptions()}
    unsubscribe_the_relay()
    for _ in range(2):
        provision("dev", protected=False)
    assert {each["Endpoint"] for each in subscriptions()} == before
    opened(shop)
    shop.deliver()
    assert len(news(receiver)) == 1
