"""The wing that puts work on SQS queues."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.shards import ShardMessage
from chalicelib.patience import SERVICE

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH = 10  # SQS's own limit


def send_shards(messages: Sequence[ShardMessage]) -> None:
    """Put the messages on the probe queue; raises Unavailable when SQS didn't take them all."""
    client, url = _client(), _url()
    for start in range(0, len(messages), _BATCH):
        batch: list[Any] = [
            {"Id": str(message.shard), "MessageBody": message.to_json()}
            for message in messages[start : start + _BATCH]
        ]
        try:
            answer = client.send_message_batch(QueueUrl=url, Entries=batch)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"The queue {_name()} took no messages: {error}") from error
        if answer.get("Failed"):
            raise Unavailable(f"The queue {_name()} refused {len(answer['Failed'])} messages.")


def _name() -> str:
    return settings.names().probe_queue


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "SQSClient":
    import boto3

    return boto3.client("sqs", config=SERVICE.config())


@cache
def _url() -> str:
    return _client().get_queue_url(QueueName=_name())["QueueUrl"]
