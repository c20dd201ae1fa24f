"""The team's own topic: whoever writes for the company hears by mail what waits for them."""

from chalicelib import settings
from chalicelib.channels import sns, wording
from chalicelib.channels.sns import Subscription
from chalicelib.domain.nudges import Nudge


def publish(nudge: Nudge, link: str = "") -> str:
    """Hand the nudge to SNS for every confirmed address; answers with SNS's message id.

    `link` opens the form without signing in, once. The nudge's id goes along as a message
    attribute: a repeat can be told by it. Raises DeliveryFailed.
    """
    return sns.publish(
        settings.names().team_topic,
        subject=wording.ascii_line(f"[{nudge.page_name}: team] {nudge.title}"),
        text=_text(nudge, link),
        attributes={"nudge_id": nudge.id, "concern": nudge.concern},
        what=f"nudge {nudge.id}",
    )


def subscribe(address: str) -> None:
    """Ask SNS to send the address its confirmation mail; raises DeliveryFailed."""
    sns.subscribe(settings.names().team_topic, address)


def subscriptions() -> tuple[Subscription, ...]:
    """Who was asked, and who hears; raises DeliveryFailed."""
    return sns.subscriptions(settings.names().team_topic)


def unsubscribe(subscription: Subscription) -> None:
    """Nothing is sent there any more; raises DeliveryFailed."""
    assert subscription.arn
    sns.end(subscription.arn)


def _text(nudge: Nudge, link: str) -> str:
    by_link = f"Without signing in, once, within a day: {link}\n" if link else ""
    return (
        f"{nudge.title}\n\n{nudge.text}\n\nSee to it: {nudge.url}\n{by_link}\n"
        f"--\nYou get this as one of those who write for {nudge.page_name}.\n"
    )
