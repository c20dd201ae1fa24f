"""Invoke, as one function asks for another."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from devstack.invocations import PAYLOAD_LIMIT, FunctionError, Outcome
from devstack.lambda_api import Throttled, UnknownFunction
from tests.world import World


@pytest.fixture
def client(here: World) -> Any:
    def invoke(name: str, event: Any) -> Any:
        match name:
            case "echo":
                return {"got": event}
            case "busy":
                raise Throttled
            case "broken":
                raise FunctionError("ValueError: no")
            case "slow":
                raise FunctionError("Task timed out after 3.00 seconds", Outcome.TIMED_OUT)
            case "asks":  # AWS itself, while it is being invoked
                return boto3.client("sqs").list_queues()["QueueUrls"][:1]
        raise UnknownFunction(name)

    here.aws.functions.start_answering(invoke)
    return boto3.client("lambda", config=_once())


def _once() -> Any:
    from chalicelib.patience import TEAM

    return TEAM.config()


def test_the_answer_comes_back_through_json(client: Any) -> None:
    answer = client.invoke(FunctionName="echo", Payload=json.dumps({"ü": [1, None]}))
    assert json.loads(answer["Payload"].read()) == {"got": {"ü": [1, None]}}
    assert "FunctionError" not in answer


def test_a_function_may_be_named_by_its_arn(client: Any) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:echo"
    assert json.loads(client.invoke(FunctionName=arn)["Payload"].read()) == {"got": None}


@pytest.mark.parametrize(("name", "kind"), [("broken", "Unhandled"), ("slow", "Sandbox.Timedout")])
def test_a_failure_is_told_in_the_answer(client: Any, name: str, kind: str) -> None:
    answer = client.invoke(FunctionName=name, Payload="{}")
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read())["errorType"] == kind


@pytest.mark.parametrize(
    ("name", "payload", "error"),
    [
        ("nobody", "{}", "ResourceNotFoundException"),
        ("busy", "{}", "TooManyRequestsException"),
        ("echo", "x" * (PAYLOAD_LIMIT + 1), "RequestTooLargeException"),
    ],
)
def test_what_is_not_run_is_an_error(client: Any, name: str, payload: str, error: str) -> None:
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName=name, Payload=payload)
    assert raised.value.response["Error"]["Code"] == error


def test_what_is_invoked_may_ask_aws_itself(client: Any) -> None:
    answer = client.invoke(FunctionName="asks", Payload="{}")
    assert len(json.loads(answer["Payload"].read())) == 1
