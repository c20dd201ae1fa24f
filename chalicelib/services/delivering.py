"""Delivering: what is told is posted to addresses, one by one, each time that one is due.

A message of the queue asks for one delivery. It may come twice, too early, or to somebody who
dies of it: how far the delivery is stands in the table, and says what is left to do.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import queues
from chalicelib.channels import chats, sms
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.deliveries import Delivery, tried_again
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.notifications import Notification
from chalicelib.observability import logger
from chalicelib.services import addressees
from chalicelib.services.addressees import Addressee, Known
from chalicelib.services.texting import Withheld
from chalicelib.storage import deliveries, heard
from chalicelib.storage.deliveries import Begun, HeldUntil, Settled
from chalicelib.storage.heard import Overtaken

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all deliveries of one invocation stand on: what is delivered, by its ids."""

    known: Known
    begun: Mapping[str, Begun | None]
    clock: Clock


def run(messages: Sequence[Delivery], clock: Clock) -> None:
    """Make the deliveries, all at once, each for itself.

    What can't be delivered now is asked for again, later; what went wrong in any other way is
    raised at the end, so that all messages come back, and those that are done do nothing.
    """
    begun = {each: deliveries.begun(each) for each in {m.outgoing_id for m in messages}}
    known = addressees.known(messages, [each.outgoing for each in begun.values() if each])
    if known is None:
        return
    ground = _Ground(known, begun, clock)
    with ThreadPoolExecutor(max_workers=len(messages)) as pool:
        made = [pool.submit(_make, each, ground) for each in messages]
    for each in made:
        each.result()


def _make(delivery: Delivery, ground: _Ground) -> None:
    now = ground.clock()
    begun = ground.begun[delivery.outgoing_id]
    if delivery.not_before and now < delivery.not_before:
        queues.send_deliveries([delivery], now)
    elif begun:
        _claim(replace(delivery, is_one_of_many=begun.many), begun, ground)


def _claim(delivery: Delivery, begun: Begun, ground: _Ground) -> None:
    addressee = addressees.addressee(begun.outgoing, delivery.to, ground.known)
    now = ground.clock()
    match deliveries.claim(delivery, now):
        case Settled():
            return
        case HeldUntil(moment):
            queues.send_deliveries([replace(delivery, not_before=moment)], now)
        case Delivery() as claimed if addressee is None:
            deliveries.gone(claimed, now)
            logger.info("not delivered: nobody listens there for it", to=delivery.to)
        case Delivery() as claimed:
            _in_order(claimed, addressee, ground)


def _in_order(delivery: Delivery, addressee: Addressee, ground: _Ground) -> None:
    """News of one incident comes in its order: what something newer stands for is left out."""
    now, said = ground.clock(), addressee.said
    match _taken(delivery, said, now) if isinstance(said, Notification) else None:
        case Overtaken():
            deliveries.overtaken(delivery, now)
            logger.info("not delivered: overtaken", outgoing_id=said.id, to=delivery.to)
        case HeldUntil(moment):
            queues.send_deliveries([replace(delivery, not_before=moment)], now)
            deliveries.released(delivery)
        case None:
            _post(delivery, addressee, ground)


def _taken(delivery: Delivery, news: Notification, now: datetime) -> HeldUntil | Overtaken | None:
    return heard.take(news, delivery.to, now, is_of_earlier=not delivery.is_one_of_many)


def _post(delivery: Delivery, addressee: Addressee, ground: _Ground) -> None:
    destination, said = addressee.destination, addressee.said
    if withheld := addressee.admit(ground.clock()):
        _withhold(withheld, delivery, addressee, ground.clock())
        return
    try:
        _send(addressee, ground.clock())
    except DeliveryFailed as error:
        _failed(error, delivery, addressee, ground.clock())
        return
    deliveries.told(delivery, ground.clock())
    addressee.works(ground.clock())
    logger.info("delivered", outgoing_id=said.id, to=destination.masked, attempt=delivery.attempt)


def _send(addressee: Addressee, now: datetime) -> None:
    destination, said = addressee.destination, addressee.said
    if addressee.sms and isinstance(said, Notification | Confirmation):
        sms.deliver(destination, said, link=addressee.link, terms=addressee.sms)
        return
    chats.deliver(
        destination,
        said,
        secret=addressee.secret,
        link=addressee.link,
        allow=addressee.allow,
        now=now,
    )


def _withhold(withheld: Withheld, delivery: Delivery, addressee: Addressee, now: datetime) -> None:
    """It isn't sent, and never will be; whoever listens there keeps listening."""
    if withheld.is_missed:
        deliveries.refused(delivery, withheld.reason, now)
    else:
        deliveries.overtaken(delivery, now)
    where = addressee.destination.masked
    logger.info("withheld", outgoing_id=addressee.said.id, to=where, reason=withheld.reason)


def _failed(error: DeliveryFailed, delivery: Delivery, addressee: Addressee, now: datetime) -> None:
    """Ask for it again, first, and then say so: a crash in between asks twice, and never not."""
    reason = str(error)
    again = None if error.permanent else _again(error, delivery, addressee, now)
    logger.warning(
        "not delivered",
        outgoing_id=addressee.said.id,
        to=addressee.destination.masked,
        reason=reason,
        again=bool(again),
    )
    if again:
        queues.send_deliveries([again], now)
        deliveries.postponed(again, reason, now, addressee.destination.masked)
    else:
        addressee.given_up(delivery, reason, now)


def _again(
    error: DeliveryFailed, delivery: Delivery, addressee: Addressee, now: datetime
) -> Delivery | None:
    begun = addressee.begun(now)
    return tried_again(delivery, begun, now, error.retry_after, addressee.patience)
