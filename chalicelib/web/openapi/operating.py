"""The shapes of what operators handle: dead letters, and who hears by what is posted."""

from collections.abc import Mapping

from chalicelib.domain.dead_letters import Queue
from chalicelib.domain.destinations import Kind
from chalicelib.domain.subscribers import Standing
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
    "SubscriberToForget": body({"url": URL}, {}),
    "ForgottenSubscriber": answer({"id": SUBSCRIBER_ID}),
}
