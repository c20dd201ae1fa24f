"""The team in one row, and beside it what its people prove who they are with.

Whatever changes the team moves its row to the next version, and is one transaction with all that
goes with it: so an invitation is taken once, and of two owners who remove each other one stays.
"""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.errors import LostRace
from chalicelib.domain.people import Credentials, Invitation, Person, Team
from chalicelib.domain.sessions import Session
from chalicelib.storage import audit, sessions
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CREDENTIALS, INVITATIONS, PEOPLE, TEAM, Row
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import at_version


@dataclass(frozen=True, slots=True, kw_only=True)
class _Everybody:
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Of credentials, what is no counter."""

    passphrase: str
    secret: bytes


def load() -> Team:
    """The team as it is; nobody, at version 0, before the first came."""
    return _read([(PEOPLE, TEAM)])[0]


def load_with_credentials(person_id: str) -> tuple[Team, Credentials | None]:
    """The team, and what that person signs in with; the same read where there is nobody."""
    team, row = _read([(PEOPLE, TEAM), (CREDENTIALS, person_id)])
    if row is None:
        return team, None
    kept = from_json(_Kept, row.facts)
    return team, Credentials(
        person_id=person_id,
        passphrase=kept.passphrase,
        secret=kept.secret,
        counter=int(row.version),
    )


def load_with_invitation(person_id: str) -> tuple[Team, Invitation | None]:
    """The team, and that person's invitation; it may have expired."""
    team, row = _read([(PEOPLE, TEAM), (INVITATIONS, person_id)])
    return team, from_json(Invitation, row.facts) if row else None


def load_with_session(person_id: str, session_id: str) -> tuple[Team, Session | None]:
    """The team, and that session; it may be over."""
    team, row = _read([(PEOPLE, TEAM), sessions.key_of(person_id, session_id)])
    return team, from_json(Session, row.facts) if row else None


def changed(team: Team, told: AuditEntry) -> None:
    """Write the team over the version before its own. Raises LostRace if that isn't the newest."""
    with audit.told_with(told) as transaction:
        _save_team(transaction, team)


def invited(team: Team, invitation: Invitation, told: AuditEntry) -> None:
    """The same, with an invitation, which takes the place of an earlier one of that person."""
    with audit.told_with(told) as transaction:
        _save_team(transaction, team)
        transaction.save(_invitation_row(invitation))


def invited_first(invitation: Invitation, told: AuditEntry, now: datetime) -> bool:
    """Whether this invitation stands now; not, when there is another that hasn't expired."""
    free = Row.pk.does_not_exist() | (Row.version <= int(now.timestamp()))
    try:
        with audit.told_with(told) as transaction:
            transaction.save(_invitation_row(invitation), condition=free)
    except LostRace:
        return False
    return True


def joined(
    team: Team,
    invitation: Invitation,
    credentials: Credentials,
    session: Session,
    told: AuditEntry,
) -> None:
    """Use the invitation up, for these credentials and a first session.

    Raises LostRace when it was used, or the team changed, in the same moment.
    """
    with audit.told_with(told) as transaction:
        _save_team(transaction, team)
        stands = Row.version == _last_second(invitation)
        transaction.delete(Row(INVITATIONS, invitation.person_id), condition=stands)
        transaction.save(_credentials_row(credentials))
        transaction.save(sessions.row_of(session))


def removed(team: Team, person_id: str, told: AuditEntry) -> None:
    """Write the team without that person, of whom credentials and invitation go as well."""
    with audit.told_with(told) as transaction:
        _save_team(transaction, team)
        for partition in (CREDENTIALS, INVITATIONS):
            transaction.delete(Row(partition, person_id))


def proved(before: Credentials, after: Credentials, session: Session, told: AuditEntry) -> None:
    """Use the code up, for a session. Raises LostRace when one was used since `before`."""
    with audit.told_with(told) as transaction:
        _save_proof(transaction, before, after, session)


def proved_anew(
    team: Team, before: Credentials, after: Credentials, session: Session, told: AuditEntry
) -> None:
    """The same, with the person's new stamp in the team. Raises LostRace also for a race there."""
    with audit.told_with(told) as transaction:
        _save_team(transaction, team)
        _save_proof(transaction, before, after, session)


def _save_team(transaction: TransactWrite, team: Team) -> None:
    transaction.save(_team_row(team), condition=at_version(team.version - 1))


def _save_proof(
    transaction: TransactWrite, before: Credentials, after: Credentials, session: Session
) -> None:
    is_unused = Row.version == before.counter
    transaction.save(_credentials_row(after), condition=is_unused)
    transaction.save(sessions.row_of(session))


@table_errors()
def _read(keys: list[tuple[str, str]]) -> tuple[Team, Row | None]:
    """The team, and the other row that was asked for, in one request."""
    rows = {(row.pk, row.sk): row for row in Row.batch_get(keys, consistent_read=True)}
    return _team(rows.get((PEOPLE, TEAM))), rows.get(keys[-1])


def _team(row: Row | None) -> Team:
    if row is None:
        return Team()
    return Team(version=int(row.version), people=from_json(_Everybody, row.facts).people)


def _team_row(team: Team) -> Row:
    everybody = _Everybody(people=team.people)
    return Row(PEOPLE, TEAM, version=team.version, facts=to_json(everybody))


def _credentials_row(credentials: Credentials) -> Row:
    kept = _Kept(passphrase=credentials.passphrase, secret=credentials.secret)
    return Row(CREDENTIALS, credentials.person_id, version=credentials.counter, facts=to_json(kept))


def _invitation_row(invitation: Invitation) -> Row:
    ends = _last_second(invitation)
    return Row(INVITATIONS, invitation.person_id, version=ends, facts=to_json(invitation), ttl=ends)


def _last_second(invitation: Invitation) -> int:
    return int(invitation.expires_at.timestamp())
