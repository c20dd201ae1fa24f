"""API keys: made, shown once, and revoked."""

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.keys import role_of
from chalicelib.domain.people import name_of
from chalicelib.domain.roles import Role
from chalicelib.services import keys
from chalicelib.web.admin import fields, shell
from chalicelib.web.admin.pages import people
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply

_PATH = "/admin/people"


def create(visit: Visit) -> Reply:
    """Make a key; its text is shown this once."""
    typed = fields.sent(visit.request)
    try:
        reading = fields.Reading(typed)
        name = reading.need("key_name", name_of, "")
        role = reading.need("key_role", lambda text: role_of(people.role_of(text)), Role.VIEWER)
        reading.done()
        chosen = fields.every(visit.request).get("components")
        made = keys.create(
            visit.actor, name=name, role=role, components=chosen, now=visit.request.now
        )
    except InvalidInput as error:
        return people.listed(visit, key_form=fields.again(typed, error), error=error)
    return shell.shown(
        "secret.html",
        visit,
        title=f"Key {made.key.name}",
        text="Put it where your program keeps its secrets. We keep no copy that could be shown.",
        label="Key",
        secret=made.text,
        expires_at=None,
        back=_PATH,
    )


def revoke(visit: Visit, key_id: str) -> Reply:
    """Take a key back, at once."""
    keys.revoke(visit.actor, key_id, now=visit.request.now)
    return shell.done(visit, _PATH, "key-revoked")
