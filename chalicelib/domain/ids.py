"""Ids: 12 characters of [a-z0-9], which Statuspage's clients expect (some check the pattern)."""

import hashlib
from datetime import datetime

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12
_TIME_LENGTH = 7  # seconds since 1970 in base 36: seven characters last for 2,400 years


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
