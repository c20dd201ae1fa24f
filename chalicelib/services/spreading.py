"""Spreading: a piece of news is handed over to each audience that it concerns, and to the
notifications topic, behind which are the relay, which knows the webhooks and chats, and customers'
own queues and functions.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chalicelib.channels import sns, sns_email, sns_topic
from chalicelib.domain.audiences import Audience
from chalicelib.domain.deliveries import RELAY, Delivery
from chalicelib.domain.errors import DeliveryFailed, Unavailable
from chalicelib.domain.footer import Footer
from chalicelib.domain.notifications import Notification
from chalicelib.domain.selections import Bearing, meets
from chalicelib.observability import logger
from chalicelib.services.all_audiences import known
from chalicelib.storage import definitions, deliveries, outbox
from chalicelib.storage.deliveries import HeldUntil, Settled, State
from chalicelib.words import tongue

# SNS answers in some 30 ms and takes far more a second; so 500 audiences hear within two.
_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Listeners:
    """All audiences, and what mails to them end with."""

    audiences: tuple[Audience, ...]
    footer: Footer


def listeners(footer: Footer) -> Listeners:
    """All who may hear; everybody, before the first apply as well."""
    definition = definitions.in_force()
    if definition is None:
        return Listeners((), footer)
    return Listeners(tuple(each for each in known(definition) if each.is_open), footer)


def spread(news: Notification, to: Listeners, now: datetime) -> int:
    """Hand the news over to each audience that it concerns, once; answers with how many there are.

    Raises DeliveryFailed while any of them has to wait, and for good when none can ever hear.
    """
    bearing = news.bearing(outbox.reached(news.told_id))
    meant = [each for each in to.audiences if meets(bearing, each.selection)]
    failures = [each for each in _each(partial(_tell, news, to.footer, now), meant) if each]
    unpublished = _published(news, bearing, now)
    failed = [each for each in (unpublished, *failures) if each]
    if waiting := next((each for each in failed if not each.permanent), None):
        raise waiting
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
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(tell, meant))


def _tell(
    news: Notification, footer: Footer, now: datetime, audience: Audience
) -> DeliveryFailed | None:
    """Answers with why it wasn't handed over."""
    delivery = Delivery(outgoing_id=news.id, to=audience.topic)
    said = news.said_in(audience.selection.language)
    below = footer.said_in(tongue(said.language))

    def hand_over() -> int | None:
        addresses = _confirmed(audience)
        sns_email.publish(said, audience.topic, below)
        return addresses

    return _once(delivery, hand_over, now)


def _published(news: Notification, bearing: Bearing, now: datetime) -> DeliveryFailed | None:
    """What it is held against is kept with it: whom it hit before is another thing afterwards.

    News of a version that knew mail alone is mailed, and no more.
    """

    def hand_over() -> None:
        if news.particulars:
            deliveries.begin(news, bearing)
            sns_topic.publish(news, bearing)

    return _once(Delivery(outgoing_id=news.id, to=RELAY), hand_over, now)


def _once(
    delivery: Delivery, hand_over: Callable[[], int | None], now: datetime
) -> DeliveryFailed | None:
    """Claim, hand over, mark with how many addresses heard; answers with why it wasn't."""
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
    delivery: Delivery, hand_over: Callable[[], int | None], now: datetime
) -> DeliveryFailed | None:
    try:
        addresses = hand_over()
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
    deliveries.told(delivery, now, addresses)
    return None


def _confirmed(audience: Audience) -> int | None:
    """How many addresses hear: it is counted before, so that nothing stands between hand-over and
    mark. Nobody waits for a number.
    """
    try:
        return sns.members_of(audience.topic).confirmed
    except DeliveryFailed:
        return None
