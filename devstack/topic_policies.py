"""Who may subscribe to a topic of another account, as far as policies of ours say: moto lets all.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
"""

import json
from typing import Any

from moto.sns.exceptions import SNSException
from moto.sns.models import Topic

_SUBSCRIBE = ("sns:Subscribe", "SNS:Subscribe")


class AuthorizationErrorException(SNSException):
    """SNS's refusal."""

    code = "AuthorizationError"

    def __init__(self) -> None:
        super().__init__("User is not authorized to perform: SNS:Subscribe")


def require(topic: Topic, caller: str, protocol: str) -> None:
    """Raises SNS's refusal when the policy doesn't let the account subscribe by that protocol."""
    statements = json.loads(topic.policy)["Statement"]
    if caller != topic.account_id and not any(_lets(s, caller, protocol) for s in statements):
        raise AuthorizationErrorException


def _lets(statement: Any, caller: str, protocol: str) -> bool:
    principals = statement["Principal"].get("AWS", [])
    protocols = statement.get("Condition", {}).get("StringEquals", {}).get("sns:Protocol", [])
    return (
        statement["Effect"] == "Allow"
        and statement["Action"] in _SUBSCRIBE
        and f"arn:aws:iam::{caller}:root" in principals
        and protocol in protocols
    )
