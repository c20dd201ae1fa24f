"""Offering: whether numbers may sign up for SMS, found out each hour."""

from dataclasses import replace
from datetime import datetime

from chalicelib.channels import sns
from chalicelib.domain.errors import CandorError
from chalicelib.domain.offers import Offer
from chalicelib.observability import logger
from chalicelib.phone_numbers import named
from chalicelib.services import publishing
from chalicelib.storage import definitions, texts


def look(now: datetime) -> None:
    """Keep and show what is offered: nothing while the page has no SMS, or SNS has them in its
    sandbox.

    It never raises: while SNS doesn't answer, it stays as it was found last.
    """
    try:
        definition = definitions.in_force()
        before = texts.offer()
        if definition is None or (definition.sms is None and before is None):
            return
        sms = definition.sms
        in_sandbox = sms is not None and sns.is_in_sandbox()
        countries = sms.countries if sms and not in_sandbox else ()
        found = Offer(countries=countries, named=named(countries), in_sandbox=in_sandbox, at=now)
        texts.keep_offer(found)
        if before is None or found != replace(before, at=now):
            publishing.publish(now)
    except CandorError as error:
        logger.warning("SMS are offered as before", reason=str(error))


def is_held_back() -> bool:
    """Whether SMS are switched on and not offered, as SNS holds them in its sandbox."""
    offer = texts.offer()
    return offer is not None and offer.in_sandbox
