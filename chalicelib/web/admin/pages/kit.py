"""The kit for customer service, for one incident."""

from chalicelib.domain.kit import kit
from chalicelib.said import body_of, plain
from chalicelib.services import telling
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.web.admin import shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply
from chalicelib.words import tongue


def of_incident(visit: Visit, incident_id: str) -> Reply:
    """What to say of it in a chat, at the telephone and elsewhere, and what not to promise."""
    known, page = telling.incident(incident_id), definition_in_force().page
    speaking = tongue(page.languages[0])
    last = known.updates[-1]
    made = kit(
        known,
        {
            "body": body_of(last, speaking.code).text,
            **{aspect.value: plain(text, last) for aspect, text in last.aspects.items()},
        },
        page=page,
        base_url=public_url(page),
        tongue=speaking,
    )
    return shell.shown(
        "kit.html",
        visit,
        title="For customer service",
        known=known,
        kit=made,
        language=speaking.code,
    )
