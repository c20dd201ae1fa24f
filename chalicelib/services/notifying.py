"""Notifying: whatever waits in the outbox is handed over."""

from datetime import datetime
from enum import StrEnum

from chalicelib.channels import sns_email
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.notifications import Notification
from chalicelib.observability import logger
from chalicelib.storage import outbox
from chalicelib.storage.outbox import Claim


class Outcome(StrEnum):
    """What became of one piece of news; SETTLED needs nothing more, and wasn't sent here."""

    SENT = "sent"
    WAITS = "waits"
    SETTLED = "settled"


def flush(now: datetime) -> int:
    """Hand over what waits, oldest first; answers with how much was.

    Each is claimed before it is sent and removed after: two at once never send the same, and a
    crash in between leaves it to a later tick. What has to wait holds back the later news of its
    incident, so that nobody reads the end before the beginning. What can never be sent is set
    aside.
    """
    handed_over = 0
    held_back: set[str] = set()
    for notification in outbox.waiting():
        if notification.incident_id in held_back:
            continue
        match _hand_over(notification, now):
            case Outcome.SENT:
                handed_over += 1
            case Outcome.WAITS:
                held_back.add(notification.incident_id)
            case Outcome.SETTLED:
                pass
    return handed_over


def _hand_over(notification: Notification, now: datetime) -> Outcome:
    match outbox.claim(notification, now):
        case Claim.HELD:
            return Outcome.WAITS
        case Claim.GONE:
            return Outcome.SETTLED
        case Claim.TAKEN:
            return _send(notification)


def _send(notification: Notification) -> Outcome:
    try:
        message_id = sns_email.publish(notification)
    except DeliveryFailed as error:
        reason = str(error)
        logger.error("not handed over", notification_id=notification.id, reason=reason)
        if error.permanent:
            outbox.set_aside(notification, reason)
            return Outcome.SETTLED
        outbox.release(notification)
        return Outcome.WAITS
    outbox.done(notification)
    logger.info("news handed over", notification_id=notification.id, message_id=message_id)
    return Outcome.SENT
