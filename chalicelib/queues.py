"""The wing that puts work on SQS queues, and sees what came to the canary's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.dead_letters import DeadLetter, Queue
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.drills import id_in
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.relays import Recount, Relay
from chalicelib.domain.shards import ShardMessage
from chalicelib.domain.wishes import Wish
from chalicelib.patience import SERVICE

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SQS's own limits.
_BATCH = 10
_LONGEST_DELAY = timedelta(minutes=15)
# Whoever takes dead letters has done with them by then; a crash gives them back.
_TAKEN_FOR = timedelta(minutes=1)


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


def send_recount(recount: Recount) -> None:
    """Put it on the same queue, where it is seen after its pause; raises Unavailable as well."""
    delay = round(recount.pause.total_seconds())
    message = {"MessageBody": recount.to_json(), "DelaySeconds": delay}
    _send(settings.names().relay_queue, [message])


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


def dead_count(queue: Queue) -> int:
    """About how many dead letters it has, by SQS's count. Raises Unavailable."""
    with _spoken_to(queue):
        answer = _client().get_queue_attributes(
            QueueUrl=_url(_dead_of(queue)), AttributeNames=["ApproximateNumberOfMessages"]
        )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def taken_dead(queue: Queue, most: int) -> Iterator[list[DeadLetter]]:
    """Its dead letters, ten at a time, about `most` in all; nobody else gets one for a minute.

    Raises Unavailable.
    """
    taken = 0
    while taken < most:
        with _spoken_to(queue):
            # Without waiting, SQS asks some of its servers alone, and may find nothing there.
            answer = _client().receive_message(
                QueueUrl=_url(_dead_of(queue)),
                MaxNumberOfMessages=_BATCH,
                VisibilityTimeout=int(_TAKEN_FOR.total_seconds()),
                WaitTimeSeconds=1,
                MessageSystemAttributeNames=["SentTimestamp"],
            )
        if not (found := [_dead_letter(each) for each in answer.get("Messages", ())]):
            return
        taken += len(found)
        yield found


def give_back(queue: Queue, letters: Sequence[DeadLetter]) -> None:
    """Whoever comes next may take them. Raises Unavailable."""
    for batch in _batches(letters):
        entries: list[Any] = [{**each, "VisibilityTimeout": 0} for each in batch]
        with _spoken_to(queue):
            _client().change_message_visibility_batch(
                QueueUrl=_url(_dead_of(queue)), Entries=entries
            )


def remove_dead(queue: Queue, letters: Sequence[DeadLetter]) -> None:
    """They are gone. Raises Unavailable."""
    for batch in _batches(letters):
        with _spoken_to(queue):
            _client().delete_message_batch(QueueUrl=_url(_dead_of(queue)), Entries=batch)


def send_again(queue: Queue, letters: Sequence[DeadLetter]) -> None:
    """Put them on the queue that they died on, and only then take them away: what dies in between
    is there twice, and its work is done once. Raises Unavailable.
    """
    _send(_live(queue), [{"MessageBody": each.body} for each in letters])
    remove_dead(queue, letters)


def _dead_letter(message: Any) -> DeadLetter:
    sent = int(message["Attributes"]["SentTimestamp"])
    return DeadLetter(
        id=message["MessageId"],
        body=message["Body"],
        receipt=message["ReceiptHandle"],
        sent_at=datetime.fromtimestamp(sent / 1000, UTC),
    )


def _batches(letters: Sequence[DeadLetter]) -> Iterator[list[Any]]:
    for start in range(0, len(letters), _BATCH):
        batch = letters[start : start + _BATCH]
        yield [{"Id": str(n), "ReceiptHandle": each.receipt} for n, each in enumerate(batch)]


def _live(queue: Queue) -> str:
    names = settings.names()
    return {
        Queue.PROBES: names.probe_queue,
        Queue.SIGN_UPS: names.sign_up_queue,
        Queue.RELAYS: names.relay_queue,
        Queue.DELIVERIES: names.delivery_queue,
    }[queue]


def _dead_of(queue: Queue) -> str:
    names = settings.names()
    return {
        Queue.PROBES: names.probe_dead_letters,
        Queue.SIGN_UPS: names.sign_up_dead_letters,
        Queue.RELAYS: names.relay_dead_letters,
        Queue.DELIVERIES: names.delivery_dead_letters,
    }[queue]


@contextmanager
def _spoken_to(queue: Queue) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"The dead letters of {queue} can't be reached: {error}") from error


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "SQSClient":
    import boto3

    return boto3.client("sqs", config=SERVICE.config())


@cache
def _url(queue: str) -> str:
    return _client().get_queue_url(QueueName=queue)["QueueUrl"]
