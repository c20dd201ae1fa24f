"""The mail list: who hears by mail, taken out, brought in, and forgotten as a whole."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib import queues
from chalicelib.channels import sns
from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.definition import Definition
from chalicelib.domain.enrolments import SignUp, digest_of
from chalicelib.domain.errors import NotFound
from chalicelib.domain.roles import Action
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import email_address
from chalicelib.services import all_audiences, auditing
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import enrolments


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """An address, what it chose, and whether it has confirmed that."""

    address: str
    selection: Selection
    hears: bool


def everyone(actor: Actor, *, now: datetime) -> tuple[Listener, ...]:
    """All that SNS has of them, by address. It is noted that somebody has read it.

    Raises Forbidden, NotFound before the page is set up, and DeliveryFailed.
    """
    require(actor, Action.MANAGE_SUBSCRIBERS)
    found = sorted(_everyone(definition_in_force()), key=lambda each: each.address)
    _note(actor, "subscribers.exported", f"{len(found)} addresses", now)
    return tuple(found)


def bring_in(actor: Actor, sign_ups: Sequence[SignUp], *, now: datetime) -> None:
    """Have SNS ask all of them, as if they had asked: nobody hears who doesn't say yes.

    Raises Forbidden and Unavailable; what was put on the queue before that stays there, and
    bringing the same in again asks those anew.
    """
    require(actor, Action.MANAGE_SUBSCRIBERS)
    queues.send_sign_ups(sign_ups)
    _note(actor, "subscribers.imported", f"{len(sign_ups)} addresses", now)


def forget(actor: Actor, typed: str, *, now: datetime) -> int:
    """End all subscriptions of an address, and forget it; answers with how many were ended.

    In the audit log stands that it was done, with a digest in place of the address. Raises
    Forbidden, InvalidInput, NotFound when it hears of nothing, and DeliveryFailed.
    """
    require(actor, Action.MANAGE_SUBSCRIBERS)
    address = email_address(typed)
    ended, digests = 0, {digest_of(address)}
    for audience in all_audiences.known(definition_in_force()):
        digests.add(digest_of(address, audience.selection.incident_id))
        if arn := sns.arn_of(audience.topic, address):
            sns.end(arn)
            ended += 1
    was_known = [each for each in digests if enrolments.forget(each)]
    if not ended and not was_known:
        raise NotFound(
            "Nothing is sent to {address}. One that hasn't answered SNS's question yet is "
            "forgotten by SNS after two days.",
            address=address,
        )
    _note(actor, "subscriber.forgotten", digest_of(address), now)
    return ended


def _everyone(definition: Definition) -> Iterator[Listener]:
    for audience in all_audiences.known(definition):
        for each in sns.subscriptions(audience.topic):
            yield Listener(
                address=each.address, selection=audience.selection, hears=each.is_confirmed
            )


def _note(actor: Actor, action: str, about: str, now: datetime) -> None:
    seed = secrets.token_hex(8)
    auditing.append(entry(actor, action, (about, about), now=now, seed=seed))
