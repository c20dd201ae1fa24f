"""People: who is in the team, in which role, and where they are signed in."""

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.domain.errors import CandorError, Forbidden, InvalidInput, LostRace
from chalicelib.domain.keys import ROLES as KEY_ROLES
from chalicelib.domain.people import Person, email_of, name_of
from chalicelib.domain.roles import Role
from chalicelib.services import inviting, keys, people
from chalicelib.services.inviting import Invited
from chalicelib.web.admin import fields, shell
from chalicelib.web.admin.fields import NEW, Form
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply

_PATH = "/admin/people"
_ROLE_WORDS = {
    Role.OWNER: "Owner: everything, people and keys too",
    Role.OPERATOR: "Operator: incidents, maintenance, checks",
    Role.COMMUNICATOR: "Communicator: incidents, maintenance, messages",
    Role.VIEWER: "Viewer: sees, and changes nothing",
}


def everybody(visit: Visit) -> Reply:
    """The team and the keys, with the forms for more of both."""
    return listed(visit)


def listed(
    visit: Visit, *, person_form: Form = NEW, key_form: Form = NEW, error: CandorError | None = None
) -> Reply:
    """The same, with what is wrong with one of the forms."""
    return shell.shown(
        "people.html",
        visit,
        title="People & keys",
        status=status_of(error) if error else 200,
        form=key_form if key_form.is_wrong else person_form,
        people=people.team(visit.actor).people,
        keys=keys.every(visit.actor),
        components=shell.components(visit.request),
        role_options=options(Role),
        key_role_options=options(KEY_ROLES),
        person_form=person_form,
        key_form=key_form,
    )


def invite(visit: Visit) -> Reply:
    """Invite somebody; the link is shown this once."""
    typed = fields.sent(visit.request)
    try:
        reading = fields.Reading(typed)
        email = reading.need("email", email_of, "")
        role = reading.need("role", role_of, None)
        name = reading.may("name", name_of) or ""
        reading.done()
        invited = inviting.invite(
            visit.actor, email=email, role=role, name=name, now=visit.request.now
        )
    except (InvalidInput, Forbidden, LostRace) as error:
        return listed(visit, person_form=fields.again(typed, error), error=error)
    return _link(visit, invited)


def invite_again(visit: Visit, person_id: str) -> Reply:
    """Invite somebody again who lost passphrase, phone or link."""
    person = people.team(visit.actor).person(person_id)
    return _link(visit, inviting.invite(visit.actor, email=person.email, now=visit.request.now))


def person(visit: Visit, person_id: str) -> Reply:
    """One person: their role, and where they are signed in."""
    return _person(visit, people.team(visit.actor).person(person_id))


def change_role(visit: Visit, person_id: str) -> Reply:
    """Put them into another role."""
    typed = fields.sent(visit.request)
    found = people.team(visit.actor).person(person_id)
    try:
        reading = fields.Reading(typed)
        role = reading.need("role", role_of, found.role)
        reading.done()
        people.change_role(visit.actor, person_id, role, now=visit.request.now)
    except (InvalidInput, Forbidden, LostRace) as error:
        return _person(visit, found, form=fields.again(typed, error), error=error)
    return shell.done(visit, f"{_PATH}/{person_id}", "role-changed")


def remove(visit: Visit, person_id: str) -> Reply:
    """Take them out of the team."""
    found = people.team(visit.actor).person(person_id)
    try:
        people.remove(visit.actor, person_id, now=visit.request.now)
    except (Forbidden, LostRace) as error:
        return _person(visit, found, form=fields.again({}, error), error=error)
    return shell.done(visit, _PATH, "removed")


def end_session(visit: Visit, person_id: str, session_id: str) -> Reply:
    """End one of their sessions."""
    people.end_session(visit.actor, person_id, session_id, now=visit.request.now)
    return shell.done(visit, f"{_PATH}/{person_id}", "session-ended")


def end_sessions(visit: Visit, person_id: str) -> Reply:
    """End all of their sessions."""
    people.end_sessions(visit.actor, person_id, now=visit.request.now)
    return shell.done(visit, f"{_PATH}/{person_id}", "sessions-ended")


def options(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """The roles to choose from, each with what it is for."""
    return [(role.value, _ROLE_WORDS[role]) for role in roles]


def role_of(typed: str) -> Role:
    """The role that was chosen. Raises InvalidInput."""
    try:
        return Role(typed)
    except ValueError:
        raise InvalidInput(
            "Please choose a role: {roles}.", roles=", ".join(role.value for role in Role)
        ) from None


def _person(
    visit: Visit, found: Person, *, form: Form = NEW, error: CandorError | None = None
) -> Reply:
    request = visit.request
    return shell.shown(
        "person.html",
        visit,
        title=found.name,
        status=status_of(error) if error else 200,
        form=form if form.values.get("role") else replace(form, values={"role": found.role.value}),
        person=found,
        sessions=people.sessions_of(visit.actor, found.id, now=request.now),
        role_options=options(Role),
    )


def _link(visit: Visit, invited: Invited) -> Reply:
    base = shell.address(visit.request)
    return shell.shown(
        "secret.html",
        visit,
        title=f"Invite {invited.person.name}",
        text=(
            f"Send this link to {invited.person.name} by a way that you both trust. Whoever opens "
            "it first comes in; it works once."
        ),
        label="Link",
        secret=f"{base}{inviting.WELCOME_PATH}{invited.token}",
        expires_at=invited.expires_at,
        back=_PATH,
    )
