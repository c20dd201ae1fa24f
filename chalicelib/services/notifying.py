"""Notifying: whatever waits in the outbox is handed over."""

from datetime import datetime
from enum import StrEnum

from chalicelib.channels import sns_email
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.footer import Footer
from chalicelib.domain.notifications import Notification
from chalicelib.observability import logger
from chalicelib.services import reminding
from chalicelib.storage import outbox
from chalicelib.storage.outbox import Claim
from chalicelib.words import tongue


class Outcome(StrEnum):
    """What became of one piece of news; SETTLED needs nothing more, and wasn't sent here."""

    SENT = "sent"
    WAITS = "waits"
    SETTLED = "settled"


def flush(now: datetime) -> int:
    """Hand over what waits, oldest first; answers with how much was.

    Each is claimed before it is sent and removed after: two at once never send the same, and a
    crash in between leaves it to a later tick. What has to wait holds back the later news of its
    incident or maintenance, so that nobody reads the end before the beginning. What can never be
    sent is set aside.
    """
    waiting = outbox.waiting()
    if not waiting:
        return 0
    handed_over = 0
    # Read before anything is claimed: a claim that a slow table outlives holds the news for long.
    footer = reminding.footer(now)
    held_back: set[str] = set()
    for notification in waiting:
        if notification.told_id in held_back:
            continue
        match _hand_over(notification, now, footer):
            case Outcome.SENT:
                handed_over += 1
            case Outcome.WAITS:
                held_back.add(notification.told_id)
            case Outcome.SETTLED:
                pass
    return handed_over


def _hand_over(notification: Notification, now: datetime, footer: Footer) -> Outcome:
    match outbox.claim(notification, now):
        case Claim.HELD:
            return Outcome.WAITS
        case Claim.GONE:
            return Outcome.SETTLED
        case Claim.TAKEN:
            return _send(notification, footer.said_in(tongue(notification.language)), now)


def _send(notification: Notification, footer: str, now: datetime) -> Outcome:
    try:
        message_id = sns_email.publish(notification, footer)
    except DeliveryFailed as error:
        reason = str(error)
        logger.error("not handed over", notification_id=notification.id, reason=reason)
        if error.permanent:
            outbox.set_aside(notification, reason)
            return Outcome.SETTLED
        outbox.release(notification)
        return Outcome.WAITS
    outbox.done(notification, now)
    logger.info("news handed over", notification_id=notification.id, message_id=message_id)
    return Outcome.SENT
