"""Enrolments: which audience an address is in, and which it was asked about.

One address is in one audience. Who chooses again stays in the old one until they follow the link
for the new one; so nobody goes without news because a mail was overlooked.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import mailbox_of

# SNS forgets who hasn't answered after two days; nobody is to be forgotten here first.
_GIVEN_UP_AFTER = timedelta(days=3)
_SOON, _LATER, _SELDOM = timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """Asks for an address to be put into the audience of those who chose the same."""

    address: str
    selection: Selection

    def to_json(self) -> str:
        return json.dumps({"address": self.address, **self.selection.facts})

    @classmethod
    def from_json(cls, text: str) -> "SignUp":
        """What `to_json` wrote."""
        facts = json.loads(text)
        return cls(address=facts["address"], selection=Selection.of_facts(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A subscription of one address to the topic of one audience, by SNS's own name for it."""

    audience_id: str
    topic: str
    arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """`digest` stands for the address, which SNS alone keeps. `asked` are newest last."""

    digest: str
    current: Membership | None = None
    asked: tuple[Membership, ...] = ()
    asked_at: datetime | None = None


class Answer(StrEnum):
    """What SNS says of a subscription."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    GONE = "gone"


def digest_of(address: str, incident_id: str | None = None) -> str:
    """The same for all spellings of one mailbox; the address can't be read off it.

    Who waits for one incident stays in the audience that they are in besides.
    """
    about = f"enrolment:{incident_id or ''}:{mailbox_of(address)}"
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def asked(enrolment: Enrolment, membership: Membership, now: datetime) -> Enrolment:
    """With one more question that SNS has sent to it."""
    others = tuple(each for each in enrolment.asked if each.arn != membership.arn)
    return replace(enrolment, asked=(*others, membership), asked_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an enrolment becomes by SNS's answers, and the subscriptions that are to be ended."""

    enrolment: Enrolment
    ended: tuple[Membership, ...]
    look_again_at: datetime | None


def settled(
    enrolment: Enrolment, answers: Collection[tuple[Membership, Answer]], now: datetime
) -> Outcome:
    """Of what was confirmed, the last that was asked for holds; all else that was is ended."""
    confirmed = [each for each, answer in answers if answer is Answer.CONFIRMED]
    pending = tuple(each for each, answer in answers if answer is Answer.PENDING)
    chosen = confirmed[-1] if confirmed else enrolment.current
    before = (enrolment.current,) if enrolment.current else ()
    ended = [each for each in (*before, *confirmed) if chosen and each.arn != chosen.arn]
    asked_at = enrolment.asked_at or now
    is_waiting = bool(pending) and now - asked_at < _GIVEN_UP_AFTER
    return Outcome(
        enrolment=replace(
            enrolment,
            current=chosen,
            asked=pending if is_waiting else (),
            asked_at=asked_at if is_waiting else None,
        ),
        ended=tuple(ended),
        look_again_at=now + _pause(now - asked_at) if is_waiting else None,
    )


def _pause(waited: timedelta) -> timedelta:
    """Most people follow the link at once, or not at all."""
    if waited < timedelta(minutes=15):
        return _SOON
    return _LATER if waited < timedelta(hours=2) else _SELDOM


def first_look(now: datetime) -> datetime:
    return now + _SOON
