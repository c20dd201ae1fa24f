"""What the devstack holds beside the table outlives the process, however that ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from devstack.settings import Settings
from devstack.state import State, StateInUse
from tests.integration.devstack.samples import (
    SAMPLE,
    TOPIC,
    ask,
    sns_client,
    sqs_client,
    until,
)
from tests.ports import free_ports


class Process:
    """A devstack in another process, with an engine that isn't its own."""

    def __init__(self, port: int, engine: int, state: Path) -> None:
        self.port = port
        self._environ = {
            **os.environ,
            "PORT": str(port),
            "SPEED": "600",
            "DYNAMODB_ENDPOINT": f"http://localhost:{engine}",
            "STATE_DIR": str(state),
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Ends as nothing can be prepared for: by SIGKILL."""
        command = [sys.executable, "-m", "tests.integration.devstack.sample.run"]
        process = subprocess.Popen(command, env=self._environ, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()

    def mailbox(self) -> list[dict[str, Any]]:
        letters: list[dict[str, Any]] = ask(self.port + 1, "/mailbox.json").json()
        return letters


@pytest.fixture(scope="module")
def engine() -> Iterator[int]:
    port = free_ports()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def process(engine: int, tmp_path: Path) -> Process:
    return Process(free_ports(), engine, tmp_path)


def test_a_killed_process_continues_with_everything_it_had(process: Process) -> None:
    with process.running():
        sns, sqs = sns_client(process.port), sqs_client(process.port)
        sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="ann@example.com")
        token = process.mailbox()[0]["text"].split("token=")[1].split("&")[0]
        arn = sns.confirm_subscription(TopicArn=TOPIC, Token=token)["SubscriptionArn"]
        sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="bob@example.com")
        sns.publish(TopicArn=TOPIC, Subject="Before", Message="news")
        shelf = sqs.get_queue_url(QueueName="sample-shelf")["QueueUrl"]
        sqs.send_message(QueueUrl=shelf, MessageBody="kept")
        ask(process.port + 1, "/demo?state=down", method="POST")
        before = process.mailbox()

    with process.running():
        assert process.mailbox() == before
        listed = sns.list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]
        mails = {
            each["Endpoint"]: each["SubscriptionArn"]
            for each in listed
            if each["Protocol"] == "email"
        }
        assert mails == {"ann@example.com": arn, "bob@example.com": "PendingConfirmation"}
        assert len(listed) == 3  # and the function that listens to the topic, once
        sns.publish(TopicArn=TOPIC, Subject="After", Message="news")
        after = process.mailbox()[len(before) :]
        assert [(letter["to"], letter["subject"]) for letter in after] == [
            ("ann@example.com", "After")
        ]
        assert after[0]["at"] > before[-1]["at"]  # virtual time never goes back
        (message,) = sqs.receive_message(QueueUrl=shelf)["Messages"]
        assert message["Body"] == "kept"
        assert ask(process.port + 3, "/").status == 503


def test_a_message_in_flight_when_the_process_dies_is_worked_on_after_all(
    process: Process,
) -> None:
    with process.running():
        sqs = sqs_client(process.port)
        work = sqs.get_queue_url(QueueName="sample-work")["QueueUrl"]
        sqs.send_message(QueueUrl=work, MessageBody="broken")

    with process.running():
        dead = sqs.get_queue_url(QueueName="sample-dead")["QueueUrl"]
        until(lambda: sqs.receive_message(QueueUrl=dead).get("Messages"))


def test_calls_to_dynamodb_reach_the_other_engine(process: Process, engine: int) -> None:
    table = {
        "TableName": "seen-from-both-sides",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    }
    with process.running():
        asked(process.port + 2, "CreateTable", table)
        assert "seen-from-both-sides" in asked(engine, "ListTables", {})["TableNames"]


def asked(port: int, operation: str, content: dict[str, Any]) -> Any:
    credential = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request"
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        "Authorization": f"{credential}, SignedHeaders=host, Signature=0",
    }
    answer = ask(port, "/", method="POST", headers=headers, body=json.dumps(content).encode())
    assert answer.status == 200, answer.body
    return answer.json()


def test_two_processes_never_share_a_state(tmp_path: Path) -> None:
    endpoint = "http://localhost:8042"
    file = Settings(page=SAMPLE, dynamodb_endpoint=endpoint, state_dir=tmp_path).state_file
    first = State(file)
    first.keep("document", 1)
    with pytest.raises(StateInUse, match="Another devstack works with"):
        State(file)
    first.close()
    second = State(file)
    assert second.kept("document") == 1
    second.close()
