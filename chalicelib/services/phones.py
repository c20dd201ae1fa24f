"""Phones: what strangers want of news by SMS is passed on to be done.

A code is sent to the number first; whoever types it on the page that asked for it may hear.
"""

import secrets
from datetime import datetime

from chalicelib import queues
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.codes import PER_NUMBER, PER_PAGE, PER_PREFIX, prefix_of, proves
from chalicelib.domain.destinations import phone
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.offers import Offer
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import PER_CLIENT
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.observability import logger
from chalicelib.phone_numbers import phone_number
from chalicelib.services import limiting
from chalicelib.storage import codes
from chalicelib.words import marked

# Shorter than others, as it stands in each SMS: 96 random bits.
TOKEN_BYTES = 12
MANAGE_PATH = "/s/"
_WISH_BYTES = 8


def no_token() -> str:
    """A token like any other, with which nothing will ever be proved."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def ask(
    typed: str, selection: Selection, offer: Offer | None, *, client: str, now: datetime
) -> str:
    """Have a code sent to the number, if that is offered; answers with the token of the page where
    it is typed.

    The answer is the same whatever is known of the number. Raises InvalidInput for what gets no
    SMS, NotFound while none are offered, TooManyRequests, and Unavailable.
    """
    if offer is None or not offer.countries:
        raise NotFound(marked("We send no SMS at the moment. Please hear by email."))
    number = phone_number(typed, offer.countries)
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    token = no_token()
    if _is_too_often(number.e164, now):
        logger.info("no code sent: asked for too often", to=phone(number.e164).masked)
        return token
    asking = Wish(
        id=secrets.token_hex(_WISH_BYTES),
        verb=Verb.ASK,
        url=phone(number.e164).url,
        token=token,
        selection=selection,
    )
    queues.send_sign_ups([asking])
    return token


def prove(token: str, typed: str, *, client: str, now: datetime) -> None:
    """Pass on that the code was typed: the number hears within seconds.

    Raises InvalidInput for a wrong code, one that has expired, and one that was typed wrong too
    often, TooManyRequests, and Unavailable.
    """
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    if not codes.take_try(token, now):
        raise InvalidInput(
            marked("The code was typed wrong too often. Please sign up again for another one.")
        )
    kept = codes.load(token)
    if kept is None or not proves(kept, token, typed, now):
        raise InvalidInput(
            marked(
                "That isn't the code, or it has expired. Please look at the newest SMS; without "
                "one after a minute, sign up again."
            )
        )
    wish = Wish(id=secrets.token_hex(_WISH_BYTES), verb=Verb.PROVE, token=token, code=typed.strip())
    queues.send_sign_ups([wish])


def _is_too_often(number: str, now: datetime) -> bool:
    """No number is to be flooded by us, and nobody earns by SMS that we send to their numbers."""
    return any(
        limiting.take(what, who, allowance, now) is not None
        for what, who, allowance in (
            ("number", number, PER_NUMBER),
            ("prefix", prefix_of(number), PER_PREFIX),
            ("codes", "all", PER_PAGE),
        )
    )
