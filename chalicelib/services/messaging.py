"""Messages: what the company wants its customers to remember, put up, changed and taken down."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.actors import require
from chalicelib.domain.board import Change
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Fault, InvalidFields
from chalicelib.domain.ids import timed_id
from chalicelib.domain.message_fields import message_of
from chalicelib.domain.message_images import AT_MOST, are_too_many, image_words
from chalicelib.domain.messages import Message
from chalicelib.domain.roles import Action
from chalicelib.domain.telling import Ground
from chalicelib.services.requests import Decision, Request, carry_out, decided
from chalicelib.storage import messages


def put_up(request: Request) -> Message:
    """A new message. Raises InvalidFields, Forbidden, Conflict and NotFound as incidents do."""
    seed = request.seed

    def decide(ground: Ground) -> Decision:
        new_id = timed_id(request.now, seed)
        page = ground.definition.page
        made = message_of(request.values, None, new_id=new_id, page=page, now=request.now)
        _require_room(made, request.now)
        return _decision("message.put_up", None, made, request)

    return _do(request, "message", decide)


def change(message_id: str, request: Request) -> Message:
    """The message with what the values say of it; raises as `put_up`."""

    def decide(ground: Ground) -> Decision:
        before, page = one(message_id), ground.definition.page
        made = message_of(request.values, before, new_id="", page=page, now=request.now)
        _require_room(made, request.now)
        return _decision("message.changed", before, made, request)

    return _do(request, f"message:{message_id}", decide)


def take_down(message_id: str, request: Request) -> Message:
    """The message, over from now on; one that is over stays as it is."""

    def decide(_ground: Ground) -> Decision:
        before = one(message_id)
        return _decision("message.taken_down", before, before.ended(request.now), request)

    return _do(request, f"message.end:{message_id}", decide)


def all_of(now: datetime) -> tuple[Message, ...]:
    """Those that are or will be shown, the first to start at the front."""
    current = (each for each in messages.load() if each.is_current(now))
    return messages.with_images(sorted(current, key=lambda each: (each.starts_at, each.id)))


def one(message_id: str) -> Message:
    """With what its image holds; raises NotFound."""
    found = [each for each in messages.load() if each.id == message_id]
    if not found:
        raise NotFound("There is no message {message_id}.", message_id=message_id)
    return messages.with_images(found)[0]


def _require_room(made: Message, now: datetime) -> None:
    """Raises InvalidFields when too many others have an image already."""
    others = (each for each in messages.load() if each.id != made.id)
    if made.image and made.is_current(now) and are_too_many(others, now):
        text = f"There are {AT_MOST} messages with an image, as many as may be; take one down."
        raise InvalidFields((Fault(("image",), text),))


def _do(request: Request, what: str, decide: Callable[[Ground], Decision]) -> Message:
    require(request.actor, Action.WRITE_MESSAGES)
    return one(carry_out(request, what, decide))


def _decision(action: str, before: Message | None, after: Message, request: Request) -> Decision:
    return decided(
        request,
        action,
        Change(messages=(after,)),
        (after.id, after.text),
        before=_facts(before) if before else None,
        after=_facts(after),
    )


def _facts(message: Message) -> dict[str, str | int | bool | None]:
    return {
        "text": message.text,
        "link": message.link.url if message.link else None,
        "image": image_words(message.image),
        "image_alt": message.image.alt if message.image else None,
        "slots": ", ".join(message.slots),
        "starts_at": message.starts_at.isoformat(),
        "ends_at": message.ends_at.isoformat() if message.ends_at else None,
        "weight": message.weight,
        "suits_outage": message.suits_outage,
    }
