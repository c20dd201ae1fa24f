"""The `sms` part of a definition: whether news goes out by SMS, where to, and for how much.

Without it there is no SMS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from chalicelib.domain.entries import Entry
from chalicelib.domain.places import Place, Unusable, kind_of, quoted
from chalicelib.domain.scalars import raw_text, whole_number

KNOWN = ("countries", "most_per_incident", "most_usd_per_month", "sender")
MICROS = 1_000_000  # of a dollar: prices of SMS have five decimals
_MOST_USD = 5
_MOST_OF_INCIDENT = 100_000
_MOST_OF_MONTH = 100_000
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
# https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html: SenderID
_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{3,11}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSettings:
    """`prices` are estimates of one SMS by country, as ISO 3166 writes it, in millionths of a
    dollar; numbers of other countries are refused. No SMS goes out beyond either ceiling.
    """

    prices: Mapping[str, int]
    most_per_incident: int = 500
    most_usd_per_month: int = 50
    sender: str | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(self.prices)

    @property
    def most_micros_per_month(self) -> int:
        return self.most_usd_per_month * MICROS


_DEFAULTS = SmsSettings(prices={})


def sms_settings(place: Place) -> SmsSettings | None:
    fields = place.fields(KNOWN)
    prices = fields.need(
        "countries",
        _prices,
        wanted="the countries whose numbers may sign up, each with what one SMS costs, as DE: 0.12",
        default=None,
    )
    most = fields.read(
        "most_per_incident", whole_number(1, _MOST_OF_INCIDENT), _DEFAULTS.most_per_incident
    )
    usd = fields.read(
        "most_usd_per_month", whole_number(1, _MOST_OF_MONTH), _DEFAULTS.most_usd_per_month
    )
    sender = fields.read("sender", _sender, None)
    if prices is None:
        return None
    return SmsSettings(prices=prices, most_per_incident=most, most_usd_per_month=usd, sender=sender)


def sms_entries(sms: SmsSettings | None) -> tuple[Entry, ...]:
    """The fields, in the order of writing."""
    if sms is None:
        return ()
    return (
        Entry(("countries",), {each: _usd(price) for each, price in sms.prices.items()}),
        Entry(("most_per_incident",), sms.most_per_incident, _DEFAULTS.most_per_incident),
        Entry(("most_usd_per_month",), sms.most_usd_per_month, _DEFAULTS.most_usd_per_month),
        Entry(("sender",), sms.sender),
    )


def usd_text(micros: int) -> str:
    """So many millionths in dollars and whole cents, rounded up."""
    return f"{(Decimal(micros) / MICROS).quantize(Decimal('0.01'), ROUND_UP)}"


def _prices(place: Place) -> Mapping[str, int]:
    if not isinstance(place.value, dict):
        raise Unusable(f"This must be keys with values, but it is {kind_of(place.value)}.")
    if not place.value:
        raise Unusable("There is no country here; write at least one, such as DE: 0.12.")
    read = {key: place.at(str(key), value).read(_price, 0) for key, value in place.value.items()}
    for key in read:
        _require_country(place, key)
    return {str(key): price for key, price in read.items()}


def _require_country(place: Place, key: object) -> None:
    if not isinstance(key, str):
        place.at(str(key), key).note(
            f'This country is {kind_of(key)} in YAML; put quotes around it, as in "NO": 0.07.'
        )
    elif not _COUNTRY.fullmatch(key):
        place.at(key, key).note(
            f"{quoted(key)} isn't a country; write the two capital letters of ISO 3166, as in DE."
        )


def _price(place: Place) -> int:
    value = place.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Unusable(f"This must be a price in US dollars, but it is {kind_of(value)}.")
    if not 0 < value <= _MOST_USD:
        raise Unusable(f"{value} is out of bounds; write what one SMS costs, in US dollars.")
    micros = Decimal(str(value)) * MICROS
    if micros != int(micros):
        raise Unusable(f"{value} is finer than we count; write at most six decimals.")
    return int(micros)


def _sender(place: Place) -> str:
    text = raw_text(place)
    if not _SENDER.fullmatch(text):
        raise Unusable(
            f"{quoted(text)} can't be a sender; write 3 to 11 letters and digits, with a letter."
        )
    return text


def _usd(micros: int) -> float | int:
    return micros // MICROS if micros % MICROS == 0 else micros / MICROS
