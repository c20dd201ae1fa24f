"""Relaying: news is handed on to the webhooks, chats and phones it concerns, many at a time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from chalicelib import queues
from chalicelib.domain.deliveries import CANARY, Delivery
from chalicelib.domain.drills import Drill
from chalicelib.domain.ledger import Asked
from chalicelib.domain.relays import Recount, Relay
from chalicelib.domain.subscribers import is_for
from chalicelib.observability import logger
from chalicelib.storage import counts, deliveries, subscribers

# A thousand rows are about as much as one read brings, and some seconds of handing on.
READ_AT_ONCE = 1000
_SENT_AT_ONCE = 10
_SENDERS = 10


def run(relay: Relay, now: datetime) -> None:
    """Ask for a delivery to each of the next subscribers that the news concerns, and then for the
    ones after them; with the first of them, for how far it is to be counted.

    What is done twice asks twice, and the deliveries' rows let one of both through. Raises
    Unavailable when the message is to come again.
    """
    begun = deliveries.begun(relay.outgoing_id)
    if begun and isinstance(begun.outgoing, Drill):
        _send([Delivery(outgoing_id=relay.outgoing_id, to=CANARY)], now)
        return
    if begun is None or begun.bearing is None:
        return
    batch = subscribers.some(relay.after, READ_AT_ONCE)
    wanted = [
        Delivery(outgoing_id=relay.outgoing_id, to=each.id, channel=each.destination.kind.value)
        for each in batch.subscribers
        if is_for(begun.bearing, each)
    ]
    asked = Asked(counts=Counter(each.channel for each in wanted), after=batch.after)
    counts.asked(relay.outgoing_id, relay.after, asked, now)
    if not relay.after:
        queues.send_recount(Recount(outgoing_id=relay.outgoing_id))
    _send(wanted, now)
    logger.info("relayed", notification_id=relay.outgoing_id, subscribers=len(wanted))
    # Last: a message that failed half way and comes again would start all of them once more.
    if batch.after:
        queues.send_relay(Relay(outgoing_id=relay.outgoing_id, after=batch.after))


def _send(wanted: list[Delivery], now: datetime) -> None:
    pieces = [wanted[n : n + _SENT_AT_ONCE] for n in range(0, len(wanted), _SENT_AT_ONCE)]
    if len(pieces) < 2:
        queues.send_deliveries(wanted, now)
        return
    with ThreadPoolExecutor(_SENDERS) as pool:
        list(pool.map(partial(queues.send_deliveries, now=now), pieces))
