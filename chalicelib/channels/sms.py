"""SMS by SNS: one message to one number, without a topic."""

from dataclasses import dataclass

from chalicelib.channels import sns, wording
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.destinations import Destination
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.notifications import Notification
from chalicelib.domain.sms_texts import code_text, news_text
from chalicelib.words import ENGLISH, tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who the message is from, None where AWS says, and what it may cost at most, in dollars."""

    sender: str | None
    max_price: str


def deliver(
    destination: Destination, outgoing: Notification | Confirmation, *, link: str, terms: Terms
) -> None:
    """Hand it to SNS, once; raises DeliveryFailed, whose words may be shown and logged.

    Nothing is sent to a number whose owner has answered with STOP: that fails for good.
    """
    text = news(outgoing, link) if isinstance(outgoing, Notification) else question(outgoing)
    if sns.is_opted_out(destination.number, destination.masked):
        raise DeliveryFailed(
            "{where} is not sent, because its owner has answered STOP to an SMS from us. Send "
            "START to the number that it came from.",
            permanent=True,
            where=destination.masked,
        )
    sns.text(
        destination.number,
        text,
        sender=terms.sender,
        max_price=terms.max_price,
        what=destination.masked,
    )


def news(told: Notification, link: str) -> str:
    """The news in one SMS. What can't be written in its alphabet is told in English."""
    if not tongue(told.language).is_latin:
        status, _, title = told.ascii_title.partition(": ")
        body = ""
    else:
        status, title, body = told.stage, told.told_name, next(wording.paragraphs(told), "")
    return news_text(page=told.page_name, title=title, status=status, body=body, link=link)


def question(asking: Confirmation) -> str:
    """The code, and what it is for."""
    spoken = tongue(asking.language)
    return code_text(
        (spoken if spoken.is_latin else ENGLISH).say(
            "{code} is your code for news of {page} by SMS. It holds for 15 minutes. If you "
            "didn't ask for it, do nothing.",
            code=asking.code,
            page=asking.page_name,
        )
    )
