"""Subscribing by email: SNS asks the address itself, and nothing is sent before it says yes."""

from datetime import datetime

from chalicelib import queues
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import PER_ADDRESS, PER_CLIENT, email_address, mailbox_of
from chalicelib.observability import logger
from chalicelib.services import limiting


def subscribe(typed: str, selection: Selection, *, client: str, now: datetime) -> str:
    """Have SNS ask the address whether it wants to hear; answers with the address as understood.

    It stands in a queue for that, so that many may sign up at once. The answer is the same for an
    address that is known, pending, new, or was asked for too often: nobody learns anything about
    others. Raises InvalidInput for what is no address, TooManyRequests when this client asked too
    often, Unavailable when the queue doesn't answer.
    """
    address = email_address(typed)
    limiting.require("client", connection_of(client), PER_CLIENT, now)
    if limiting.take("address", mailbox_of(address), PER_ADDRESS, now) is None:
        queues.send_sign_up(SignUp(address=address, selection=selection))
    else:
        logger.info("subscription not passed on: asked for too often")
    return address
