"""What waits in moto's queues, as JSON and back, so that a restart goes on with it."""

import base64
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.models import Message, Queue, sqs_backends

from devstack.invocations import ACCOUNT, REGION

Json = Any  # what json.loads gives back
_BYTES = "devstack:bytes"


def queues() -> dict[str, Queue]:
    """All queues, by name."""
    return sqs_backends[ACCOUNT][REGION].queues


def photograph() -> Json:
    """The messages of every queue, those in flight included."""
    return {
        name: [_plain(vars(message)) for message in queue._messages]
        for name, queue in queues().items()
    }


def develop(kept: Json) -> None:
    """Puts the messages back, into the queues that are still there."""
    for name, messages in kept.items():
        queue = queues().get(name)
        if queue is not None:
            _put_back(queue, messages)


def _put_back(queue: Queue, messages: list[Json]) -> None:
    for attributes in messages:
        message = Message(attributes["id"], attributes["body"])
        vars(message).update(_rich(attributes))
        queue.add_message(message)
        if message.visible_at > unix_time_millis():
            queue.pending_messages.add(message)  # in flight until its time-out, as before


def _plain(value: Any) -> Json:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case bytes():
            return {_BYTES: base64.b64encode(value).decode("ascii")}
        case _:
            return value


def _rich(value: Json) -> Any:
    match value:
        case {"devstack:bytes": text}:
            return base64.b64decode(text)
        case dict():
            return {key: _rich(each) for key, each in value.items()}
        case list():
            return [_rich(each) for each in value]
        case _:
            return value
