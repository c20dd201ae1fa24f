"""Email by SNS: a topic for the people who chose the same."""

from chalicelib.channels import digest_wording, sns, wording
from chalicelib.domain.digests import Digest
from chalicelib.domain.folding import Folded


def publish(news: Folded, topic: str, footer: str = "") -> str:
    """Hand the news to SNS for every confirmed address of the topic; answers with SNS's message id.

    `footer` stands below the news. Raises DeliveryFailed.

    The id of the newest goes along as a message attribute: a repeat can be told by it.
    """
    newest = news.newest
    return sns.publish(
        topic,
        subject=wording.subject(newest),
        text=wording.text(news, footer),
        attributes={"notification_id": newest.id},
        what=f"news {newest.id}",
    )


def publish_digest(digest: Digest, topic: str, footer: str = "") -> str:
    """The same of a digest, whose id is that of its day for all audiences."""
    return sns.publish(
        topic,
        subject=digest_wording.subject(digest),
        text=digest_wording.text(digest, footer),
        attributes={"notification_id": digest.id},
        what=f"digest {digest.id}",
    )


def subscribe(address: str, topic: str) -> str:
    """Ask SNS to send the address its confirmation mail for the topic; answers with the
    subscription's ARN. Raises DeliveryFailed.
    """
    return sns.subscribe(topic, address)
