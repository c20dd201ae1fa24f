"""Codes: six digits, sent by SMS, with which somebody proves that a number is theirs.

A code is made of the subscriber's secret and of the question that it is sent with: so it is the
same at each retry, and stands nowhere. What is kept is a digest under the token of the page where
it is typed, which is known to that browser alone: six digits have too few of them for one without.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.selections import Selection

DIGITS = 6
LIVES = timedelta(minutes=15)
TRIES = 5
# An SMS that comes after its code has expired only puzzles.
SENT_FOR = timedelta(minutes=10)
# Each is an SMS that we pay for, to somebody who may not have asked.
PER_NUMBER = Allowance(3, timedelta(days=1))
# Numbers that begin alike are often one operator's, who earns by each SMS to them.
PER_PREFIX = Allowance(20, timedelta(days=1))
PER_PAGE = Allowance(500, timedelta(days=1))
_PREFIX_LENGTH = 8  # of "+4915123456789", "+4915123"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What proves a number: a digest of the code, and what holds once it was typed."""

    digest: str = field(repr=False)
    subscriber_id: str
    selection: Selection
    expires_at: datetime


def code_of(secret: str, asking_id: str) -> str:
    """The six digits that are sent with that question."""
    made = hmac.new(secret.encode(), f"code:{asking_id}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made) % 10**DIGITS:0{DIGITS}d}"


def code_digest(token: str, code: str) -> str:
    """What is kept of a code, keyed with the token of the page where it is typed."""
    return hmac.new(token.encode(), code.encode(), hashlib.sha256).hexdigest()


def proves(kept: Code, token: str, typed: str, now: datetime) -> bool:
    """Whether that is the code, and in time; takes as long whatever differs."""
    digits = "".join(char for char in typed if char.isdigit() and char.isascii())
    is_right = hmac.compare_digest(code_digest(token, digits), kept.digest)
    return is_right and now < kept.expires_at


def prefix_of(number: str) -> str:
    """What numbers of one range have in common."""
    return number[:_PREFIX_LENGTH]
