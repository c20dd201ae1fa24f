"""Folding: what was held, as an audience had been sent so many mails, is told as soon as there is
room: of each story in one mail, which tells how it is now and lists what was said before.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from chalicelib.channels import sns, sns_email
from chalicelib.domain.audiences import Audience
from chalicelib.domain.errors import CandorError, DeliveryFailed, Unavailable
from chalicelib.domain.folding import folded
from chalicelib.domain.footer import Footer
from chalicelib.domain.ledger import Progress, State
from chalicelib.domain.notifications import Notification
from chalicelib.domain.pacing import Held, Urgency, has_room, stories, urgency
from chalicelib.observability import logger
from chalicelib.storage import deliveries, held, paces
from chalicelib.words import tongue

# SNS answers in some 30 ms and takes far more a second; so 500 audiences hear within two.
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Listeners:
    """All audiences that hear at once, what mails to them end with, and how many each may be sent
    in an hour.
    """

    audiences: tuple[Audience, ...]
    footer: Footer
    mails_per_hour: int

    def below(self, language: str) -> str:
        """What stands below a mail in that language."""
        return self.footer.said_in(tongue(language))


def take_room(topic: str, urgent: Urgency, to: Listeners, now: datetime) -> bool:
    """Count one more mail to that audience, if there is room for it; says whether."""
    per_hour = to.mails_per_hour
    return paces.take(
        topic, lambda sent: has_room(sent, urgent, mails_per_hour=per_hour, now=now), now
    )


def confirmed(topic: str) -> int | None:
    """How many addresses hear: it is counted before, so that nothing stands between hand-over and
    mark. Nobody waits for a number.
    """
    try:
        return sns.members_of(topic).confirmed
    except DeliveryFailed:
        return None


def catch_up(to: Listeners, now: datetime) -> None:
    """Tell what waits and there is room for; it never raises: the rest is left to the next tick."""
    try:
        waiting = sorted(held.waiting(), key=lambda each: each.topic)
    except Unavailable as error:
        logger.warning("what is held waits", reason=str(error))
        return
    by_topic = [tuple(found) for _, found in groupby(waiting, key=lambda each: each.topic)]
    if by_topic:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(partial(_tell_audience, to, now), by_topic))


def _tell_audience(to: Listeners, now: datetime, waiting: Sequence[Held]) -> None:
    audience = next((each for each in to.audiences if each.topic == waiting[0].topic), None)
    for story in stories(waiting):
        tell(story, audience, to, now)


def tell(story: Sequence[Held], audience: Audience | None, to: Listeners, now: datetime) -> None:
    """Tell all of the story in one mail, if there is room for it. It never raises, as above."""
    try:
        if audience:
            _tell(story, audience, to, now)
        else:
            held.settle(story, _failed("Nobody is in that audience any more.", now))
    except CandorError as error:
        logger.warning("what is held waits", to=story[0].topic, reason=str(error))


def _tell(story: Sequence[Held], audience: Audience, to: Listeners, now: datetime) -> None:
    if not take_room(audience.topic, urgency(story), to, now):
        return
    if not held.claim(story[0], now):
        paces.give_back(audience.topic, now)
        return
    try:
        addresses = _publish(story, audience, to)
    except (DeliveryFailed, Unavailable) as error:
        logger.error("not told", told_id=story[0].told_id, to=audience.topic, reason=str(error))
        paces.give_back(audience.topic, now)
        if isinstance(error, DeliveryFailed) and error.permanent:
            held.settle(story, _failed(str(error), now))
        else:
            held.release(story[0])
        return
    held.settle(story, Progress(state=State.TOLD, attempt=0, at=now, addresses=addresses))
    logger.info("folded", told_id=story[0].told_id, to=audience.topic, news=len(story))


def _publish(story: Sequence[Held], audience: Audience, to: Listeners) -> int | None:
    news = [_news(each, audience.selection.language) for each in story]
    mail = folded(news, is_first=any(each.is_first for each in story))
    addresses = confirmed(audience.topic)
    sns_email.publish(mail, audience.topic, to.below(mail.newest.language))
    return addresses


def _news(waiting: Held, language: str) -> Notification:
    begun = deliveries.begun(waiting.outgoing_id)
    if begun is None or not isinstance(begun.outgoing, Notification):
        raise DeliveryFailed("It waited for so long that it isn't known any more.", permanent=True)
    return begun.outgoing.said_in(language)


def _failed(reason: str, now: datetime) -> Progress:
    return Progress(state=State.FAILED, attempt=0, at=now, reason=reason)
