"""What operators handle: dead letters, and who hears by what is posted."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.dead_letters import Queue
from chalicelib.domain.destinations import Kind
from chalicelib.domain.subscribers import Standing
from chalicelib.web.openapi import team_api
from chalicelib.web.openapi.operations import (
    JSON,
    Operation,
    Tag,
    in_json,
    readable,
    sending,
)
from chalicelib.web.openapi.operations import (
    Kind as Operations,
)
from chalicelib.web.openapi.shapes import (
    MOMENT,
    TEXT,
    URL,
    Shape,
    answer,
    body,
    list_of,
    or_nothing,
    ref,
    told,
    whole_number,
    word_of,
)

_KIND = Operations(tag=Tag.TEAM_API, errors=(401, 403, 404, 503), security=team_api.KEY)
_FAULTS = (409, 413, 422)
_ONCE = ("idempotency_key",)
SUBSCRIBER_ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_LETTER = answer(
    {
        "sent_at": MOMENT,
        "asks": told(TEXT, "What it asks for, without anything secret."),
        "moot": told(or_nothing(TEXT), "Why it isn't replayed; null where it is."),
    }
)
_PILE = answer(
    {
        "queue": word_of(Queue),
        "count": told(whole_number(0), "About how many, by SQS's count."),
        "since": told(or_nothing(MOMENT), "When the oldest of its `messages` was first sent."),
        "messages": told(list_of(_LETTER), "Some of them, the oldest first."),
    }
)

SHAPES: Mapping[str, Shape] = {
    "DeadLetters": answer({"queues": list_of(_PILE)}),
    "ReplayedLetters": answer(
        {
            "queue": word_of(Queue),
            "sent": told(whole_number(0), "How many are on their way once more."),
            "kept": told(whole_number(0), "How many stay, as that is of no use any more."),
        }
    ),
    "DroppedLetters": answer({"queue": word_of(Queue), "dropped": whole_number(0)}),
    "Subscriber": told(
        answer(
            {
                "id": told(SUBSCRIBER_ID, "A digest of its URL, which is a secret."),
                "kind": word_of(Kind),
                "destination": told(TEXT, "Such as Slack at hooks.slack.com."),
                "standing": word_of(Standing),
                "since": MOMENT,
                "reason": told(or_nothing(TEXT), "Why it was disabled."),
                "failing_since": told(or_nothing(MOMENT), "While what is posted there fails."),
            }
        ),
        "A webhook or a chat of a customer.",
    ),
    "Subscribers": answer(
        {"subscribers": list_of(ref("Subscriber")), "next": or_nothing({"type": "string"})}
    ),
    "SubscriberToForget": {
        **body({"url": URL}, {}),
        "examples": [{"url": "https://hooks.example.com/in/3f9c"}],
    },
    "ForgottenSubscriber": answer({"id": SUBSCRIBER_ID}),
}


def operations() -> Iterator[Operation]:
    """All of them, in the order in which they are read."""
    yield from _dead_letters()
    yield from _subscribers()


def _dead_letters() -> Iterator[Operation]:
    path = "/api/admin/dead-letters"
    listed = {200: in_json("Queue by queue.", "DeadLetters")}
    summary = "What the page's own functions failed at, time and again"
    yield from readable(_KIND.one(f"GET {path}", "list_dead_letters", summary, listed))
    yield _KIND.one(
        f"POST {path}/{{queue}}/replay",
        "replay_dead_letters",
        "Try those of one queue once more, at most 500, but for what is old news by now",
        {200: in_json("What became of them.", "ReplayedLetters")},
        errors=(409, 422),
        parameters=_ONCE,
    )
    yield _KIND.one(
        f"POST {path}/{{queue}}/drop",
        "drop_dead_letters",
        "Drop those of one queue for good, at most 500",
        {200: in_json("How many were.", "DroppedLetters")},
        errors=(409, 422),
        parameters=_ONCE,
    )


def _subscribers() -> Iterator[Operation]:
    path = "/api/admin/subscribers"
    listed = {200: in_json("Fifty at a time.", "Subscribers")}
    summary = "The webhooks and chats that hear, or were asked"
    yield from readable(
        _KIND.one(f"GET {path}", "list_subscribers", summary, listed, parameters=("after",))
    )
    gone = {200: in_json("It hears nothing any more.", "ForgottenSubscriber")}
    yield _KIND.one(
        f"DELETE {path}/{{subscriber_id}}",
        "forget_subscriber",
        "Forget a webhook or a chat, by its id",
        gone,
        errors=(409, 422),
        parameters=_ONCE,
    )
    yield _KIND.one(
        f"POST {path}/forget",
        "forget_subscriber_at",
        "Forget a webhook or a chat, by its URL",
        gone,
        errors=_FAULTS,
        parameters=_ONCE,
        sent=sending({JSON: ref("SubscriberToForget")}),
    )
