"""The wing that puts work on SQS queues, and sees what came to the canary's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.drills import id_in
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.relays import Relay
from chalicelib.domain.shards import ShardMessage
from chalicelib.domain.wishes import Wish
from chalicelib.patience import SERVICE

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SQS's own limits.
_BATCH = 10
_LONGEST_DELAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Something in the queue of the canary: of which drill it is, if of any, and when it came."""

    drill_id: str | None
    at: datetime
    receipt: str


def send_shards(messages: Sequence[ShardMessage]) -> None:
    """Put the messages on the probe queue; raises Unavailable when SQS didn't take them all."""
    _send(settings.names().probe_queue, [{"MessageBody": each.to_json()} for each in messages])


def send_relay(relay: Relay) -> None:
    """Put it on the queue of relays; raises Unavailable when SQS didn't take it."""
    _send(settings.names().relay_queue, [{"MessageBody": relay.to_json()}])


def send_sign_ups(sign_ups: Sequence[SignUp | Wish]) -> None:
    """Put them on the queue of sign-ups; raises Unavailable when SQS didn't take them all."""
    messages = [{"MessageBody": each.to_json()} for each in sign_ups]
    _send(settings.names().sign_up_queue, messages)


def send_deliveries(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Put them on the queue of deliveries; raises Unavailable when SQS didn't take them all.

    One whose time has yet to come is seen then, or after a quarter of an hour at most.
    """
    _send(
        settings.names().delivery_queue,
        [
            {"MessageBody": each.to_json(), "DelaySeconds": _delay(each.not_before, now)}
            for each in deliveries
        ],
    )


def take_canaries() -> tuple[Sighting, ...]:
    """The drills that have come to the queue on the notifications topic; raises Unavailable.

    What isn't dropped comes again.
    """
    queue = settings.names().canary_queue
    try:
        answer = _client().receive_message(
            QueueUrl=_url(queue),
            MaxNumberOfMessages=_BATCH,
            WaitTimeSeconds=1,  # without, SQS asks some of its servers alone
            MessageSystemAttributeNames=["SentTimestamp"],
        )
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"The queue {queue} gave no messages: {error}") from error
    return tuple(
        Sighting(
            drill_id=id_in(each["Body"]),
            at=datetime.fromtimestamp(int(each["Attributes"]["SentTimestamp"]) / 1000, UTC),
            receipt=each["ReceiptHandle"],
        )
        for each in answer.get("Messages", [])
    )


def drop_canaries(taken: Sequence[Sighting]) -> None:
    """They need not come again; raises Unavailable."""
    queue = settings.names().canary_queue
    try:
        for each in taken:
            _client().delete_message(QueueUrl=_url(queue), ReceiptHandle=each.receipt)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"The queue {queue} kept a message: {error}") from error


def _delay(not_before: datetime | None, now: datetime) -> int:
    wait = max((not_before or now) - now, timedelta(0))
    return round(min(wait, _LONGEST_DELAY).total_seconds())


def _send(queue: str, messages: Sequence[dict[str, Any]]) -> None:
    numbered: list[Any] = [{"Id": str(n), **each} for n, each in enumerate(messages)]
    for start in range(0, len(numbered), _BATCH):
        batch = numbered[start : start + _BATCH]
        try:
            answer = _client().send_message_batch(QueueUrl=_url(queue), Entries=batch)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"The queue {queue} took no messages: {error}") from error
        if answer.get("Failed"):
            raise Unavailable(f"The queue {queue} refused {len(answer['Failed'])} messages.")


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "SQSClient":
    import boto3

    return boto3.client("sqs", config=SERVICE.config())


@cache
def _url(queue: str) -> str:
    return _client().get_queue_url(QueueName=queue)["QueueUrl"]
