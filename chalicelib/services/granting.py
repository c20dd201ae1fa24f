"""Granting: what somebody wishes of a subscription of a webhook or a chat is done."""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import assert_never

from chalicelib import queues
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.destinations import Destination
from chalicelib.domain.subscribers import (
    Standing,
    Subscriber,
    asked_again,
    chosen,
    confirmed,
)
from chalicelib.domain.tokens import SECRET_BYTES, is_of
from chalicelib.domain.tokens import digest as digest_of
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.observability import logger
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.wishing import strangers_destination
from chalicelib.storage import deliveries, subscribers


def grant(wish: Wish, now: datetime) -> None:
    """Do it; doing it again changes nothing. A link that nobody has changes nothing, too.

    Raises Unavailable and LostRace when it is to be done again.
    """
    match wish.verb:
        case Verb.ASK:
            _ask(wish, now)
        case Verb.CONFIRM:
            _change(wish, lambda held: confirmed(held, wish.selection_id, now), now)
        case Verb.CHANGE:
            _change(wish, lambda held: _chosen(held, wish, now), now)
        case Verb.LEAVE:
            _change(wish, lambda _held: None, now)
        case _:
            assert_never(wish.verb)


def _ask(wish: Wish, now: datetime) -> None:
    """Keep what was chosen, and have somebody at the destination asked whether it is right."""
    destination = strangers_destination(wish.url)
    after = subscribers.change(
        destination.digest, partial(_with_question, destination, wish, now), now
    )
    if after is None or after.asked is None:
        return
    page = definition_in_force().page
    asking = Confirmation(
        id=wish.id,
        page_name=page.name,
        page_url=public_url(page),
        language=after.asked.language,
        at=now,
    )
    deliveries.begin(asking)
    queues.send_deliveries([Delivery(outgoing_id=asking.id, to=after.id)], now)
    logger.info("asked", to=destination.masked)


def _with_question(
    destination: Destination, wish: Wish, now: datetime, before: Subscriber | None
) -> Subscriber:
    assert wish.selection
    if before:
        return asked_again(before, wish.selection)
    return Subscriber(
        destination=destination,
        token=secrets.token_hex(SECRET_BYTES),
        secret=secrets.token_hex(SECRET_BYTES),
        standing=Standing.ASKED,
        since=now,
        selection=wish.selection,
        asked=wish.selection,
    )


def _chosen(held: Subscriber, wish: Wish, now: datetime) -> Subscriber:
    """A link proves that somebody there has read what was posted: it needs no question."""
    assert wish.selection
    return chosen(held, wish.selection, now)


def _change(wish: Wish, to: Callable[[Subscriber], Subscriber | None], now: datetime) -> None:
    def changed(before: Subscriber | None) -> Subscriber | None:
        if before is None or not is_of(wish.token, digest_of(before.token)):
            return before
        return to(before)

    after = subscribers.change(wish.subscriber_id, changed, now)
    logger.info("changed", wish=wish.verb, to=after.destination.masked if after else "")
