"""Granting: what somebody wishes of a subscription of a webhook, a chat or a phone is done."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never

from chalicelib import queues
from chalicelib.domain.codes import LIVES, Code, code_digest, code_of, proves
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.destinations import Destination, Kind, is_phone, phone
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.selections import Selection, Updates
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
from chalicelib.phone_numbers import phone_number
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.phones import TOKEN_BYTES
from chalicelib.services.wishing import strangers_destination
from chalicelib.storage import codes, deliveries, subscribers


def grant(wish: Wish, now: datetime) -> None:
    """Do it; doing it again changes nothing. A link that nobody has changes nothing, too.

    Raises Unavailable and LostRace when it is to be done again.
    """
    match wish.verb:
        case Verb.ASK:
            (_send_code if is_phone(wish.url) else _ask)(wish, now)
        case Verb.PROVE:
            _prove(wish, now)
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
    _ask_there(wish, after, after.asked.language, now)


def _send_code(wish: Wish, now: datetime) -> None:
    """Have a code sent to the number; what is known of it stays as it is until that is typed."""
    sms = definition_in_force().sms
    try:
        number = phone_number(wish.url, sms.countries if sms else ())
    except InvalidInput:
        return  # of a country that was taken out since
    wanted = replace(wish, selection=_by_sms(wish.selection))

    def known(before: Subscriber | None) -> Subscriber:
        made = _made(phone(number.e164), wanted, now, token=secrets.token_urlsafe(TOKEN_BYTES))
        return before or replace(made, asked=None, country=number.country)

    held = subscribers.change(phone(number.e164).digest, known, now)
    assert held
    assert wanted.selection
    code = Code(
        digest=code_digest(wish.token, code_of(held.secret, wish.id)),
        subscriber_id=held.id,
        selection=wanted.selection,
        expires_at=now + LIVES,
    )
    codes.keep(wish.token, code)
    _ask_there(wish, held, wanted.selection.language, now)


def _prove(wish: Wish, now: datetime) -> None:
    """What was chosen with the code holds, if that is the code: nobody's word is taken for it."""
    kept = codes.load(wish.token)
    if kept and proves(kept, wish.token, wish.code, now):
        subscribers.change(
            kept.subscriber_id,
            lambda held: chosen(held, kept.selection, now) if held else None,
            now,
        )


def _ask_there(wish: Wish, held: Subscriber, language: str, now: datetime) -> None:
    page = definition_in_force().page
    asking = Confirmation(
        id=wish.id,
        page_name=page.name,
        page_url=public_url(page),
        language=language,
        at=now,
    )
    deliveries.begin(asking)
    queues.send_deliveries([Delivery(outgoing_id=asking.id, to=held.id)], now)
    logger.info("asked", to=held.destination.masked)


def _by_sms(selection: Selection | None) -> Selection:
    """As it is told by SMS, so that its page says so."""
    assert selection
    return replace(selection, updates=Updates.ENDS)


def _with_question(
    destination: Destination, wish: Wish, now: datetime, before: Subscriber | None
) -> Subscriber:
    assert wish.selection
    if before:
        return asked_again(before, wish.selection)
    return _made(destination, wish, now, token=secrets.token_hex(SECRET_BYTES))


def _made(destination: Destination, wish: Wish, now: datetime, *, token: str) -> Subscriber:
    assert wish.selection
    return Subscriber(
        destination=destination,
        token=token,
        secret=secrets.token_hex(SECRET_BYTES),
        standing=Standing.ASKED,
        since=now,
        selection=wish.selection,
        asked=wish.selection,
    )


def _chosen(held: Subscriber, wish: Wish, now: datetime) -> Subscriber:
    """A link proves that somebody there has read what was posted: it needs no question."""
    assert wish.selection
    is_sms = held.destination.kind is Kind.SMS
    return chosen(held, _by_sms(wish.selection) if is_sms else wish.selection, now)


def _change(wish: Wish, to: Callable[[Subscriber], Subscriber | None], now: datetime) -> None:
    def changed(before: Subscriber | None) -> Subscriber | None:
        if before is None or not is_of(wish.token, digest_of(before.token)):
            return before
        return to(before)

    after = subscribers.change(wish.subscriber_id, changed, now)
    logger.info("changed", wish=wish.verb, to=after.destination.masked if after else "")
