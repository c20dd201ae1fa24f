from typing import Any

import pytest
from mypy_boto3_sqs import SQSClient

from devstack.queues import reported_failures
from tests.integration.devstack.samples import sample_app, sqs_client, until


@pytest.fixture
def sqs(port: int) -> SQSClient:
    return sqs_client(port)


def send(sqs: SQSClient, body: str) -> None:
    sqs.send_message(QueueUrl=url_of(sqs, "sample-work"), MessageBody=body)


def url_of(sqs: SQSClient, queue: str) -> str:
    return sqs.get_queue_url(QueueName=queue)["QueueUrl"]


def waiting(sqs: SQSClient, queue: str) -> int:
    """How many messages the queue holds, those in flight included."""
    asked = sqs.get_queue_attributes(QueueUrl=url_of(sqs, queue), AttributeNames=["All"])
    attributes = asked["Attributes"]
    in_flight = int(attributes["ApproximateNumberOfMessagesNotVisible"])
    return int(attributes["ApproximateNumberOfMessages"]) + in_flight


def worked_on(body: str) -> int:
    return sum(bodies.count(body) for name, bodies in sample_app().seen if name == "work")


def test_a_message_is_worked_on_once_and_gone(sqs: SQSClient) -> None:
    send(sqs, "plain")
    until(lambda: worked_on("plain"))
    until(lambda: waiting(sqs, "sample-work") == 0)
    assert worked_on("plain") == 1


def test_a_message_that_fails_comes_again_and_then_goes_to_the_dead_letters(sqs: SQSClient) -> None:
    before = waiting(sqs, "sample-dead")
    send(sqs, "broken")
    until(lambda: waiting(sqs, "sample-dead") == before + 1)
    assert worked_on("broken") == 2  # its redrive policy gives it two chances


def test_a_reported_failure_is_ignored_unless_the_deployment_says_otherwise(sqs: SQSClient) -> None:
    send(sqs, "again")
    until(lambda: worked_on("again"))
    until(lambda: waiting(sqs, "sample-work") == 0)
    assert worked_on("again") == 1


MESSAGES: list[Any] = [{"MessageId": "one"}, {"MessageId": "two"}]


@pytest.mark.parametrize(
    ("answer", "comes_again"),
    [
        (None, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "two"}]}, {"two"}),
        # What Lambda can't read, it takes for a failure of the whole batch.
        ({"batchItemFailures": [{"itemIdentifier": "three"}]}, {"one", "two"}),
        ({"batchItemFailures": [{}]}, {"one", "two"}),
        ({"failures": ["two"]}, {"one", "two"}),
    ],
)
def test_with_reported_failures_only_those_come_again(answer: Any, comes_again: set[str]) -> None:
    assert reported_failures(answer, MESSAGES) == comes_again
