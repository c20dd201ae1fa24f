"""The sample app, put up on ports of its own, and ways to talk to it."""

import importlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import boto3
from mypy_boto3_sns import SNSClient
from mypy_boto3_sqs import SQSClient

from devstack.deployment import Deployment
from devstack.settings import Settings
from devstack.stack import DevStack

SAMPLE = Path(__file__).parent / "sample"
PATIENCE = 30.0
TOPIC = "arn:aws:sns:us-east-1:123456789012:sample-news"

T = TypeVar("T")


def provision() -> None:
    boto3.client("sns").create_topic(Name="sample-news")
    sqs = boto3.client("sqs")
    dead = sqs.create_queue(QueueName="sample-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    redrive = {"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": 2}
    sqs.create_queue(
        QueueName="sample-work",
        Attributes={"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(redrive)},
    )
    # What nobody polls, so that a message in it stays to be looked at.
    sqs.create_queue(QueueName="sample-shelf")


def nothing_to_apply(_now: datetime) -> None:
    pass


def deployment(*, reporting: frozenset[str] = frozenset()) -> Deployment:
    return Deployment(
        project=SAMPLE, provision=provision, apply=nothing_to_apply, reporting=reporting
    )


@contextmanager
def running(settings: Settings, *, reporting: frozenset[str] = frozenset()) -> Iterator[DevStack]:
    """The sample app on a devstack, with a module `app` of its own."""
    path, app = sys.path.copy(), sys.modules.pop("app", None)
    stack = DevStack(settings, deployment(reporting=reporting))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        sys.path[:] = path
        sys.modules.pop("app", None)
        if app is not None:
            sys.modules["app"] = app


def sample_app() -> ModuleType:
    """The module whose handlers are running."""
    return importlib.import_module("app")


def until(answer: Callable[[], T], patience: float = PATIENCE) -> T:
    """The first answer that counts as true; waits for it."""
    pause = threading.Event()
    end = time.monotonic() + patience
    while not (found := answer()):
        assert time.monotonic() < end, "it never came to pass"
        pause.wait(0.02)
    return found


class Answered:
    """An HTTP answer as it came over the wire."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    port: int,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answered:
    connection = HTTPConnection("localhost", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Answered(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def sns_client(stack_port: int) -> SNSClient:
    """SNS as another process reaches it: over HTTP alone."""
    return _session().client("sns", endpoint_url=f"http://localhost:{stack_port + 2}")


def sqs_client(stack_port: int) -> SQSClient:
    return _session().client("sqs", endpoint_url=f"http://localhost:{stack_port + 2}")


def _session() -> boto3.session.Session:
    return boto3.session.Session(
        aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1"
    )
