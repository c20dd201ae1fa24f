"""Rights: what IAM is asked about a call to AWS, and whether a function's role allows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fnmatch import fnmatchcase
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from chalicelib.settings import Names
from infra.policies import policy
from tests.aws_calls import Call, seeing

# Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
FREE = "sts:GetCallerIdentity"

Use = tuple[str, str]  # an action and, of the table's, a partition key


def uses(call: Call) -> Iterator[Use]:
    """What IAM is asked about the call."""
    body = call.body
    if elsewhere := asked_elsewhere(call):
        yield elsewhere, ""
        return
    action = f"dynamodb:{call.operation}"
    match call.operation:
        case "BatchGetItem":
            for table in body["RequestItems"].values():
                yield from ((action, key["pk"]["S"]) for key in table["Keys"])
        case "TransactWriteItems":
            for part in body["TransactItems"]:
                for operation, write in part.items():
                    yield f"dynamodb:{operation}Item", partition_in(write)
        case "Query":
            yield action, partition_of(body)
        case _:
            yield action, partition_in(body)


def partition_in(write: Any) -> str:
    """The partition key of the one row that it touches."""
    partition: str = (write.get("Key") or write["Item"])["pk"]["S"]
    return partition


def asked_elsewhere(call: Call) -> str:
    """What another service is asked for; empty for the table."""
    if call.service == "AmazonSQS":
        return f"sqs:{call.operation.removesuffix('Batch')}"  # a batch has no name of its own
    if not call.operation.startswith("https://"):
        return ""
    host = call.operation.removeprefix("https://").partition("/")[0]
    if host.startswith("lambda."):
        assert call.operation.endswith("/functions/candor-dev-admin/invocations")
        return "lambda:InvokeFunction"
    if host.startswith(Names("dev").copy_bucket_prefix):
        return "s3:PutObject" if call.method == "PUT" else "s3:GetObject"
    return f"{host.partition('.')[0]}:{asked_of(call.body)}"


def asked_of(body: str | bytes) -> str:
    fields = body if isinstance(body, str) else body.decode()
    (action,) = parse_qs(fields)["Action"]
    return action


def partition_of(query: Any) -> str:
    """The value that a query compares the partition key with."""
    names, values = query["ExpressionAttributeNames"], query["ExpressionAttributeValues"]
    for condition in query["KeyConditionExpression"].replace("(", "").replace(")", "").split("AND"):
        name, _, value = condition.partition("=")
        if names.get(name.strip()) == "pk":
            return str(values[value.strip()]["S"])
    raise AssertionError("a query without a partition key")


def allowed(use: Use, role: Any) -> bool:
    """Whether one of the role's statements allows it."""
    action, key = use
    return any(
        action in statement["Action"] and all(holds(c, key) for c in conditions(statement))
        for statement in role["Statement"]
    )


def conditions(statement: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for operator, keys in statement.get("Condition", {}).items():
        yield operator, keys["dynamodb:LeadingKeys"]


def holds(condition: tuple[str, list[str]], key: str) -> bool:
    match condition:
        case ("ForAllValues:StringEquals", keys):
            return key in keys
        case ("ForAllValues:StringLike", patterns):
            return any(fnmatchcase(key, pattern) for pattern in patterns)
        case (operator, _):
            raise AssertionError(f"This test doesn't know what {operator} means.")


_acting: ContextVar[tuple[str, set[Use]] | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(function: str) -> Iterator[None]:
    """What is done within, in this thread, is done by that function.

    Fails at the end when a call was made, between `judged`, that its role doesn't allow.
    """
    refused: set[Use] = set()
    token = _acting.set((function, refused))
    try:
        yield
    finally:
        _acting.reset(token)
    assert refused == set(), f"{function} may not do that: see infra/policies.py"


@contextmanager
def judged() -> Iterator[None]:
    """Every call to AWS of a function that acts is held against its role from now on."""

    def judge(call: Call) -> None:
        if acting := _acting.get():
            function, refused = acting
            refused.update(each for each in uses(call) if not _may(function, each))

    with seeing(judge):
        yield


def _may(function: str, use: Use) -> bool:
    return use[0] == FREE or allowed(use, _role(function))


@cache
def _role(function: str) -> Any:
    return policy(function, "dev")
