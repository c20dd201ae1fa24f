"""How a queue hears of a topic: its policy lets that topic alone put something in, and the topic
has a subscription of it.
"""

import json
from typing import TYPE_CHECKING

import boto3

from infra.resources import Queue

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

_WITHOUT_ENVELOPE, _FILTER = "RawMessageDelivery", "FilterPolicy"


def subscribe(queue: Queue) -> None:
    """Makes the subscription, or mends it; nothing for a queue that hears of no topic."""
    if queue.topic is None:
        return
    sns = boto3.client("sns")
    topic, endpoint = _topic_arn(sns, queue.topic), queue_arn(queue.name)
    wanted = {_WITHOUT_ENVELOPE: "true"}
    if queue.kinds:
        wanted[_FILTER] = json.dumps({"kind": queue.kinds})
    if standing := _subscription(sns, topic, endpoint):
        for name, value in wanted.items():
            sns.set_subscription_attributes(
                SubscriptionArn=standing, AttributeName=name, AttributeValue=value
            )
        return
    # With its attributes from the beginning: nothing comes otherwise in between.
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint, Attributes=wanted)


def policy_of(queue: Queue) -> "dict[QueueAttributeNameType, str]":
    """The attribute that lets the topic in; none for a queue that hears of no topic.

    Whoever else sends is of our own account, and has the right by a role.
    """
    if queue.topic is None:
        return {}
    statement = {
        "Sid": "LetTheTopicSend",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn(queue.name),
        "Condition": {"ArnEquals": {"aws:SourceArn": _topic_arn(boto3.client("sns"), queue.topic)}},
    }
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def queue_arn(name: str) -> str:
    """The ARN of a queue that stands."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    standing = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return standing["Attributes"]["QueueArn"]


def _subscription(sns: "SNSClient", topic: str, endpoint: str) -> str | None:
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = (each for page in pages for each in page["Subscriptions"])
    return next((each["SubscriptionArn"] for each in found if each["Endpoint"] == endpoint), None)


def _topic_arn(sns: "SNSClient", name: str) -> str:
    """Making a topic that stands answers with its ARN, and changes nothing."""
    return sns.create_topic(Name=name)["TopicArn"]
