"""Spreading: a piece of news is handed over to each audience that it concerns, and to the
notifications topic, behind which are the relay, which knows the webhooks and chats, and customers'
own queues and functions.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from chalicelib.channels import sns_email, sns_topic
from chalicelib.domain.audiences import Audience
from chalicelib.domain.deliveries import RELAY, Delivery
from chalicelib.domain.errors import DeliveryFailed, Unavailable
from chalicelib.domain.folding import Folded
from chalicelib.domain.footer import Footer
from chalicelib.domain.ledger import EMAIL, TOPIC, State
from chalicelib.domain.notifications import Notification
from chalicelib.domain.pacing import Held, urgency
from chalicelib.domain.pacing import held as held_for
from chalicelib.domain.selections import Bearing, meets
from chalicelib.observability import logger
from chalicelib.services import folding
from chalicelib.services.all_audiences import known
from chalicelib.services.folding import Listeners
from chalicelib.storage import definitions, deliveries, held, outbox, paces
from chalicelib.storage.deliveries import HeldUntil, Settled


@dataclass(frozen=True, slots=True)
class _News:
    """What is spread, what selections are held against, and what of its story waits already."""

    said: Notification
    bearing: Bearing
    waiting: Sequence[Held]
    to: Listeners
    now: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """It was handed over for so many addresses, None where nobody could say."""

    addresses: int | None = None


def listeners(footer: Footer) -> Listeners:
    """All who may hear; everybody, before the first apply as well."""
    definition = definitions.in_force()
    if definition is None:
        return Listeners((), footer, 0)
    audiences = tuple(each for each in known(definition) if each.is_open)
    return Listeners(audiences, footer, definition.page.mails_per_hour)


def spread(news: Notification, to: Listeners, now: datetime) -> int:
    """Hand the news over to each audience that it concerns, once; answers with how many there are.

    An audience that was sent so many mails that this one is held counts as one of them. Raises
    DeliveryFailed while any of them has to wait, and for good when none can ever hear, and
    Unavailable. What it is held against is kept with it first, as whom it hit before is another
    thing afterwards.
    """
    bearing = news.bearing(outbox.reached(news.told_id))
    meant = [each for each in to.audiences if meets(bearing, each.selection)]
    deliveries.begin_news(news, bearing, {EMAIL: len(meant), TOPIC: 1})
    waiting = [each for each in held.waiting() if each.told_id == news.told_id]
    spreading = _News(news, bearing, waiting, to, now)
    failures = [each for each in _each(lambda a: _tell(spreading, a), meant) if each]
    unpublished = _published(spreading)
    failed = [each for each in (unpublished, *failures) if each]
    if held_back := next((each for each in failed if not each.permanent), None):
        raise held_back
    if unpublished:
        raise unpublished
    if failures and len(failures) == len(meant):
        raise failures[0]
    return len(meant)


def _each(
    tell: Callable[[Audience], DeliveryFailed | None], meant: Sequence[Audience]
) -> list[DeliveryFailed | None]:
    if len(meant) < 2:
        return [tell(each) for each in meant]
    with ThreadPoolExecutor(folding.AT_ONCE) as pool:
        return list(pool.map(tell, meant))


def _tell(news: _News, audience: Audience) -> DeliveryFailed | None:
    """Answers with why it was neither handed over nor held.

    What waits of the same story goes in the same mail, and so this one waits as well, if only for
    a moment: a crash then leaves all of it together.
    """
    this = held_for(news.said, news.bearing, audience, news.now)
    waiting = [each for each in news.waiting if each.topic == audience.topic]
    before = [each for each in waiting if each.place < this.place]

    def hand_over() -> Told | None:
        if not waiting and folding.take_room(audience.topic, urgency([this]), news.to, news.now):
            return _mailed(news, audience)
        held.hold(this, news.now)
        if before:
            folding.tell([*before, this], audience, news.to, news.now)
        return None

    delivery = Delivery(outgoing_id=news.said.id, to=audience.topic, channel=EMAIL)
    return once(delivery, hand_over, news.now)


def _mailed(news: _News, audience: Audience) -> Told:
    said = news.said.said_in(audience.selection.language)
    addresses = folding.confirmed(audience.topic)
    try:
        sns_email.publish(Folded(newest=said), audience.topic, news.to.below(said.language))
    except DeliveryFailed:
        paces.give_back(audience.topic, news.now)
        raise
    return Told(addresses)


def _published(news: _News) -> DeliveryFailed | None:
    """News of a version that knew mail alone is mailed, and no more."""

    def hand_over() -> Told:
        if news.said.particulars:
            sns_topic.publish(news.said, news.bearing)
        return Told()

    delivery = Delivery(outgoing_id=news.said.id, to=RELAY, channel=TOPIC)
    return once(delivery, hand_over, news.now)


def once(
    delivery: Delivery, hand_over: Callable[[], Told | None], now: datetime
) -> DeliveryFailed | None:
    """Claim, hand over, mark with how many addresses heard, unless it is held; answers with why it
    was neither.
    """
    match deliveries.claim(delivery, now):
        case Settled(progress) if progress.state is State.FAILED:
            return DeliveryFailed(progress.reason, permanent=True)
        case Settled():
            return None
        case HeldUntil():
            return DeliveryFailed("Somebody else may be handing it over.", permanent=False)
        case Delivery():
            return _handed_over(delivery, hand_over, now)


def _handed_over(
    delivery: Delivery, hand_over: Callable[[], Told | None], now: datetime
) -> DeliveryFailed | None:
    try:
        told = hand_over()
    except DeliveryFailed as error:
        logger.error(
            "not told", notification_id=delivery.outgoing_id, to=delivery.to, reason=str(error)
        )
        if error.permanent:
            deliveries.refused(delivery, str(error), now)
        else:
            deliveries.released(delivery)
        return error
    except Unavailable as error:
        deliveries.released(delivery)
        return DeliveryFailed(str(error), permanent=False)
    if told:
        deliveries.told(delivery, now, told.addresses)
    return None
