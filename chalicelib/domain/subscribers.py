"""Subscribers: who asked to be told, and how often somebody may ask."""

import re
from datetime import timedelta

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.errors import InvalidInput
from chalicelib.words import marked

_LONGEST = 254  # RFC 5321, 4.5.3.1.3: the longest path, less its angle brackets
# RFC 5322, 3.2.3: atoms with dots between them, without quotes; RFC 5321, 4.5.3.1.1: at most 64.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAILBOX = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*", re.IGNORECASE)
# A dot inside, letters, digits and hyphens between dots: what can be delivered to on the Internet.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")


# A confirmation mail is a mail to somebody who may not have asked: few a day to one address.
PER_ADDRESS = Allowance(3, timedelta(days=1))
PER_CLIENT = Allowance(20, timedelta(hours=1))


def email_address(typed: str) -> str:
    """The address that was typed, without blanks around it and with its domain in small letters.

    Raises InvalidInput, with a sentence for the one who typed it, when mail can't go there.
    """
    text = typed.strip()
    if not text:
        raise InvalidInput(marked("Please fill in your email address."))
    mailbox, _, domain = text.rpartition("@")
    domain = domain.lower()
    usual = _MAILBOX.fullmatch(mailbox) and _DOMAIN.fullmatch(domain)
    if not text.isascii() or len(text) > _LONGEST or not usual:
        raise refused(text)
    return f"{mailbox}@{domain}"


def refused(text: str) -> InvalidInput:
    """The error for what mail can't be sent to, in words for the one who typed it."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return InvalidInput(
        marked("“{typed}” is not an email address that mail can be sent to. Is it spelt right?"),
        typed=shown,
    )


def mailbox_of(address: str) -> str:
    """The address as its mailbox is counted: in small letters and without a `+tag`.

    With most providers these are spellings of one mailbox, and nobody's is to be flooded.
    """
    mailbox, _, domain = address.lower().rpartition("@")
    return f"{mailbox.partition('+')[0] or mailbox}@{domain}"
