"""Lambda's Invoke, as functions ask each other: the real handlers answer, in this process.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from devstack.invocations import ACCOUNT, PAYLOAD_LIMIT, REGION, FunctionError, Outcome

Json = Any  # what json.loads gives back
# Takes a function's name in AWS and its event. Raises UnknownFunction, Throttled, FunctionError.
Invoke = Callable[[str, Json], Json]
Answer = tuple[int, dict[str, str], str]

_INVOCATION = re.compile(r"/2015-03-31/functions/(?P<function>[^/]+)/invocations/?")


class UnknownFunction(Exception):
    """There is no function of that name."""


class Throttled(Exception):
    """More of it run at once than may; the function was not run."""


class LambdaApi:
    """Answers nothing but invocations, once it has been told who runs the functions."""

    def __init__(self) -> None:
        self._invoke: Invoke = _unknown

    def start_answering(self, invoke: Invoke) -> None:
        """From now on `invoke` runs them."""
        self._invoke = invoke

    def answer(self, url: str, body: bytes | str | None) -> Answer | None:
        """What the call is answered with; None when it is no invocation."""
        asked = _INVOCATION.fullmatch(urlsplit(url).path)
        if asked is None:
            return None
        name = unquote(asked["function"]).rpartition(":")[2]
        payload = body.encode() if isinstance(body, str) else body or b""
        if len(payload) > PAYLOAD_LIMIT:
            limit = f"Request must be smaller than {PAYLOAD_LIMIT} bytes for the InvokeFunction"
            return _refused(413, "RequestTooLargeException", limit)
        try:
            return 200, _JSON, json.dumps(self._invoke(name, json.loads(payload or b"null")))
        except UnknownFunction:
            arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
            return _refused(404, "ResourceNotFoundException", f"Function not found: {arn}")
        except Throttled:
            return _refused(429, "TooManyRequestsException", "Rate Exceeded.")
        except FunctionError as error:
            kind = "Sandbox.Timedout" if error.outcome is Outcome.TIMED_OUT else "Unhandled"
            told = json.dumps({"errorType": kind, "errorMessage": str(error)})
            return 200, {**_JSON, "X-Amz-Function-Error": "Unhandled"}, told


_JSON = {"Content-Type": "application/json"}


def _refused(status: int, kind: str, message: str) -> Answer:
    return status, {**_JSON, "x-amzn-ErrorType": kind}, json.dumps({"Message": message})


def _unknown(name: str, _event: Json) -> Json:
    raise UnknownFunction(name)
