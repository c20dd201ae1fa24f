"""People for tests: they come in as anybody does, by an invitation, a passphrase and codes."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import totp
from chalicelib.domain.actors import Actor, terminal
from chalicelib.domain.people import Person, actor_of
from chalicelib.domain.roles import Role
from tests.specimens import NOON

# Services are imported where they are used: they read the environment that the fixtures make.

PASSPHRASE = "correct horse battery staple"
CLIENT, AGENT = "192.0.2.7", "Firefox"
ROOT = terminal("root")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who has joined. `token` is that of the session which joining opened."""

    person: Person
    secret: bytes
    token: str

    @property
    def actor(self) -> Actor:
        return actor_of(self.person, CLIENT)

    def code(self, at: datetime) -> str:
        """What their phone shows then."""
        return code(self.secret, at)


def code(secret: bytes, at: datetime) -> str:
    return totp.code(secret, totp.counter_at(at))


def invited(name: str, role: Role = Role.VIEWER, *, now: datetime = NOON) -> str:
    """The token of the link with which somebody was invited."""
    from chalicelib.services import inviting

    address = f"{name.lower()}@example.com"
    return inviting.invite(ROOT, email=address, name=name, role=role, now=now).token


def joined(link: str, *, now: datetime = NOON, name: str = "", email: str = "") -> Member:
    """Whoever takes that link, with the passphrase and a right code."""
    from chalicelib.services import inviting

    secret = inviting.look(link, now=now).secret
    joining = inviting.Joining(
        passphrase=PASSPHRASE, code=code(secret, now), name=name, email=email
    )
    opened = inviting.join(link, joining, client=CLIENT, agent=AGENT, now=now)
    return Member(person=opened.person, secret=secret, token=opened.token)


def member(name: str, role: Role = Role.VIEWER, *, now: datetime = NOON) -> Member:
    """Somebody of that name and role, who has joined."""
    return joined(invited(name, role, now=now), now=now)
