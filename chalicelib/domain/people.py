"""People who write for the company: the team that they are, and what keeps it in order.

The team is one whole, as it has a rule over all of them: who could invite others must not be lost.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.ids import derived_id
from chalicelib.domain.roles import Role
from chalicelib.domain.subscribers import email_address

INVITED_FOR = timedelta(days=3)
LONGEST_NAME = 80
# The team is one row, which DynamoDB lets have 400 KB.
MOST_PEOPLE = 500
# The invitation that provisioning makes; whoever takes it says who they are.
FIRST_OWNER = derived_id("invitation", "first-owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the team; `joined_at` is None until the invitation was taken.

    `stamp` is on each session of the person: with another one, all that were open are over.
    """

    id: str
    email: str
    name: str
    role: Role
    stamp: str
    invited_at: datetime
    joined_at: datetime | None = None

    @property
    def has_joined(self) -> bool:
        return self.joined_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everybody, in the order in which they came; `version` is 0 when nobody ever did."""

    version: int = 0
    people: tuple[Person, ...] = ()

    def find(self, person_id: str) -> Person | None:
        return next((each for each in self.people if each.id == person_id), None)

    def person(self, person_id: str) -> Person:
        """That person; raises NotFound."""
        found = self.find(person_id)
        if found is None:
            raise NotFound("There is nobody with the id {id} in the team.", id=person_id)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a person proves who they are with. Never leaves the services.

    `passphrase` is a hash with its salt, `secret` that of the codes, `counter` the last code's.
    """

    person_id: str
    passphrase: str
    secret: bytes
    counter: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Lets one person in, once. `secret` is that of the codes which the person will have.

    `person_id` is FIRST_OWNER where it isn't known yet who comes; `digest` is the token's.
    """

    person_id: str
    digest: str
    secret: bytes
    expires_at: datetime

    @property
    def is_first(self) -> bool:
        return self.person_id == FIRST_OWNER


def email_of(typed: str) -> str:
    """The address as people are known by it, in small letters. Raises InvalidInput."""
    return email_address(typed).lower()


def id_of(email: str) -> str:
    """A person's id: who was removed and comes back is the same one in the audit log."""
    return derived_id("person", email)


def name_of(typed: str) -> str:
    """A person's or a key's name: one line. Raises InvalidInput."""
    text = " ".join(typed.split())
    if not text:
        raise InvalidInput("Please fill in a name.")
    if len(text) > LONGEST_NAME:
        raise InvalidInput("A name may have at most {most} characters.", most=LONGEST_NAME)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in text):
        raise InvalidInput("This name has a character that can't be shown; take it out.")
    return text


def actor_of(person: Person, client: str) -> Actor:
    """The person as who acts, from that client's address."""
    return Actor(
        kind=ActorKind.PERSON, id=person.id, name=person.name, role=person.role, client=client
    )


def with_invited(team: Team, person: Person) -> Team:
    """The team with one more; who is in it already stays as they are until they take it."""
    if team.find(person.id):
        return _next(team, team.people)
    if len(team.people) >= MOST_PEOPLE:
        raise Forbidden(
            "The team has {most} people, and no room for more; remove somebody first.",
            most=MOST_PEOPLE,
        )
    return _next(team, (*team.people, person))


def with_joined(team: Team, person: Person) -> Team:
    """The team in which that person is as given, added where there was nobody."""
    if team.find(person.id):
        return _changed(team, person)
    return _next(team, (*team.people, person))


def with_role(team: Team, person_id: str, role: Role, *, stamp: str) -> Team:
    """The team with that person in that role, whose sessions end. Raises NotFound or Forbidden."""
    return _changed(team, replace(team.person(person_id), role=role, stamp=stamp))


def with_stamp(team: Team, person_id: str, *, stamp: str) -> Team:
    """The team in which all sessions of that person have ended. Raises NotFound."""
    return _changed(team, replace(team.person(person_id), stamp=stamp))


def without(team: Team, person_id: str) -> Team:
    """The team less that person; raises NotFound, or Forbidden for the last owner."""
    gone = team.person(person_id)
    return _kept(team, gone, tuple(each for each in team.people if each.id != person_id))


def _changed(team: Team, person: Person) -> Team:
    before = team.person(person.id)
    others = (person if each.id == person.id else each for each in team.people)
    return _kept(team, before, tuple(others))


def _kept(team: Team, touched: Person, people: tuple[Person, ...]) -> Team:
    """An invited owner is none yet: the invitation may run out."""
    if _has_owner(team.people) and not _has_owner(people):
        raise Forbidden(
            "{name} is the only owner, and somebody has to be: make another person owner first.",
            name=touched.name,
        )
    return _next(team, people)


def _next(team: Team, people: tuple[Person, ...]) -> Team:
    return Team(version=team.version + 1, people=people)


def _has_owner(people: Iterable[Person]) -> bool:
    return any(each.role is Role.OWNER and each.has_joined for each in people)
