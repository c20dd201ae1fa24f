"""One invocation of a Lambda function: its context, its payload, its end."""

import ctypes
import json
import threading
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any

ACCOUNT = "123456789012"
REGION = "us-east-1"

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
PAYLOAD_LIMIT = 6 * 1024 * 1024

Json = Any  # what json.loads gives back


class Outcome(StrEnum):
    OK = "ok"
    ERROR = "error"
    TIMED_OUT = "timed out"


class FunctionError(Exception):
    """The function failed, as its caller on AWS would be told: a short text.

    `detail` is the traceback, for the console.
    """

    def __init__(self, message: str, outcome: Outcome = Outcome.ERROR, detail: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.detail = detail


class Context:
    """The second argument of every handler."""

    function_version = "$LATEST"
    identity = None
    client_context = None

    def __init__(self, function_name: str, memory: int, timeout: float) -> None:
        self.function_name = function_name
        self.memory_limit_in_mb = memory
        self.aws_request_id = str(uuid.uuid4())
        self.invoked_function_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function_name}"
        self.log_group_name = f"/aws/lambda/{function_name}"
        self.log_stream_name = "devstack"
        self._ends = time.monotonic() + timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self._ends - time.monotonic()) * 1000))


class _Stopped(BaseException):
    """Thrown into a run that is past its time-out, where Lambda would stop the process."""


class Invocation(threading.Thread):
    """The handler in a thread of its own, so that it can be left behind at its time-out.

    When it has ended, either `payload` is its answer as JSON, or `error` is set.
    """

    def __init__(
        self, handler: Callable[[Json, Context], Any], event: Json, context: Context
    ) -> None:
        super().__init__(name=context.function_name, daemon=True)
        self._handler, self._event, self._context = handler, event, context
        self.payload: str | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.payload = _as_payload(self._handler(self._event, self._context))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the function's answer
            self.error = error

    def abandon(self) -> None:
        # Python takes note at its next instruction; a call into C finishes first.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self.ident or 0), ctypes.py_object(_Stopped)
        )


def _as_payload(answer: Any) -> str:
    payload = json.dumps(answer, ensure_ascii=False, default=_decimal)
    # Strict: half of a character (a lone surrogate) has no form in UTF-8, and fails on Lambda too.
    if len(payload.encode()) > PAYLOAD_LIMIT:
        raise FunctionError(
            f"Response payload size exceeded maximum allowed payload size ({PAYLOAD_LIMIT} bytes)."
        )
    return payload


def _decimal(value: object) -> float:
    if isinstance(value, Decimal):  # the one thing that Lambda's runtime adds to plain JSON
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
