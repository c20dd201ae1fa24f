"""API keys: made, listed, revoked, and known again."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import AuditEntry, Facts, entry
from chalicelib.domain.errors import InvalidInput, LostRace, NotFound, NotSignedIn
from chalicelib.domain.ids import timed_id
from chalicelib.domain.keys import Key, actor_of, is_use_to_be_written, role_of
from chalicelib.domain.people import name_of
from chalicelib.domain.roles import Action, Role
from chalicelib.domain.tokens import SECRET_BYTES, digest, is_of, key_id_of, key_text
from chalicelib.storage import definitions, keys

_UNKNOWN = "This key isn't known, or was revoked. `candor key create` makes another."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A key that was just made; `text` is what the program sends, given this once."""

    key: Key
    text: str


def create(
    actor: Actor,
    *,
    name: str,
    role: Role,
    components: Sequence[str] | None = None,
    now: datetime,
) -> Made:
    """Make a key. `components`, by id or name, are the only ones that it may tell of.

    Raises Forbidden, or InvalidInput with what to mend.
    """
    require(actor, Action.MANAGE_KEYS)
    key_id, secret = timed_id(now, secrets.token_hex(8)), secrets.token_hex(SECRET_BYTES)
    text = key_text(key_id, secret)
    key = Key(
        id=key_id,
        name=name_of(name),
        role=role_of(role),
        digest=digest(text),
        created_by=actor.name,
        created_at=now,
        component_ids=None if components is None else _component_ids(components),
    )
    keys.save(key, _told(actor, "key.created", key, ({}, _facts(key)), now))
    return Made(key=key, text=text)


def every(actor: Actor) -> tuple[Key, ...]:
    """All keys, the oldest first. Raises Forbidden."""
    require(actor, Action.MANAGE_KEYS)
    return keys.load_all()


def revoke(actor: Actor, key_id: str, *, now: datetime) -> Key:
    """Take a key back, at once: the very next request with it is refused.

    Raises Forbidden, and NotFound when there is none of that id.
    """
    require(actor, Action.MANAGE_KEYS)
    key = keys.load(key_id)
    if key is not None:
        with suppress(LostRace):  # somebody else revoked it in this moment
            keys.remove(key, _told(actor, "key.revoked", key, (_facts(key), {}), now))
            return key
    raise NotFound("There is no key with the id {id}; `candor key list` has them.", id=key_id)


def whose(text: str, *, client: str, now: datetime) -> Actor:
    """Who sent this key, as whom it acts. Raises NotSignedIn when it is none (any more)."""
    key = keys.load(key_id_of(text))
    if key is None or not is_of(text, key.digest):
        raise NotSignedIn(_UNKNOWN)
    if is_use_to_be_written(key, now):
        keys.used(replace(key, last_used_at=now))
    return actor_of(key, client)


def _component_ids(components: Sequence[str]) -> tuple[str, ...]:
    """The ids of components that were named by id or name. Raises InvalidInput."""
    definition = definitions.in_force()
    known = definition.components if definition else ()
    ids = {each.id: each.id for each in known} | {each.name: each.id for each in known}
    unknown = [each for each in components if each not in ids]
    if unknown or not components:
        raise InvalidInput(
            "There is no component {unknown} on the page.", unknown=", ".join(unknown) or "named"
        )
    return tuple(dict.fromkeys(ids[each] for each in components))


def _facts(key: Key) -> Facts:
    limited = {"components": ", ".join(key.component_ids)} if key.component_ids else {}
    return {"name": key.name, "role": key.role, **limited}


def _told(
    actor: Actor, action: str, key: Key, facts: tuple[Facts, Facts], now: datetime
) -> AuditEntry:
    before, after = facts
    seed = secrets.token_hex(8)
    return entry(actor, action, (key.id, key.name), before=before, after=after, now=now, seed=seed)
