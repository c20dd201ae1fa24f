"""Subscribing by email: SNS asks the address itself, and nothing is sent before it says yes."""

from datetime import datetime

from chalicelib.channels import sns_email
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.subscribers import (
    PER_ADDRESS,
    PER_CLIENT,
    email_address,
    mailbox_of,
    refused,
)
from chalicelib.observability import logger
from chalicelib.services import limiting


def subscribe(typed: str, *, client: str, now: datetime) -> str:
    """Have SNS send a confirmation mail to the address; answers with the address as understood.

    The answer is the same for an address that is known, pending, new, or was asked for too often:
    nobody learns anything about others. Raises InvalidInput for what is no address, or none that
    SNS takes, TooManyRequests when this client asked too often, DeliveryFailed when SNS doesn't
    answer.
    """
    address = email_address(typed)
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    if limiting.take("address", mailbox_of(address), PER_ADDRESS, now) is None:
        _hand_over(address)
    else:
        logger.info("subscription not passed on: asked for too often")
    return address


def _hand_over(address: str) -> None:
    try:
        sns_email.subscribe(address)
    except DeliveryFailed as error:
        if not error.permanent:
            raise
        logger.warning("SNS refuses an address", reason=str(error))
        raise refused(address) from error
