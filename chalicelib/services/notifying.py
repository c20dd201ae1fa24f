"""Notifying: whatever waits in the outbox is handed over."""

from datetime import datetime

from chalicelib.channels import sns_email
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.notifications import Notification
from chalicelib.observability import logger
from chalicelib.storage import outbox


def flush(now: datetime) -> int:
    """Hand over what waits, oldest first; answers with how much was.

    Each is claimed before it is sent and removed after: two at once never send the same, and a
    crash in between leaves it to a later tick. What couldn't be sent holds back the later news of
    its incident, so that nobody reads the end before the beginning.
    """
    handed_over = 0
    held_back: set[str] = set()
    for notification in outbox.waiting():
        if notification.incident_id in held_back:
            continue
        if _hand_over(notification, now):
            handed_over += 1
        else:
            held_back.add(notification.incident_id)
    return handed_over


def _hand_over(notification: Notification, now: datetime) -> bool:
    if not outbox.claim(notification, now):
        return False
    try:
        message_id = sns_email.publish(notification)
    except DeliveryFailed as error:
        logger.error(
            "news not handed over",
            notification_id=notification.id,
            permanent=error.permanent,
            reason=str(error),
        )
        outbox.release(notification)
        return False
    outbox.done(notification)
    logger.info("news handed over", notification_id=notification.id, message_id=message_id)
    return True
