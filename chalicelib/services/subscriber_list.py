"""The list of webhooks, chats and phones: shown to the team, taken out, brought in, forgotten.

Mail has a list of its own, which SNS keeps: `mail_list`.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib import queues
from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.destinations import Destination, Kind, phone
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.ids import derived_id
from chalicelib.domain.roles import Action
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.services import auditing
from chalicelib.services.requests import Request, done_before, record_of
from chalicelib.storage import subscribers
from chalicelib.storage.subscribers import Batch

SHOWN_AT_ONCE = 50
_READ_AT_ONCE = 1000
_FORGOTTEN = "subscriber.forgotten"
_ID = re.compile(r"[0-9a-f]{16}")
# As people write it, with its country; E.164 has at most 15 digits.
_NUMBER = re.compile(r"\+[0-9]{6,15}")
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")


def some(actor: Actor, after: str = "") -> Batch:
    """The next fifty after the one of that id, by their ids. Raises Forbidden."""
    require(actor, Action.MANAGE_SUBSCRIBERS)
    return subscribers.some(after, SHOWN_AT_ONCE)


def everyone(actor: Actor, *, now: datetime) -> tuple[Subscriber, ...]:
    """All of them, by their URLs, which are secrets. It is noted that somebody has read them.

    Raises Forbidden.
    """
    require(actor, Action.MANAGE_SUBSCRIBERS)
    found = sorted(_everyone(), key=lambda each: each.destination.url)
    _note(actor, "subscribers.exported", f"{len(found)} webhooks, chats and phones", now)
    return tuple(found)


def bring_in(
    actor: Actor, wanted: Sequence[tuple[Destination, Selection]], *, now: datetime
) -> None:
    """Have all of them asked, as if they had asked: nobody hears who doesn't say yes.

    Whoever hears that already isn't asked, and the same brought in twice on one day asks once.
    Raises Forbidden and Unavailable; what was put on the queue before that stays there.
    """
    require(actor, Action.MANAGE_SUBSCRIBERS)
    queues.send_sign_ups([_wish(*each, now) for each in wanted])
    _note(actor, "subscribers.imported", f"{len(wanted)} webhooks and chats", now)


def forget(typed: str, request: Request) -> str:
    """Nothing is posted there any more, and nothing is known of it; answers with its id.

    `typed` is its URL, its phone number, or its id, which is a digest of those. That alone stands
    in the audit log: whoever has the URL can prove by it that it was forgotten. Raises Forbidden,
    InvalidInput, NotFound, Conflict as other requests do, and LostRace.
    """
    require(request.actor, Action.MANAGE_SUBSCRIBERS)
    subscriber_id = _id_of(typed)
    what = f"{_FORGOTTEN}:{subscriber_id}"
    if done_before(request, what):
        return subscriber_id
    note = entry(
        request.actor,
        _FORGOTTEN,
        (subscriber_id, subscriber_id),
        now=request.now,
        seed=f"{what}:{request.seed}",
    )
    if not subscribers.forget(subscriber_id, note, record_of(request, what, subscriber_id)):
        raise NotFound("No webhook, chat or phone is known by that URL, number or id.")
    return subscriber_id


def _id_of(typed: str) -> str:
    text = typed.strip()
    if _ID.fullmatch(text):
        return text
    number = _BETWEEN_DIGITS.sub("", text)
    if _NUMBER.fullmatch(number):
        return phone(number).digest
    if not text.lower().startswith(("https://", "http://")):
        raise InvalidInput(
            "Please write the URL of a webhook or a chat, a phone number such as +49 151 23456789, "
            "or an id."
        )
    return Destination(Kind.WEBHOOK, text).digest


def _wish(destination: Destination, selection: Selection, now: datetime) -> Wish:
    about = f"{destination.digest}:{selection.id}:{now.date().isoformat()}"
    return Wish(
        id=derived_id("import", about), verb=Verb.ASK, url=destination.url, selection=selection
    )


def _everyone() -> Iterator[Subscriber]:
    batch = subscribers.some("", _READ_AT_ONCE)
    yield from batch.subscribers
    while batch.after:
        batch = subscribers.some(batch.after, _READ_AT_ONCE)
        yield from batch.subscribers


def _note(actor: Actor, action: str, about: str, now: datetime) -> None:
    seed = secrets.token_hex(8)
    auditing.append(entry(actor, action, (about, about), now=now, seed=seed))
