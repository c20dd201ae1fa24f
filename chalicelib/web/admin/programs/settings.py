"""`/api/admin/settings`: the page's words and looks, changed by programs."""

from dataclasses import replace

from chalicelib.domain.settings_document import contrast_document, settings_document
from chalicelib.services import page_settings
from chalicelib.services.page_settings import Current
from chalicelib.web.admin import bodies
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program, tag_of_version
from chalicelib.web.responses import Reply, data


def all_of(_visit: Visit) -> Reply:
    """The settings; their ETag is the definition's revision, for `If-Match` of a change."""
    return _reply(page_settings.current())


def change(visit: Visit) -> Reply:
    """The settings with what the body says of them; what it leaves out stays."""
    return _reply(page_settings.change(of_program(visit, bodies.sent(visit.request))))


def _reply(current: Current) -> Reply:
    document = {
        "settings": settings_document(current.page),
        "contrast": contrast_document(current.page),
        "changed": {
            field: {"by": hand.name, "at": hand.at.isoformat()}
            for field, hand in current.hands.items()
        },
    }
    reply = data(document)
    return replace(reply, headers={**reply.headers, "ETag": tag_of_version(current.revision)})
