"""Passes: made for a reminder or by somebody of the team, held by whoever has the link, used up."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import BY_ITSELF, Actor, ActorKind, require
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.audit import entry
from chalicelib.domain.errors import CandorError, Conflict, NotFound
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.passes import HOURS, PER_CLIENT, Pass, life_of, pass_facts, used_up
from chalicelib.domain.roles import Action, may
from chalicelib.domain.tokens import SECRET_BYTES, digest, is_of, owner_of, token
from chalicelib.observability import logger
from chalicelib.services import limiting, publishing
from chalicelib.services.addresses import public_url
from chalicelib.storage import definitions, passes, people, states

LINK_PATH = "/admin/link/"
_OVER = "This link is no longer good: it was used, it has expired, or a part of it is missing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A pass that was just made; `address` is the link, given this once."""

    held: Pass
    address: str


def make(
    actor: Actor, told_id: str, *, base_url: str, hours: object = HOURS, now: datetime
) -> Made:
    """A link for somebody who can't sign in, to an open incident or a draft.

    Raises Forbidden, InvalidInput for the hours, NotFound, and Conflict for what is over.
    """
    known = told(told_id)
    require(actor, Action.WRITE_INCIDENTS, known.component_ids)
    if not known.is_open:
        raise Conflict("{name} is over: a link would have nothing to write.", name=known.name)
    text, made = _made(actor, known.id, hours, now)
    about, facts = (known.id, known.name), pass_facts(made)
    passes.save(made, entry(actor, "link.made", about, after=facts, now=now, seed=made.id))
    return Made(held=made, address=f"{base_url}{LINK_PATH}{text}")


def for_nudge(nudge: Nudge, now: datetime) -> str:
    """The link that a reminder to the team brings along; empty where there can't be one.

    A reminder without a link is better than none.
    """
    if not nudge.can_be_written:
        return ""
    try:
        if (definition := definitions.in_force()) is None:
            return ""
        text, made = _made(BY_ITSELF, nudge.told_id, HOURS, now)
        passes.save_for_reminder(made)
        return f"{public_url(definition.page)}{LINK_PATH}{text}"
    except CandorError as error:
        logger.error("a reminder goes without a link", nudge_id=nudge.id, reason=str(error))
        return ""


def held(text: str, *, client: str, now: datetime) -> Pass:
    """The pass whose link that is; it may be used up. Raises NotFound or TooManyRequests.

    Those who have none are counted; that a link is good, or was, only learns who has it.
    """
    found = passes.load(owner_of(text))
    if found is None or not is_of(text, found.digest) or not _is_good(found, now):
        limiting.require("link", connection_of(client), PER_CLIENT, now)
        raise NotFound(_OVER)
    return found


def used_up_by(pass_id: str, now: datetime) -> tuple[Pass, ...]:
    """What is written with a request that came with this pass, none for an empty id.

    Raises NotFound when something was written with it before.
    """
    if not pass_id:
        return ()
    found = passes.load(pass_id)
    if found is None or found.is_used:
        raise NotFound(_OVER)
    return (used_up(found, now),)


def told(told_id: str) -> Incident:
    """The draft of that id, else the incident; raises NotFound."""
    waiting = {each.id: each for each in states.load().drafts}
    return waiting.get(told_id) or publishing.incident(told_id)


def _made(actor: Actor, told_id: str, hours: object, now: datetime) -> tuple[str, Pass]:
    """The text of a new link, and what is kept of it."""
    pass_id = timed_id(now, secrets.token_hex(8))
    text = token(pass_id, secrets.token_hex(SECRET_BYTES))
    made = Pass(
        id=pass_id,
        digest=digest(text),
        told_id=told_id,
        made_by=actor,
        made_at=now,
        expires_at=now + life_of(hours),
    )
    return text, made


def _is_good(found: Pass, now: datetime) -> bool:
    """Whether it hasn't expired, and who made it may still write: it may no more than they."""
    maker = found.made_by
    if now >= found.expires_at or maker.kind is not ActorKind.PERSON:
        return now < found.expires_at
    person = people.load().find(maker.id)
    return person is not None and may(person.role, Action.WRITE_INCIDENTS)
