"""The calls to AWS that some code makes: counted, or cut off at one of them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from moto.core.models import botocore_stubber


@dataclass(frozen=True)
class Call:
    """A call to DynamoDB, such as BatchGetItem, or SQS; of others, `operation` is the address."""

    operation: str
    body: Any
    service: str = ""
    method: str = ""


class Stopped(BaseException):
    """The process ends here."""


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """Gives the calls that are made from now on, in their order."""
    calls: list[Call] = []
    with seeing(calls.append):
        yield calls


@contextmanager
def stopped_before(number: int, operation: str | None = None) -> Iterator[None]:
    """The process is gone when it is about to make its n-th call, of that operation or of any."""
    left = number

    def see(call: Call) -> None:
        nonlocal left
        left -= operation in (None, call.operation)
        if left == 0:
            raise Stopped

    with seeing(see):
        yield


@contextmanager
def seeing(see: Callable[[Call], None]) -> Iterator[None]:
    """Every call is shown to `see` before it is made."""
    process: Callable[[Any], Any] = botocore_stubber.process_request

    def processed(request: Any) -> Any:
        see(_call(request))
        return process(request)

    with patch.object(botocore_stubber, "process_request", processed):
        yield


def _call(request: Any) -> Call:
    target = request.headers.get("X-Amz-Target")
    if target is None:
        return Call(request.url, request.body, method=request.method)
    name = target.decode() if isinstance(target, bytes) else target
    service, _, operation = name.rpartition(".")
    return Call(operation, json.loads(request.body), service=service)
