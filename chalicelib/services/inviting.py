"""Inviting people: a link that lets one person in, once, to choose how they sign in.

Who lost passphrase or phone is invited again: until the new link is taken, nothing changes.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import passphrases, totp
from chalicelib.domain.actors import Actor, require, terminal
from chalicelib.domain.audit import entry
from chalicelib.domain.errors import InvalidInput, LostRace, NotFound
from chalicelib.domain.people import (
    FIRST_OWNER,
    INVITED_FOR,
    Credentials,
    Invitation,
    Person,
    Team,
    actor_of,
    email_of,
    id_of,
    name_of,
    with_invited,
    with_joined,
)
from chalicelib.domain.roles import Action, Role
from chalicelib.domain.tokens import SECRET_BYTES, digest, is_of, owner_of, token
from chalicelib.services.signing_in import Opened, opened, require_patience
from chalicelib.storage import people

_OVER = "This link is no longer good: it was used, replaced or is older than three days."
WELCOME_PATH = "/admin/welcome/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A person who was invited; the link is the base address, `WELCOME_PATH` and `token`."""

    person: Person
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What the page behind the link shows. `person` is None for the first owner.

    The first owner fills in address and name. `secret` is for a phone that is to make codes:
    `domain.totp.written` and `domain.totp.uri` say it to people and to apps.
    """

    person: Person | None
    secret: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What somebody filled in. `email` counts for the first owner alone, whom nobody named."""

    passphrase: str
    code: str
    name: str = ""
    email: str = ""


def invite(
    actor: Actor, *, email: str, role: Role | None = None, name: str = "", now: datetime
) -> Invited:
    """Invite somebody; or again somebody who is in the team, and keeps name and role.

    An earlier link of theirs is void. Without a name, the person is called by their address until
    they say otherwise. Raises Forbidden, InvalidInput or LostRace.
    """
    require(actor, Action.MANAGE_PEOPLE)
    address = email_of(email)
    team = people.load()
    person = _invited(team.find(id_of(address)), address, role, name, now)
    text, invitation = _invitation(person.id, now)
    told = entry(
        actor,
        "person.invited",
        (person.id, person.name),
        after={"email": person.email, "role": person.role},
        now=now,
        seed=_stamp(),
    )
    people.invited(with_invited(team, person), invitation, told)
    return Invited(person=person, token=text, expires_at=invitation.expires_at)


def first_owner(now: datetime) -> str | None:
    """The token of an invitation for the first owner, where nobody is in the team; else None.

    There is one at a time: of two who ask at once, or again before it has expired, one gets it.
    """
    if people.load().people:
        return None
    text, invitation = _invitation(FIRST_OWNER, now)
    told = entry(
        terminal("provisioning"),
        "person.invited",
        (FIRST_OWNER, "first owner"),
        after={"role": Role.OWNER},
        now=now,
        seed=_stamp(),
    )
    return text if people.invited_first(invitation, told, now) else None


def look(text: str, *, now: datetime) -> Welcome:
    """What the link's page shows; nothing is used up by looking. Raises NotFound."""
    team, invitation = _standing(text, now)
    return Welcome(
        person=None if invitation.is_first else team.person(invitation.person_id),
        secret=invitation.secret,
        expires_at=invitation.expires_at,
    )


def join(text: str, joining: Joining, *, client: str, agent: str, now: datetime) -> Opened:
    """Take the invitation: from now on the person signs in with these. They are signed in, too.

    Sessions of theirs that were open are over. Raises NotFound for a link that isn't good (any
    more), InvalidInput with what to mend, TooManyRequests.
    """
    require_patience(client, now=now)
    team, invitation = _standing(text, now)
    person = _joined(team, invitation, joining, now)
    chosen = passphrases.passphrase(joining.passphrase)
    counter = totp.matching(invitation.secret, joining.code, now=now, after=0)
    if counter is None:
        raise InvalidInput(
            "This code doesn't belong to the secret above. Type the one that your phone shows "
            "now; its clock has to be right."
        )
    credentials = Credentials(
        person_id=person.id,
        passphrase=passphrases.hashed(chosen, secrets.token_bytes(passphrases.SALT_BYTES)),
        secret=invitation.secret,
        counter=counter,
    )
    told = entry(
        actor_of(person, client),
        "person.joined",
        (person.id, person.name),
        after={"email": person.email, "role": person.role},
        now=now,
        seed=_stamp(),
    )
    made = opened(person, client=client, agent=agent, now=now)
    try:
        people.joined(with_joined(team, person), invitation, credentials, made.session, told)
    except LostRace as error:
        _standing(text, now)  # raises, if it was used in this moment
        raise error from None
    return made


def _invited(
    known: Person | None, address: str, role: Role | None, name: str, now: datetime
) -> Person:
    if known is not None and role in (None, known.role):
        return known
    if known is not None:
        raise InvalidInput(
            "{name} is in the team already, as {role}. Change the role first, or leave it out.",
            name=known.name,
            role=known.role.value,
        )
    if role is None:
        raise InvalidInput(
            "{address} is new to the team: say in which role; {roles}.",
            address=address,
            roles=", ".join(Role),
        )
    return Person(
        id=id_of(address),
        email=address,
        name=name_of(name or address.partition("@")[0]),
        role=role,
        stamp=_stamp(),
        invited_at=now,
    )


def _joined(team: Team, invitation: Invitation, joining: Joining, now: datetime) -> Person:
    """Who it is from now on; with another stamp, so that sessions from before are over."""
    if not invitation.is_first:
        person = team.person(invitation.person_id)
        name = name_of(joining.name or person.name)
        return replace(person, name=name, stamp=_stamp(), joined_at=person.joined_at or now)
    email = email_of(joining.email)
    return Person(
        id=id_of(email),
        email=email,
        name=name_of(joining.name),
        role=Role.OWNER,
        stamp=_stamp(),
        invited_at=now,
        joined_at=now,
    )


def _standing(text: str, now: datetime) -> tuple[Team, Invitation]:
    """The invitation whose link that is, as long as it is good. Raises NotFound."""
    team, invitation = people.load_with_invitation(owner_of(text))
    if invitation is None or not is_of(text, invitation.digest) or now >= invitation.expires_at:
        raise NotFound(_OVER)
    # The first owner's is for an empty team; others' are void when the person was removed.
    is_good = not team.people if invitation.is_first else team.find(invitation.person_id)
    if not is_good:
        raise NotFound(_OVER)
    return team, invitation


def _invitation(person_id: str, now: datetime) -> tuple[str, Invitation]:
    text = token(person_id, secrets.token_hex(SECRET_BYTES))
    invitation = Invitation(
        person_id=person_id,
        digest=digest(text),
        secret=secrets.token_bytes(totp.SECRET_BYTES),
        expires_at=now + INVITED_FOR,
    )
    return text, invitation


def _stamp() -> str:
    return secrets.token_hex(8)
