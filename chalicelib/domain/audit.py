"""The audit log: who changed what, before and after, when and from where. Nothing alters it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.ids import moment_id
from chalicelib.domain.roles import Role

# What is no number, yes, no or nothing is said in words.
Plain = str | int | float | bool | None
Facts = Mapping[str, Plain]

# What nobody writes down who means well; the log is read by more people than may sign in as others.
_SECRET = frozenset({"passphrase", "secret", "token", "digest", "code", "stamp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change. `action` has a dot, such as `incident.updated`; ids sort by time.

    `before` and `after` have what differs, in plain values; of what is new or gone, one of them
    is empty.
    """

    id: str
    at: datetime
    action: str
    actor_kind: ActorKind
    actor_id: str
    actor_name: str
    actor_role: Role
    client: str = ""
    target_id: str = ""
    target_name: str = ""
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


def entry(
    actor: Actor,
    action: str,
    target: tuple[str, str] = ("", ""),
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    now: datetime,
    seed: str,
) -> AuditEntry:
    """The entry for a change of `target`, which is an id and a name.

    `seed` tells apart what happens in one moment; the same one makes the same entry, for what may
    be done twice. Where both are given, only what differs is kept of `before` and `after`.
    """
    told_before, told_after = _differing(before or {}, after or {})
    named = {*told_before, *told_after} & _SECRET
    assert not named, f"The audit log must not have the {', '.join(sorted(named))} of anything."
    return AuditEntry(
        id=moment_id(now, seed),
        at=now.astimezone(UTC),
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_role=actor.role,
        client=actor.client,
        target_id=target[0],
        target_name=target[1],
        before=told_before,
        after=told_after,
    )


def _differing(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    if not before or not after:
        return before, after
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Some entries, newest first; `next` is the id to go on before, None at the end."""

    entries: tuple[AuditEntry, ...]
    next: str | None
