"""Ids: 12 characters of [a-z0-9], which Statuspage's clients expect (some check the pattern)."""

import hashlib
from datetime import UTC, datetime, timedelta

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12
_TIME_LENGTH = 7  # seconds since 1970 in base 36: seven characters last for 2,400 years
_MOMENT_LENGTH = 11  # their millionths: eleven last for 4,000 years
_MOMENT_TAIL = 5
_MICRO = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _base36(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def derived_id(kind: str, key: str) -> str:
    """The id of what a person named `key`: the same at every apply, and again after a removal."""
    digest = hashlib.sha256(f"{kind}:{key}".encode()).digest()
    return _base36(int.from_bytes(digest[:10], "big"), LENGTH)


def timed_id(at: datetime, seed: str) -> str:
    """An id that sorts by the second of `at`; `seed` tells apart what began in the same second."""
    digest = hashlib.sha256(seed.encode()).digest()
    tail = LENGTH - _TIME_LENGTH
    return time_prefix(at) + _base36(int.from_bytes(digest[:8], "big"), tail)


def time_prefix(at: datetime) -> str:
    """What every `timed_id` of that second starts with; prefixes sort as their times do."""
    return _base36(int(at.timestamp()), _TIME_LENGTH)


def moment_of(moment: str) -> datetime:
    """The millionth of a second that a `moment_id` says. Raises ValueError for what is none."""
    if len(moment) != _MOMENT_LENGTH + _MOMENT_TAIL or not moment.isascii():
        raise ValueError(f"{moment!r} is no id of a moment")
    return _EPOCH + int(moment[:_MOMENT_LENGTH], len(ALPHABET)) * _MICRO


def moment_id(at: datetime, seed: str) -> str:
    """A longer id, of 16 characters, that sorts by the millionth of a second of `at`."""
    tail = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    return _base36((at - _EPOCH) // _MICRO, _MOMENT_LENGTH) + _base36(tail, _MOMENT_TAIL)
