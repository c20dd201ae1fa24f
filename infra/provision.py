"""Makes what `infra.resources` describes, or brings what stands up to it.

Every step asks, does what is missing and waits for it, so that it may be run twice, at the same
time, or again after it was stopped half way.
"""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from infra import buckets, hearing
from infra.resources import LogGroup, Queue, Resources, Table, Topic, resources

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

_PAUSE_SECONDS = 2
_PATIENCE = 60


def provision(stage: str, *, protected: bool = True, copy_regions: Sequence[str] = ()) -> Resources:
    """Makes or mends everything of the stage, and gives back what now stands.

    `protected` guards the table against being deleted; a table of an afternoon goes without.
    """
    described = described_here(stage, copy_regions)
    _table(described.table, protected=protected)
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    for topic in described.topics:
        _topic(sns, topic)
    for queue in described.queues:
        _queue(sqs, queue)
        hearing.subscribe(queue)
    _log_groups(described.log_groups)
    for bucket in described.buckets:
        buckets.provide(bucket)
    return described


def first_owner(base: str, now: datetime) -> str | None:
    """The link of an invitation for the first owner, as long as nobody is in the team; else None.

    It is given once: a second deployment, at the same time or after, makes no other before this
    one has expired. The stage is that of the environment.
    """
    # What is imported here reads the stage as it is imported, so not before it is set.
    from chalicelib.services import inviting

    token = inviting.first_owner(now)
    return f"{base.rstrip('/')}{inviting.WELCOME_PATH}{token}" if token else None


def described_here(stage: str, copy_regions: Sequence[str]) -> Resources:
    """The stage's resources in our own account, which is asked for only where it matters."""
    account = boto3.client("sts").get_caller_identity()["Account"] if copy_regions else ""
    return resources(stage, account, copy_regions)


def _table(table: Table, *, protected: bool) -> None:
    dynamodb = boto3.client("dynamodb")
    _create_table(dynamodb, table, protected=protected)
    _wait_until_active(dynamodb, table)
    standing = dynamodb.describe_table(TableName=table.name)["Table"]
    if protected and not standing.get("DeletionProtectionEnabled"):
        with suppress(dynamodb.exceptions.ResourceInUseException):  # somebody else is at it
            dynamodb.update_table(TableName=table.name, DeletionProtectionEnabled=True)
        _wait_until_active(dynamodb, table)
    _expiry(dynamodb, table)
    _point_in_time_recovery(dynamodb, table)


def _create_table(dynamodb: "DynamoDBClient", table: Table, *, protected: bool) -> None:
    # In use: it stands, or somebody else is making it at this moment.
    with suppress(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName=table.name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": table.partition_key, "KeyType": "HASH"},
                {"AttributeName": table.sort_key, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": table.partition_key, "AttributeType": "S"},
                {"AttributeName": table.sort_key, "AttributeType": "S"},
            ],
            DeletionProtectionEnabled=protected,
        )


def _wait_until_active(dynamodb: "DynamoDBClient", table: Table) -> None:
    dynamodb.get_waiter("table_exists").wait(
        TableName=table.name, WaiterConfig={"Delay": _PAUSE_SECONDS, "MaxAttempts": _PATIENCE}
    )


def _expiry(dynamodb: "DynamoDBClient", table: Table) -> None:
    standing = dynamodb.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    if standing.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}:
        return
    try:
        dynamodb.update_time_to_live(
            TableName=table.name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": table.expiry},
        )
    except ClientError as error:
        # DynamoDB has no error of its own for a race that somebody else won.
        if "already enabled" not in _message(error):
            raise


def _point_in_time_recovery(dynamodb: "DynamoDBClient", table: Table) -> None:
    """35 days of every second. DynamoDB refuses until backups of a new table are ready."""
    for attempt in range(_PATIENCE):
        try:
            dynamodb.update_continuous_backups(
                TableName=table.name,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            )
        except ClientError as error:
            match error.response["Error"]["Code"]:
                case "UnknownOperationException":
                    return  # DynamoDB Local has no backups
                case "ContinuousBackupsUnavailableException" if attempt + 1 < _PATIENCE:
                    time.sleep(_PAUSE_SECONDS)
                case _:
                    raise
        else:
            return


def _topic(sns: "SNSClient", topic: Topic) -> None:
    arn = sns.create_topic(Name=topic.name)["TopicArn"]
    standing = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    if not standing.get("DisplayName"):
        sns.set_topic_attributes(
            TopicArn=arn, AttributeName="DisplayName", AttributeValue=topic.display_name
        )


def _queue(sqs: "SQSClient", queue: Queue) -> None:
    # Without attributes: SQS refuses to create a queue again under other attributes.
    url = sqs.create_queue(QueueName=queue.name)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=_queue_attributes(queue))


def _queue_attributes(queue: Queue) -> "dict[QueueAttributeNameType, str]":
    attributes: dict[QueueAttributeNameType, str] = {
        **hearing.policy_of(queue),
        "VisibilityTimeout": str(round(queue.visibility.total_seconds())),
        "MessageRetentionPeriod": str(round(queue.retention.total_seconds())),
        "SqsManagedSseEnabled": "true",
    }
    if queue.dead_letters:
        redrive = {
            "deadLetterTargetArn": hearing.queue_arn(queue.dead_letters.queue),
            "maxReceiveCount": queue.dead_letters.after_receives,
        }
        attributes["RedrivePolicy"] = json.dumps(redrive)
    return attributes


def _log_groups(groups: Iterable[LogGroup]) -> None:
    """Before the functions' first lines: a group that Lambda makes itself is kept for ever."""
    logs = boto3.client("logs")
    # Aborted: somebody else is making it at this moment.
    of_others = (
        logs.exceptions.ResourceAlreadyExistsException,
        logs.exceptions.OperationAbortedException,
    )
    for group in groups:
        with suppress(*of_others):
            logs.create_log_group(logGroupName=group.name)
        logs.put_retention_policy(logGroupName=group.name, retentionInDays=group.retention_days)


def _message(error: ClientError) -> str:
    return error.response["Error"].get("Message", "")
