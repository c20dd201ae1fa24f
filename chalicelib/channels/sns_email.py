"""Email by SNS: a topic for the people who chose the same."""

from chalicelib.channels import sns, wording
from chalicelib.domain.notifications import Notification


def publish(notification: Notification, topic: str, footer: str = "") -> str:
    """Hand the news to SNS for every confirmed address of the topic; answers with SNS's message id.

    `footer` stands below the news. Raises DeliveryFailed.

    The notification's id goes along as a message attribute: a repeat can be told by it.
    """
    return sns.publish(
        topic,
        subject=wording.subject(notification),
        text=wording.text(notification, footer),
        attributes={"notification_id": notification.id},
        what=f"news {notification.id}",
    )


def subscribe(address: str, topic: str) -> str:
    """Ask SNS to send the address its confirmation mail for the topic; answers with the
    subscription's ARN. Raises DeliveryFailed.
    """
    return sns.subscribe(topic, address)
