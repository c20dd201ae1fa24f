"""The team's mail: who hears by the team's topic what waits for one of them."""

import secrets
from datetime import datetime
from enum import StrEnum

from chalicelib.channels import sns_team
from chalicelib.channels.sns import Subscription
from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.errors import DeliveryFailed, NotFound
from chalicelib.domain.roles import Action
from chalicelib.domain.subscribers import PER_ADDRESS, email_address, mailbox_of
from chalicelib.observability import logger
from chalicelib.services import auditing, limiting


class Hears(StrEnum):
    """Whether somebody hears by mail; ASKED has yet to follow the link in SNS's question."""

    YES = "yes"
    ASKED = "asked"
    NO = "no"
    UNKNOWN = "unknown"  # SNS doesn't say


def ask(actor: Actor, typed: str, *, own: bool = False, now: datetime) -> str:
    """Have SNS ask the address whether it wants to hear; answers with the address as understood.

    Anybody in the team may ask for their `own` address, owners for any. Raises Forbidden,
    InvalidInput for what is no address, TooManyRequests, and DeliveryFailed when SNS doesn't
    answer.
    """
    if not own:
        require(actor, Action.MANAGE_PEOPLE)
    address = email_address(typed)
    limiting.require("address", mailbox_of(address), PER_ADDRESS, now)
    sns_team.subscribe(address)
    _note(actor, "team_mail.asked", address, now)
    return address


def stop(actor: Actor, typed: str, *, own: bool = False, now: datetime) -> str:
    """Nothing is sent to the address any more; answers with it.

    Raises Forbidden, NotFound when it doesn't hear of anything, InvalidInput and DeliveryFailed.
    """
    if not own:
        require(actor, Action.MANAGE_PEOPLE)
    address = email_address(typed)
    if not _stopped(address):
        raise NotFound(
            "Nothing is sent to {address}. One that hasn't answered SNS's question yet is "
            "forgotten by itself after two days.",
            address=address,
        )
    _note(actor, "team_mail.stopped", address, now)
    return address


def forget(address: str) -> None:
    """Nothing is sent any more to somebody who left the team. It is no reason to keep them in it
    that SNS can't be reached: that is logged, and `candor team unsubscribe` does it again.
    """
    try:
        _stopped(address)
    except DeliveryFailed as error:
        logger.error("the team's mail still goes to somebody who left", reason=str(error))


def addresses(actor: Actor) -> tuple[Subscription, ...]:
    """Who hears, and who was asked and hasn't answered yet, by address.

    Raises Forbidden and DeliveryFailed.
    """
    require(actor, Action.MANAGE_PEOPLE)
    return tuple(sorted(sns_team.subscriptions(), key=lambda each: each.address))


def hears(address: str) -> Hears:
    """Whether the address hears what waits for the team."""
    try:
        found = [each for each in sns_team.subscriptions() if _same(each.address, address)]
    except DeliveryFailed as error:
        logger.error("SNS doesn't say who hears", reason=str(error))
        return Hears.UNKNOWN
    if any(each.is_confirmed for each in found):
        return Hears.YES
    return Hears.ASKED if found else Hears.NO


def _stopped(address: str) -> bool:
    ended = False
    for each in sns_team.subscriptions():
        if each.is_confirmed and _same(each.address, address):
            sns_team.unsubscribe(each)
            ended = True
    return ended


def _same(first: str, second: str) -> bool:
    return first.casefold() == second.casefold()


def _note(actor: Actor, action: str, address: str, now: datetime) -> None:
    seed = secrets.token_hex(8)
    auditing.append(entry(actor, action, (address, address), now=now, seed=seed))
