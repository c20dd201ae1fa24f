"""The wing that invokes a function of ours and waits for its answer."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.errors import TooLarge, Unavailable
from chalicelib.patience import TEAM

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
PAYLOAD_LIMIT = 6 * 1024 * 1024


def admin(event: Mapping[str, Any]) -> dict[str, Any]:
    """What the function behind the team's pages answers to that event of API Gateway's.

    Raises TooLarge, and Unavailable when it failed, took too long or was throttled. It is asked
    once: whether a function that didn't answer did its work can't be known from here.
    """
    payload = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
    if len(payload) > PAYLOAD_LIMIT:
        raise TooLarge("This is more than can be taken at once: at most 6 MB. Please send less.")
    name, client = settings.names().admin_function, _client()
    try:
        answer = client.invoke(FunctionName=name, Payload=payload)
        told = json.loads(answer["Payload"].read())
    except (BotoCoreError, ClientError, ValueError) as error:
        raise Unavailable(f"The function {name} did not answer: {error}") from error
    finally:
        # A connection may go stale while the function is frozen. On a new one, what fails can't
        # have been done already without our knowing.
        client.close()
    if "FunctionError" in answer or not isinstance(told, dict):
        raise Unavailable(f"The function {name} failed; its own log says why.")
    return told


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "LambdaClient":
    import boto3

    return boto3.client("lambda", config=TEAM.config())
