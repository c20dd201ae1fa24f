"""Offers: whether numbers may sign up for SMS, as it was found when SNS was asked last."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Of which countries numbers may sign up, none when nothing is offered; `named` is what
    readers are told of them.

    `in_sandbox` says that SNS would send to none but numbers that the team has verified with it.
    """

    countries: tuple[str, ...]
    named: str
    in_sandbox: bool
    at: datetime
