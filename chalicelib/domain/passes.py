"""Passes: a link lets whoever has it write one update of one incident, once.

It is for whoever can't sign in just then: a reminder to the team brings one, and people make them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.allowances import Allowance
from chalicelib.domain.audit import Facts
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.roles import Role

HOURS, LONGEST_HOURS = 24, 72
# Nobody guesses 256 bits: it keeps those who try from keeping us busy.
PER_CLIENT = Allowance(30, timedelta(minutes=15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a link stands for. `told_id` is the incident, or the draft that becomes one.

    `digest` is the token's. `used_at` is None until something was written with it.
    """

    id: str
    digest: str
    told_id: str
    made_by: Actor
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def is_used(self) -> bool:
        return self.used_at is not None


def life_of(hours: object) -> timedelta:
    """How long a pass is good that is to be good for so many hours. Raises InvalidInput."""
    if not isinstance(hours, int) or not 1 <= hours <= LONGEST_HOURS:
        raise InvalidInput("A link is good for 1 to {most} hours.", most=LONGEST_HOURS)
    return timedelta(hours=hours)


def actor_of(held: Pass, client: str) -> Actor:
    """Whoever has the pass as who acts, from that client's address: nobody knows who it is."""
    is_reminder = held.made_by.kind is ActorKind.CLOCK
    name = "A link in a reminder" if is_reminder else f"A link made by {held.made_by.name}"
    return Actor(kind=ActorKind.LINK, id=held.id, name=name, role=Role.COMMUNICATOR, client=client)


def used_up(held: Pass, at: datetime) -> Pass:
    """The pass after something was written with it."""
    return replace(held, used_at=at)


def pass_facts(held: Pass) -> Facts:
    """What the audit log says of one that was made."""
    return {"link": held.id, "until": held.expires_at.isoformat()}


def pass_document(held: Pass, address: str) -> Mapping[str, object]:
    """The pass for programs, with the link that it is, which is given this once."""
    return {
        "id": held.id,
        "incident_id": held.told_id,
        "link": address,
        "expires_at": held.expires_at.isoformat(),
    }
