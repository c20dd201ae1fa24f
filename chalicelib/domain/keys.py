"""API keys: what a program proves with who it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.roles import Role

# It says whether a key is still needed, and no more.
USE_WRITTEN_EVERY = timedelta(hours=1)
# People and keys are managed by people: a key that was stolen makes no others.
ROLES = (Role.OPERATOR, Role.COMMUNICATOR, Role.VIEWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key without its secret: of that there is a `digest`.

    `component_ids` are the only ones that it may tell of; None for all.
    """

    id: str
    name: str
    role: Role
    digest: str
    created_by: str
    created_at: datetime
    component_ids: tuple[str, ...] | None = None
    last_used_at: datetime | None = None


def role_of(role: Role) -> Role:
    """A role that a key may have. Raises InvalidInput."""
    if role not in ROLES:
        raise InvalidInput("A key can't be an owner; it may be an operator, for all that it tells.")
    return role


def is_use_to_be_written(key: Key, now: datetime) -> bool:
    return key.last_used_at is None or now - key.last_used_at >= USE_WRITTEN_EVERY


def actor_of(key: Key, client: str) -> Actor:
    """The key as who acts, from that client's address."""
    return Actor(
        kind=ActorKind.KEY,
        id=key.id,
        name=key.name,
        role=key.role,
        component_ids=key.component_ids,
        client=client,
    )
