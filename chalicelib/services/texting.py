"""Texting: whether an SMS may be sent, which is counted before, and what that will cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.channels.sms import Terms
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.definition import Definition
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import of_ceiling
from chalicelib.domain.sms_settings import MICROS, SmsSettings, usd_text
from chalicelib.domain.subscribers import Subscriber
from chalicelib.services.addresses import public_url
from chalicelib.storage import texts
from chalicelib.storage.texts import Ceiling, Price

# What prices may have risen by since they were written down.
_DEARER_AT_MOST = 2
_ENDLESS = 10**9


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why an SMS isn't sent; `is_missed` says that its reader should have had it."""

    reason: str
    is_missed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What telling everybody by SMS costs at most, and how the month stands, in dollars; with the
    SMS that it is over, unless it `is_planned`.
    """

    numbers: int
    usd: str
    is_planned: bool
    spent_usd: str
    most_usd: int


def terms(held: Subscriber, sms: SmsSettings | None) -> Terms | None:
    """On what terms that phone gets SMS; None when it gets none any more."""
    price = sms.prices.get(held.country) if sms else None
    if not sms or price is None:
        return None
    return Terms(sender=sms.sender, max_price=f"{price * _DEARER_AT_MOST / MICROS:.6f}")


def admit(
    outgoing: Notification | Confirmation,
    held: Subscriber,
    definition: Definition,
    now: datetime,
) -> Withheld | None:
    """Count an SMS that is about to be sent there; None when it may be.

    What it costs is taken from the month before. With the news that something broke, so is the
    all-clear that follows, which then always goes out, to all who were told that it broke.
    """
    sms = definition.sms
    price = sms.prices.get(held.country) if sms else None
    if not sms or price is None:
        return Withheld("The page's definition has no SMS to that country any more.")
    if isinstance(outgoing, Confirmation):
        most, micros, told_id = _ENDLESS, price, outgoing.id
    elif outgoing.is_over:
        is_told = texts.is_counted(outgoing.told_id, held.id)
        return None if is_told else Withheld("They weren't told that it began.", is_missed=False)
    else:
        most, told_id = sms.most_per_incident, outgoing.told_id
        micros = price if outgoing.reach.is_planned else 2 * price
    counted = Price(micros=micros, most_numbers=most, most_micros=sms.most_micros_per_month)
    reached = texts.count(told_id, held.id, counted, now)
    return _withheld(reached, told_id, definition, sms, now) if reached else None


def estimate(
    sms: SmsSettings | None, now: datetime, *, is_planned: bool = False
) -> Estimate | None:
    """What it costs to tell all phones that hear, of planned work that it begins, else that
    something broke and that it is back; None when nobody hears by SMS.
    """
    if sms is None or not (numbers := texts.numbers()):
        return None
    return Estimate(
        numbers=min(sum(numbers.values()), sms.most_per_incident),
        usd=usd_text(_cost(numbers, sms) * (1 if is_planned else 2)),
        is_planned=is_planned,
        spent_usd=usd_text(texts.spent(now)),
        most_usd=sms.most_usd_per_month,
    )


def _cost(numbers: Mapping[str, int], sms: SmsSettings) -> int:
    """One SMS to each number, of the dearest countries where there are more than may be told."""
    left, micros = sms.most_per_incident, 0
    for price, many in sorted(
        ((sms.prices.get(country, 0), many) for country, many in numbers.items()), reverse=True
    ):
        told = min(left, many)
        left, micros = left - told, micros + price * told
    return micros


def _withheld(
    reached: Ceiling, told_id: str, definition: Definition, sms: SmsSettings, now: datetime
) -> Withheld:
    """The team hears once of each incident, and of each month."""
    if reached is Ceiling.INCIDENT:
        most = sms.most_per_incident
        about, ceiling = told_id, f"{most} number{'' if most == 1 else 's'} an incident"
    else:
        about, ceiling = texts.month_of(now), f"{sms.most_usd_per_month} USD a month"
    nudge = of_ceiling(ceiling, definition.page, public_url(definition.page), now)
    texts.tell_once(about, nudge, now)
    return Withheld(f"The ceiling for SMS is reached: {ceiling}.")
