"""The team: who is in it, in which role, and where they are signed in."""

import secrets
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actors import Actor, ActorKind, require
from chalicelib.domain.audit import AuditEntry, Facts, entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.people import (
    Person,
    Team,
    email_of,
    id_of,
    name_of,
    with_joined,
    with_role,
    with_stamp,
    without,
)
from chalicelib.domain.roles import Action, Role
from chalicelib.domain.sessions import Session, is_open
from chalicelib.services import team_mail
from chalicelib.storage import people, sessions


def team(actor: Actor) -> Team:
    """Everybody, in the order in which they came. Raises Forbidden."""
    require(actor, Action.MANAGE_PEOPLE)
    return people.load()


def find(actor: Actor, email: str) -> Person:
    """Who has that address. Raises Forbidden, InvalidInput or NotFound."""
    address = email_of(email)
    found = team(actor).find(id_of(address))
    if found is None:
        raise NotFound("Nobody in the team has the address {address}.", address=address)
    return found


def change_role(actor: Actor, person_id: str, role: Role, *, now: datetime) -> Person:
    """Put somebody into another role; their sessions end.

    Raises NotFound, LostRace, and Forbidden also for the last owner.
    """
    require(actor, Action.MANAGE_PEOPLE)
    standing = people.load()
    before = standing.person(person_id)
    if before.role is role:
        return before
    after = with_role(standing, person_id, role, stamp=secrets.token_hex(8))
    facts: tuple[Facts, Facts] = {"role": before.role}, {"role": role}
    people.changed(after, _told(actor, "person.role_changed", before, facts, now))
    return after.person(person_id)


def remove(actor: Actor, person_id: str, *, now: datetime) -> Person:
    """Take somebody out of the team: sessions, invitation and credentials are void at once.

    Raises NotFound, LostRace, and Forbidden also for the last owner.
    """
    require(actor, Action.MANAGE_PEOPLE)
    standing = people.load()
    gone = standing.person(person_id)
    facts: tuple[Facts, Facts] = {"email": gone.email, "role": gone.role}, {}
    told = _told(actor, "person.removed", gone, facts, now)
    people.removed(without(standing, person_id), person_id, told)
    team_mail.forget(gone.email)
    return gone


def sessions_of(actor: Actor, person_id: str, *, now: datetime) -> tuple[Session, ...]:
    """Where somebody is signed in, the newest first: one's own, or with the right to manage.

    Raises Forbidden or NotFound.
    """
    _require_self(actor, person_id)
    person = people.load().person(person_id)
    found = [each for each in sessions.of(person_id) if is_open(each, person, now)]
    return tuple(sorted(found, key=lambda each: each.started_at, reverse=True))


def end_session(actor: Actor, person_id: str, session_id: str, *, now: datetime) -> None:
    """End one session of somebody's; nothing if it is over already. Raises as `sessions_of`."""
    _require_self(actor, person_id)
    person = people.load().person(person_id)
    told = _told(actor, "person.session_ended", person, ({}, {}), now)
    sessions.end(person_id, session_id, told)


def end_sessions(actor: Actor, person_id: str, *, now: datetime) -> None:
    """End all sessions of somebody's at once. Raises as `sessions_of`, and LostRace."""
    _require_self(actor, person_id)
    standing = people.load()
    after = with_stamp(standing, person_id, stamp=secrets.token_hex(8))
    person = after.person(person_id)
    people.changed(after, _told(actor, "person.sessions_ended", person, ({}, {}), now))


def rename(actor: Actor, person_id: str, name: str, *, now: datetime) -> Person:
    """Give somebody another name: oneself, or with the right to manage. Raises as the others."""
    _require_self(actor, person_id)
    standing = people.load()
    before = standing.person(person_id)
    person = replace(before, name=name_of(name))
    facts: tuple[Facts, Facts] = {"name": before.name}, {"name": person.name}
    people.changed(
        with_joined(standing, person), _told(actor, "person.renamed", before, facts, now)
    )
    return person


def _require_self(actor: Actor, person_id: str) -> None:
    if not (actor.kind is ActorKind.PERSON and actor.id == person_id):
        require(actor, Action.MANAGE_PEOPLE)


def _told(
    actor: Actor, action: str, person: Person, facts: tuple[Facts, Facts], now: datetime
) -> AuditEntry:
    before, after = facts
    target = (person.id, person.name)
    seed = secrets.token_hex(8)
    return entry(actor, action, target, before=before, after=after, now=now, seed=seed)
