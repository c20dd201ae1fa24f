"""Letting customers' AWS accounts listen to the notifications topic, as the definition has them.

It is done with the credentials of whoever applies it: no function of ours may change a policy.
"""

from collections.abc import Sequence

from chalicelib import settings
from chalicelib.channels import topic_policy
from chalicelib.domain.errors import DeliveryFailed, Unavailable


def let_listen(accounts: Sequence[str]) -> int:
    """These accounts may subscribe by themselves, and no others; gives how many subscriptions of
    others were ended.

    Doing it again changes nothing. Raises Unavailable.
    """
    try:
        return topic_policy.let_in(accounts)
    except DeliveryFailed as error:
        topic, stage = settings.names().notifications_topic, settings.stage()
        raise Unavailable(
            f"Who may listen to the topic {topic} could not be set: {error} If the topic isn't "
            f"there, `candor deploy {stage}` makes it; then run `candor apply` again."
        ) from error
