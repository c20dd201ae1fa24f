"""Who may listen to the notifications topic from an AWS account of their own.

One statement in the topic's policy says so; what else stands there stays.
"""

import json
from collections.abc import Sequence
from typing import Any

from chalicelib import settings
from chalicelib.channels import sns
from chalicelib.domain.errors import DeliveryFailed

# Nobody's mailbox or telephone: these are asked by us, and can leave by themselves.
PROTOCOLS = ("https", "lambda", "sqs")
_SID = "LetCustomersSubscribe"

Policy = dict[str, Any]


def let_in(accounts: Sequence[str]) -> int:
    """These accounts may subscribe queues, functions and HTTPS endpoints, and no others.

    What others but our own account have subscribed is ended; answers with how much that was.
    Doing it again changes nothing. Raises DeliveryFailed.
    """
    topic = settings.names().notifications_topic
    arn = sns.topic_arn(topic)
    before: Policy = json.loads(sns.attribute_of(topic, "Policy"))
    after = _with(before, arn, accounts)
    if after != before:
        try:
            sns.set_attribute(topic, "Policy", json.dumps(after))
        except DeliveryFailed as error:
            raise _explained(error) from error
    strangers = [
        each for each in sns.heard_by(topic) if each.account not in (*accounts, arn.split(":")[4])
    ]
    for each in strangers:
        sns.end(each.arn)
    return len(strangers)


def _with(policy: Policy, arn: str, accounts: Sequence[str]) -> Policy:
    others = [each for each in policy["Statement"] if each.get("Sid") != _SID]
    ours = [_statement(arn, accounts)] if accounts else []
    return {**policy, "Statement": [*others, *ours]}


def _statement(arn: str, accounts: Sequence[str]) -> Policy:
    partition = arn.split(":")[1]
    return {
        "Sid": _SID,
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:{partition}:iam::{each}:root" for each in accounts]},
        "Action": "sns:Subscribe",
        "Resource": arn,
        "Condition": {"StringEquals": {"sns:Protocol": list(PROTOCOLS)}},
    }


def _explained(error: DeliveryFailed) -> DeliveryFailed:
    hint = "Most likely there is no such account as one of `aws_accounts`."
    return DeliveryFailed(f"{error} {hint}", permanent=True) if error.permanent else error
