"""`candor person`: who is in the team, at a terminal."""

import json
import sys

from candor.identity import at_terminal
from candor.tables import moment, table
from chalicelib import clock, settings
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.people import Person
from chalicelib.domain.roles import Role
from chalicelib.services import applying, inviting, people
from chalicelib.services.addresses import public_url

_HEADINGS = ("ROLE", "NAME", "EMAIL", "JOINED")


def invite(email: str, role: Role | None, name: str, *, as_json: bool, local: bool) -> int:
    """Print the link that lets somebody in; gives the exit code."""
    base = _base()
    invited = inviting.invite(
        at_terminal(local=local), email=email, role=role, name=name, now=clock.now()
    )
    person, link = invited.person, f"{base}{inviting.WELCOME_PATH}{invited.token}"
    if as_json:
        facts = {**_plain(person), "link": link, "expires_at": invited.expires_at.isoformat()}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    print(f"This link lets {person.name} in as {person.role}, once, until it expires at")
    print(f"{moment(invited.expires_at)}. It isn't shown again:")
    print(f"    {link}")
    if not base:
        print("It begins with the page's address, which isn't set yet.", file=sys.stderr)
    return 0


def show(*, as_json: bool, local: bool) -> int:
    """Write everybody, in the order in which they came; gives the exit code."""
    found = people.team(at_terminal(local=local)).people
    if as_json:
        print(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        rows = [(p.role, p.name, p.email, _joined(p)) for p in found]
        print(*table(_HEADINGS, rows), sep="\n")
    else:
        print("Nobody is in the team yet; `candor person invite EMAIL --role owner` begins it.")
    return 0


def change_role(email: str, role: Role, *, local: bool) -> int:
    """Put somebody into another role; gives the exit code."""
    actor = at_terminal(local=local)
    found = people.find(actor, email)
    person = people.change_role(actor, found.id, role, now=clock.now())
    print(f"{person.name} is {person.role} now, and has to sign in again.")
    return 0


def remove(email: str, *, local: bool) -> int:
    """Take somebody out of the team; gives the exit code."""
    actor = at_terminal(local=local)
    gone = people.remove(actor, people.find(actor, email).id, now=clock.now())
    print(f"{gone.name} is out of the team, and signed out everywhere.")
    return 0


def _base() -> str:
    """The page's address, without a slash at its end; empty as long as it has none."""
    if base := settings.base_url():
        return base
    try:
        return public_url(applying.export().page)
    except (InvalidInput, NotFound):
        return ""


def _joined(person: Person) -> str:
    return moment(person.joined_at) if person.has_joined else "invited"


def _plain(person: Person) -> dict[str, str | None]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "invited_at": person.invited_at.isoformat(),
        "joined_at": person.joined_at.isoformat() if person.joined_at else None,
    }
