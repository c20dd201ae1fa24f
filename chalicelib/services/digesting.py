"""Digesting: once a day, those who chose so are told in one mail what happened since the last."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.channels import sns_email
from chalicelib.domain.audiences import Audience
from chalicelib.domain.definition import Definition
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.digests import Digest, Round, after, begun, next_due, stories
from chalicelib.domain.errors import CandorError
from chalicelib.domain.ledger import EMAIL
from chalicelib.domain.notifications import Notification
from chalicelib.domain.selections import Bearing, Updates
from chalicelib.observability import logger
from chalicelib.services import folding, reminding, spreading
from chalicelib.services.addresses import public_url
from chalicelib.services.folding import Listeners
from chalicelib.services.spreading import Told
from chalicelib.storage import definitions, deliveries, digests

News = tuple[tuple[Notification, Bearing], ...]


def tell(now: datetime) -> None:
    """Tell the digests that are due; it never raises. What fails is left to the next tick."""
    try:
        waiting = digests.load()
        if waiting and not waiting.until and now < waiting.due_at:
            return
        definition = definitions.in_force()
        if definition:
            _tell(waiting, definition, now)
    except CandorError as error:
        logger.warning("digests wait", reason=str(error))


def _tell(waiting: Round | None, definition: Definition, now: datetime) -> None:
    page = definition.page
    due_at = next_due(now, page.digest_at, page.time_zone)
    if waiting is None:
        digests.change(None, Round(since=now, due_at=due_at))
        return
    current = waiting if waiting.until else begun(waiting, now)
    if current != waiting:
        digests.change(waiting, current)
    if _all_told(current, definition, now):
        digests.change(current, after(current, due_at))


def _all_told(current: Round, definition: Definition, now: datetime) -> bool:
    assert current.until
    to = spreading.listeners(reminding.footer(now))
    audiences = [each for each in to.audiences if each.selection.updates is Updates.DIGEST]
    if not audiences:
        return True
    news = tuple(map(_news, digests.told_between(current.since, current.until)))
    known = tuple(each for each in news if each)

    def told(audience: Audience) -> bool:
        return _told(audience, known, current, definition, to, now)

    with ThreadPoolExecutor(folding.AT_ONCE) as pool:
        return all(list(pool.map(told, audiences)))


def _news(outgoing_id: str) -> tuple[Notification, Bearing] | None:
    found = deliveries.begun(outgoing_id)
    if found is None or found.bearing is None or not isinstance(found.outgoing, Notification):
        return None
    return found.outgoing, found.bearing


def _told(
    audience: Audience,
    news: News,
    current: Round,
    definition: Definition,
    to: Listeners,
    now: datetime,
) -> bool:
    """Whether nothing is left to do for that audience."""
    found = stories(news, audience.selection)
    if not found:
        return True
    assert current.until
    page = definition.page
    digest = Digest(
        id=current.id,
        page_name=page.name,
        time_zone=page.time_zone,
        url=public_url(page),
        language=found[0].newest.language,
        since=current.since,
        until=current.until,
        stories=found,
    )

    def hand_over() -> Told:
        addresses = folding.confirmed(audience.topic)
        sns_email.publish_digest(digest, audience.topic, to.below(digest.language))
        return Told(addresses)

    delivery = Delivery(outgoing_id=current.id, to=audience.topic, channel=EMAIL)
    failure = spreading.once(delivery, hand_over, now)
    return failure is None or failure.permanent
