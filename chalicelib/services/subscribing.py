"""Subscribing by email: SNS asks the address itself, and nothing is sent before it says yes."""

import hashlib
from datetime import datetime, timedelta

from chalicelib.channels import sns_email
from chalicelib.domain.errors import DeliveryFailed, TooManyRequests
from chalicelib.domain.subscribers import (
    PER_ADDRESS,
    PER_CLIENT,
    Allowance,
    connection_of,
    email_address,
    mailbox_of,
    refused,
)
from chalicelib.observability import logger
from chalicelib.storage import limits
from chalicelib.words import marked


def subscribe(typed: str, *, client: str, now: datetime) -> str:
    """Have SNS send a confirmation mail to the address; answers with the address as understood.

    The answer is the same for an address that is known, pending, new, or was asked for too often:
    nobody learns anything about others. Raises InvalidInput for what is no address, or none that
    SNS takes, TooManyRequests when this client asked too often, DeliveryFailed when SNS doesn't
    answer.
    """
    address = email_address(typed)
    wait = _take("client", connection_of(client), PER_CLIENT, now)
    if wait is not None:
        raise TooManyRequests(
            marked(
                "There were too many requests from your connection. Please try again in {wait}."
            ),
            retry_after=wait,
            wait=wait,
        )
    if _take("address", mailbox_of(address), PER_ADDRESS, now) is None:
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


def _take(what: str, who: str, allowance: Allowance, now: datetime) -> timedelta | None:
    """Addresses, of mail and of clients, are kept as digests: counting needs no names."""
    digest = hashlib.sha256(f"{what}:{who}".encode()).hexdigest()[:32]
    return limits.take(what, digest, allowed=allowance.count, window=allowance.window, now=now)
