"""Limiting: how often somebody may ask, counted without anybody's name."""

import hashlib
from datetime import datetime, timedelta

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.errors import TooManyRequests
from chalicelib.storage import limits
from chalicelib.words import marked


def take(what: str, who: str, allowance: Allowance, now: datetime) -> timedelta | None:
    """Count one more use; None when it is allowed, else how long until the next may be."""
    digest = digest_of(what, who)
    return limits.take(what, digest, allowed=allowance.count, window=allowance.window, now=now)


def require(what: str, who: str, allowance: Allowance, now: datetime) -> None:
    """Count one more use of a connection; raises TooManyRequests when it is one too many."""
    wait = take(what, who, allowance, now)
    if wait is not None:
        raise TooManyRequests(
            marked(
                "There were too many requests from your connection. Please try again in {wait}."
            ),
            retry_after=wait,
            wait=wait,
        )


def digest_of(*parts: str) -> str:
    """Addresses, of mail and of clients, are kept as digests: counting needs no names."""
    return hashlib.sha256(":".join(parts).encode()).hexdigest()[:32]
