"""Delivering: what is told is posted to addresses, one by one, each time that one is due.

A message of the queue asks for one delivery. It may come twice, too early, or to somebody who
dies of it: how far the delivery is stands in the table, and says what is left to do.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Network

from chalicelib import queues
from chalicelib.channels import chats
from chalicelib.domain.definition import Definition
from chalicelib.domain.deliveries import Delivery, tried_again
from chalicelib.domain.destinations import Destination
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.nudges import Concern, Nudge, of_undelivered
from chalicelib.domain.team_settings import TeamWebhook
from chalicelib.network.guard import networks
from chalicelib.observability import logger
from chalicelib.services.addresses import public_url
from chalicelib.storage import definitions, deliveries
from chalicelib.storage.deliveries import Failing, HeldUntil, Settled

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all deliveries of one invocation stand on; destinations by their digests."""

    definition: Definition
    webhooks: Mapping[str, TeamWebhook]
    allowed: Sequence[IPv4Network]
    failing: Mapping[str, Failing]
    clock: Clock


def run(messages: Sequence[Delivery], clock: Clock) -> None:
    """Make the deliveries, all at once, each for itself.

    What can't be delivered now is asked for again, later; what went wrong in any other way is
    raised at the end, so that all messages come back, and those that are done do nothing.
    """
    definition = definitions.in_force()
    if definition is None:
        return
    ground = _Ground(
        definition=definition,
        webhooks={each.destination.digest: each for each in definition.team.webhooks},
        allowed=networks(definition.page.allow_addresses),
        failing=deliveries.failing(),
        clock=clock,
    )
    with ThreadPoolExecutor(max_workers=len(messages)) as pool:
        made = [pool.submit(_make, each, ground) for each in messages]
    for each in made:
        each.result()


def _make(delivery: Delivery, ground: _Ground) -> None:
    webhook = ground.webhooks.get(delivery.to)
    now = ground.clock()
    if webhook is None:
        logger.info("not delivered: nobody listens there any more", to=delivery.to)
    elif delivery.not_before and now < delivery.not_before:
        queues.send_deliveries([delivery], now)
    else:
        _claim(delivery, webhook, ground)


def _claim(delivery: Delivery, webhook: TeamWebhook, ground: _Ground) -> None:
    now = ground.clock()
    nudge = deliveries.delivered(delivery.outgoing_id)
    if nudge is None:
        return
    match deliveries.claim(delivery, now):
        case Settled():
            return
        case HeldUntil(moment):
            queues.send_deliveries([replace(delivery, not_before=moment)], now)
        case Delivery() as claimed:
            _post(claimed, nudge, webhook, ground)


def _post(delivery: Delivery, nudge: Nudge, webhook: TeamWebhook, ground: _Ground) -> None:
    destination = webhook.destination
    try:
        chats.deliver(
            destination,
            nudge,
            secret=webhook.secret,
            allow=ground.allowed,
            now=ground.clock(),
        )
    except DeliveryFailed as error:
        _failed(error, delivery, nudge, destination, ground)
        return
    deliveries.told(delivery, ground.clock())
    if delivery.to in ground.failing:
        deliveries.works_again(delivery.to)
    logger.info("delivered", nudge_id=nudge.id, to=destination.masked, attempt=delivery.attempt)


def _failed(
    error: DeliveryFailed,
    delivery: Delivery,
    nudge: Nudge,
    destination: Destination,
    ground: _Ground,
) -> None:
    """Ask for it again, first, and then say so: a crash in between asks twice, and never not."""
    now, reason = ground.clock(), str(error)
    again = None if error.permanent else tried_again(delivery, nudge.at, now, error.retry_after)
    logger.warning(
        "not delivered", nudge_id=nudge.id, to=destination.masked, reason=reason, again=bool(again)
    )
    if again:
        queues.send_deliveries([again], now)
        deliveries.postponed(again, reason, now)
        return
    failing = Failing(destination=destination.masked, reason=reason, since=now)
    deliveries.failed(delivery, failing, _for_team(nudge, failing, ground), now)


def _for_team(nudge: Nudge, failing: Failing, ground: _Ground) -> Nudge | None:
    """That it fails is told, but not that this couldn't be told."""
    if nudge.concern is Concern.UNDELIVERED:
        return None
    page = ground.definition.page
    return of_undelivered(
        failing.destination, failing.reason, page, public_url(page), failing.since
    )
