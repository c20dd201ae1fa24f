"""Subscribers: who asked to be told, and how often somebody may ask.

Those by email are known to SNS; webhooks, chats and phones are rows of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.destinations import Destination, Kind
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.selections import Bearing, Selection, Updates, meets
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
# Of one server, with whatever paths: it may be somebody's who never asked.
PER_HOST = Allowance(60, timedelta(hours=1))
# A question that nobody answers is forgotten.
ASKED_FOR = timedelta(days=3)
# What has failed for longer than it is tried was forgotten, and says nothing of today.
_FORGOTTEN_AFTER = timedelta(days=2)


class Standing(StrEnum):
    """Whether a webhook or a chat hears."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A webhook, a chat or a phone that hears what its `selection` is met by, once confirmed.

    `asked` was chosen since, and holds once somebody there says yes. `token` is what the link to
    change and end it has, and `secret` signs what is posted to a webhook, and makes a phone's
    codes: like the destination, both are secrets. `failing_since` is when something there failed
    that nothing has arrived after. `country` is that of a phone.
    """

    destination: Destination
    token: str = field(repr=False)
    secret: str = field(repr=False)
    standing: Standing
    since: datetime
    selection: Selection
    asked: Selection | None = None
    reason: str = ""
    failing_since: datetime | None = None
    country: str = ""

    @property
    def id(self) -> str:
        """One destination is one subscriber."""
        return self.destination.digest

    @property
    def hears(self) -> bool:
        return self.standing is Standing.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """What is shown of a subscriber to whoever has its link; it has nothing secret."""

    subscriber_id: str
    destination: str
    standing: Standing
    selection: Selection
    asked: Selection | None
    reason: str
    is_sms: bool = False


def managed(subscriber: Subscriber) -> Managed:
    return Managed(
        subscriber_id=subscriber.id,
        destination=subscriber.destination.masked,
        standing=subscriber.standing,
        selection=subscriber.selection,
        asked=subscriber.asked,
        reason=subscriber.reason,
        is_sms=subscriber.destination.kind is Kind.SMS,
    )


def subscriber_document(subscriber: Subscriber) -> Mapping[str, object]:
    """What the team's programs read of it: nothing secret."""
    return {
        "id": subscriber.id,
        "kind": subscriber.destination.kind.value,
        "destination": subscriber.destination.masked,
        "standing": subscriber.standing.value,
        "since": subscriber.since.isoformat(),
        "reason": subscriber.reason or None,
        "failing_since": subscriber.failing_since and subscriber.failing_since.isoformat(),
    }


def asked_again(subscriber: Subscriber, selection: Selection) -> Subscriber:
    """With a new choice, which holds once it is confirmed; what holds now holds until then."""
    is_same = subscriber.hears and selection == subscriber.selection
    return replace(subscriber, asked=None if is_same else selection)


def confirmed(subscriber: Subscriber, selection_id: str, now: datetime) -> Subscriber:
    """That choice holds from now on, if it is the one that was asked about last."""
    if subscriber.asked is None or subscriber.asked.id != selection_id:
        return subscriber
    return chosen(subscriber, subscriber.asked, now)


def chosen(subscriber: Subscriber, selection: Selection, now: datetime) -> Subscriber:
    """Whoever has the link has chosen that; one that was disabled hears again."""
    return replace(
        subscriber,
        standing=Standing.CONFIRMED,
        since=subscriber.since if subscriber.hears else now,
        selection=selection,
        asked=None,
        reason="",
        failing_since=None,
    )


def disabled(subscriber: Subscriber, reason: str, now: datetime) -> Subscriber:
    """Nothing is posted there any more, until somebody with its link says so."""
    if not subscriber.hears:
        return subscriber
    return replace(subscriber, standing=Standing.DISABLED, since=now, reason=reason)


def failing(subscriber: Subscriber, now: datetime) -> Subscriber:
    """Since when something there fails is kept from the first time on."""
    since = subscriber.failing_since
    is_known = since is not None and now - since < _FORGOTTEN_AFTER
    return subscriber if is_known else replace(subscriber, failing_since=now)


def is_for(bearing: Bearing, subscriber: Subscriber) -> bool:
    """Whether that news is told there. SMS interrupt: whatever was chosen, they say that something
    broke and that it is back, and that maintenance has begun.
    """
    chosen, is_sms = subscriber.selection, subscriber.destination.kind is Kind.SMS
    if not subscriber.hears or (is_sms and bearing.reach.is_planned and not bearing.is_turn):
        return False
    return meets(bearing, replace(chosen, updates=Updates.ENDS) if is_sms else chosen)


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
