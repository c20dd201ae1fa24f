"""Wishing: what strangers want of a subscription of a webhook or a chat is passed on to be done.

It is asked itself first: we post a link there, which also changes and ends the subscription later.
"""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from chalicelib import queues, settings
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.destinations import Destination, Kind, destination_of
from chalicelib.domain.errors import NotFound
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import PER_ADDRESS, PER_CLIENT, PER_HOST, Managed
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.network.guard import networks
from chalicelib.observability import logger
from chalicelib.services import limiting
from chalicelib.storage import subscribers
from chalicelib.words import marked

MANAGE_PATH = "/subscriptions/manage/"
_WISH_BYTES = 8


def ask(typed: str, selection: Selection, *, client: str, now: datetime) -> None:
    """Have somebody at that webhook or chat asked whether they want to hear.

    The answer is the same whatever is known of it, as with addresses, and so are the errors.
    """
    destination = strangers_destination(typed)
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    if _is_too_often(destination, now):
        logger.info("subscription not passed on: asked for too often", to=destination.masked)
        return
    asking = Wish(id=_wish_id(), verb=Verb.ASK, url=destination.url, selection=selection)
    queues.send_sign_ups([asking])


def strangers_destination(url: str) -> Destination:
    """The destination at a URL that strangers chose; raises InvalidInput.

    What the page's own checks may reach, its team's network as it may be, is no concern of theirs.
    """
    return destination_of(url, allowed=networks(settings.own_networks()))


def shown(token: str) -> Managed:
    """What the link with that token shows; raises NotFound."""
    found = subscribers.shown(token)
    if found is None:
        raise NotFound(
            marked(
                "This link isn't known, or not any more. Whoever has left hears nothing more, and "
                "may sign up again."
            )
        )
    return found


def pass_on(
    verb: Verb,
    token: str,
    *,
    selection: Selection | None = None,
    selection_id: str = "",
    client: str,
    now: datetime,
) -> None:
    """Pass on what whoever has the link wants; it is done within seconds.

    Raises NotFound for a link that nobody has, TooManyRequests, and Unavailable.
    """
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    wanted = Wish(
        id=_wish_id(),
        verb=verb,
        subscriber_id=shown(token).subscriber_id,
        token=token,
        selection=selection,
        selection_id=selection_id,
    )
    queues.send_sign_ups([wanted])


def _is_too_often(destination: Destination, now: datetime) -> bool:
    """Nobody's server is to be flooded by way of ours; those of chats are everybody's."""
    if limiting.take("destination", destination.digest, PER_ADDRESS, now):
        return True
    if destination.kind is not Kind.WEBHOOK:
        return False
    host = urlsplit(destination.url).hostname or ""
    return limiting.take("host", host, PER_HOST, now) is not None


def _wish_id() -> str:
    return secrets.token_hex(_WISH_BYTES)
