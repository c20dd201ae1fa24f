"""Texts: how many SMS went out and for how much, counted before each is sent.

A number that was told of an incident has a row, in the transaction that counts it: so nothing is
counted twice, and who was told that it began can be told that it is over.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import LostRace
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.offers import Offer
from chalicelib.storage import outbox
from chalicelib.storage.deliveries import KEPT_FOR
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import (
    CEILING_PREFIX,
    DESTINATION_PREFIX,
    MONTH_PREFIX,
    NUMBERS_PREFIX,
    OFFERS,
    SMS,
    Row,
    texts_of,
)
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

_ATTEMPTS = 8
_COUNT = "count"


class Ceiling(StrEnum):
    """What would be exceeded."""

    INCIDENT = "incident"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What sending to one number takes of the month, and the ceilings, all in what they count."""

    micros: int
    most_numbers: int
    most_micros: int


def count(told_id: str, to: str, price: Price, now: datetime) -> Ceiling | None:
    """Count one number that is told of that; None when it may be. Doing it again counts nothing.

    Raises LostRace when others count at the same moment, time and again.
    """
    for _ in range(_ATTEMPTS):
        try:
            _count(told_id, to, price, now)
        except LostRace:
            if is_counted(told_id, to):
                return None
            if reached := _reached(told_id, price, now):
                return reached
            continue
        return None
    raise LostRace("Too many SMS are counted at the same moment.")


@table_errors()
def is_counted(told_id: str, to: str) -> bool:
    """Whether that number was told of that."""
    try:
        Row.get(texts_of(told_id), f"{DESTINATION_PREFIX}{to}", consistent_read=True)
    except Row.DoesNotExist:
        return False
    return True


@table_errors()
def spent(now: datetime) -> int:
    """What this month's SMS have cost, in millionths of a dollar, as was estimated."""
    return _version(SMS, _month(now))


@table_errors()
def numbers() -> dict[str, int]:
    """How many numbers hear, by their countries."""
    rows = Row.query(SMS, Row.sk.startswith(NUMBERS_PREFIX))
    found = {row.sk.removeprefix(NUMBERS_PREFIX): int(row.version) for row in rows}
    return {country: many for country, many in found.items() if many > 0}


def tell_once(about: str, nudge: Nudge, now: datetime) -> None:
    """Have the team told that a ceiling is reached, unless they were already."""
    row = Row(SMS, f"{CEILING_PREFIX}{about}", ttl=_end(now))
    with suppress(LostRace), table_errors(), TransactWrite(connection=connection()) as transaction:
        transaction.save(row, condition=Row.pk.does_not_exist())
        transaction.save(outbox.row_of(nudge))


def month_of(now: datetime) -> str:
    """The month as AWS bills it."""
    return f"{now.astimezone(UTC):%Y-%m}"


@table_errors()
def offer() -> Offer | None:
    """What is offered; None before anybody has looked."""
    found = list(Row.query(OFFERS, Row.sk == SMS, consistent_read=True))
    return from_json(Offer, found[0].facts) if found else None


@table_errors()
def keep_offer(found: Offer) -> None:
    Row(OFFERS, SMS, facts=to_json(found)).save()


def _count(told_id: str, to: str, price: Price, now: datetime) -> None:
    one_more: list[Action] = [Row.version.add(1), Row.ttl.set(_end(now))]
    so_much: list[Action] = [Row.version.add(price.micros)]
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        transaction.save(
            Row(texts_of(told_id), f"{DESTINATION_PREFIX}{to}", ttl=_end(now)),
            condition=Row.pk.does_not_exist(),
        )
        transaction.update(
            Row(texts_of(told_id), _COUNT),
            actions=one_more,
            condition=Row.version.does_not_exist() | (Row.version < price.most_numbers),
        )
        left = price.most_micros - price.micros
        transaction.update(
            Row(SMS, _month(now)),
            actions=so_much,
            condition=Row.version.does_not_exist() | (Row.version <= left),
        )


@table_errors()
def _reached(told_id: str, price: Price, now: datetime) -> Ceiling | None:
    if _version(texts_of(told_id), _COUNT) >= price.most_numbers:
        return Ceiling.INCIDENT
    if _version(SMS, _month(now)) + price.micros > price.most_micros:
        return Ceiling.MONTH
    return None


def _version(pk: str, sk: str) -> int:
    try:
        return int(Row.get(pk, sk, consistent_read=True).version)
    except Row.DoesNotExist:
        return 0


def _month(now: datetime) -> str:
    return f"{MONTH_PREFIX}{month_of(now)}"


def _end(now: datetime) -> int:
    return int((now + KEPT_FOR).timestamp())
