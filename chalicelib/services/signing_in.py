"""Signing in: who knows passphrase and code of a person gets a session, and shows it each time."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import passphrases, totp
from chalicelib.domain.actors import Actor
from chalicelib.domain.allowances import connection_of
from chalicelib.domain.audit import AuditEntry, entry
from chalicelib.domain.errors import InvalidInput, LostRace, NotSignedIn, TooManyRequests
from chalicelib.domain.people import Credentials, Person, actor_of, email_of, id_of, with_stamp
from chalicelib.domain.sessions import (
    AGENT_LENGTH,
    PER_ACCOUNT,
    PER_CLIENT,
    PER_KNOWN_PASSPHRASE,
    SEEN_EVERY,
    Session,
    is_open,
)
from chalicelib.domain.tokens import SECRET_BYTES, digest, owner_of, token
from chalicelib.observability import logger
from chalicelib.services import limiting
from chalicelib.storage import people, sessions

WRONG = (
    "These don't belong together: address, passphrase and code. Is each spelt right? A code is "
    "good once, and for about a minute."
)
SIGNED_OUT = "You are not signed in, or not any more. Please sign in."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who a session belongs to, as they are now; `actor` is what they act as."""

    session: Session
    person: Person
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session that was just opened; `token` is given this once, and goes into the cookie."""

    token: str
    session: Session
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What somebody typed to say who they are."""

    email: str
    passphrase: str
    code: str


def sign_in(proof: Proof, *, client: str, agent: str, now: datetime) -> Opened:
    """A session for whom the three belong to. Raises NotSignedIn or TooManyRequests.

    Whatever is wrong, an address that nobody has as well, the sentence is one, and so is the work.
    """
    address = _address(proof.email)
    require_patience(client, address, now=now)
    team, credentials = people.load_with_credentials(id_of(address))
    counter = _proved(credentials, address, proof.passphrase, proof.code, now)
    person = team.find(id_of(address))
    if counter is None or credentials is None or person is None:
        logger.warning("sign-in refused", client=client)
        raise NotSignedIn(WRONG)
    made = opened(person, client=client, agent=agent, now=now)
    told = _told(person, "person.signed_in", client, now)
    proved = _renewed(replace(credentials, counter=counter), proof.passphrase)
    try:
        people.proved(credentials, proved, made.session, told)
    except LostRace:
        # The same code at the same moment: the other one has used it up.
        raise NotSignedIn(WRONG) from None
    return made


def whose(text: str, *, client: str, now: datetime) -> SignedIn:
    """Who sent this session token. Raises NotSignedIn when it is none, or over."""
    team, session = people.load_with_session(owner_of(text), digest(text))
    person = team.find(session.person_id) if session else None
    if session is None or person is None or not is_open(session, person, now):
        raise NotSignedIn(SIGNED_OUT)
    if now - session.seen_at >= SEEN_EVERY:
        session = replace(session, seen_at=now)
        sessions.seen(session)
    return SignedIn(session=session, person=person, actor=actor_of(person, client))


def sign_out(signed_in: SignedIn, *, now: datetime) -> None:
    """End this session."""
    told = _told(signed_in.person, "person.signed_out", signed_in.actor.client, now)
    sessions.end(signed_in.session.person_id, signed_in.session.id, told)


def change_passphrase(
    signed_in: SignedIn, *, current: str, new: str, code: str, agent: str, now: datetime
) -> Opened:
    """Take another passphrase; all sessions of the person end, and one is opened in their place.

    Raises NotSignedIn when the current one or the code is wrong, InvalidInput when the new one
    won't do, LostRace, TooManyRequests.
    """
    chosen = passphrases.passphrase(new)
    client, address = signed_in.actor.client, signed_in.person.email
    require_patience(client, address, now=now)
    team, credentials = people.load_with_credentials(signed_in.person.id)
    counter = _proved(credentials, address, current, code, now)
    if counter is None or credentials is None:
        raise NotSignedIn(WRONG)
    after = with_stamp(team, signed_in.person.id, stamp=secrets.token_hex(8))
    person = after.person(signed_in.person.id)
    made = opened(person, client=client, agent=agent, now=now)
    proved = replace(credentials, counter=counter, passphrase=_hashed(chosen))
    told = _told(person, "person.changed_passphrase", client, now)
    people.proved_anew(after, credentials, proved, made.session, told)
    return made


def require_patience(client: str, address: str = "", *, now: datetime) -> None:
    """Count one more attempt; raises TooManyRequests when it is one too many.

    Who has to wait doesn't count against the account any more. The sentence doesn't say whose
    count is full: that an account exists is nobody's business.
    """
    wait = limiting.take("sign-in", connection_of(client), PER_CLIENT, now)
    if wait is None and address:
        wait = limiting.take("sign-in-account", address, PER_ACCOUNT, now)
    if wait is not None:
        raise TooManyRequests(
            "There were too many attempts to sign in. Please try again in {wait}.",
            retry_after=wait,
            wait=wait,
        )


def opened(person: Person, *, client: str, agent: str, now: datetime) -> Opened:
    """A new session of the person, for a transaction to write."""
    text = token(person.id, secrets.token_hex(SECRET_BYTES))
    session = Session(
        id=digest(text),
        person_id=person.id,
        stamp=person.stamp,
        started_at=now,
        seen_at=now,
        client=client,
        agent=agent[:AGENT_LENGTH],
    )
    return Opened(token=text, session=session, person=person)


def _address(typed: str) -> str:
    """The address as it counts; what is none stands for an account that nobody has."""
    try:
        return email_of(typed)
    except InvalidInput:
        return "nobody@invalid"


def _proved(
    credentials: Credentials | None, address: str, passphrase: str, code: str, now: datetime
) -> int | None:
    """The code's counter, when passphrase and code are right; the same work if they aren't."""
    kept, secret, after = (
        (credentials.passphrase, credentials.secret, credentials.counter)
        if credentials
        else (None, bytes(totp.SECRET_BYTES), 0)
    )
    knows = passphrases.is_passphrase(passphrases.normal(passphrase), kept)
    counter = totp.matching(secret, code, now=now, after=after)
    # Who doesn't know it is counted as well, to no effect: one can't hear which it was.
    what = "sign-in-code" if knows else "sign-in-other"
    wait = limiting.take(what, address, PER_KNOWN_PASSPHRASE, now)
    return counter if knows and wait is None else None


def _renewed(credentials: Credentials, passphrase: str) -> Credentials:
    """With the hash made again, where scrypt's cost was raised since."""
    if not passphrases.is_outdated(credentials.passphrase):
        return credentials
    return replace(credentials, passphrase=_hashed(passphrases.normal(passphrase)))


def _hashed(text: str) -> str:
    return passphrases.hashed(text, secrets.token_bytes(passphrases.SALT_BYTES))


def _told(person: Person, action: str, client: str, now: datetime) -> AuditEntry:
    target = (person.id, person.name)
    return entry(actor_of(person, client), action, target, now=now, seed=secrets.token_hex(8))
