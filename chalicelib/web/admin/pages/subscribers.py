"""Subscribers: the webhooks and chats that hear, and the form that forgets one."""

from chalicelib.domain.errors import Conflict, InvalidInput, LostRace, NotFound
from chalicelib.services import subscriber_list
from chalicelib.web.admin import fields, shell, wishes
from chalicelib.web.admin.fields import Form
from chalicelib.web.admin.visits import Visit
from chalicelib.web.errors import status_of
from chalicelib.web.responses import Reply

_PATH = "/admin/subscribers"
_WORDS = {
    "asked": "was asked",
    "confirmed": "hears since",
    "disabled": "hears nothing any more since",
}


def some(visit: Visit) -> Reply:
    """Fifty of them, and the form that forgets one."""
    return _listed(visit, Form(values=wishes.fresh()))


def forget(visit: Visit) -> Reply:
    """Forget the one whose URL or id was typed."""
    typed = fields.sent(visit.request)
    try:
        subscriber_list.forget(typed.get("who", ""), wishes.of_form(visit, typed, {}))
    except (InvalidInput, NotFound, Conflict, LostRace) as error:
        again = fields.again(typed, error, hidden=("who",))
        return _listed(visit, again, status=status_of(error))
    return shell.done(visit, _PATH, "forgotten")


def _listed(visit: Visit, form: Form, status: int = 200) -> Reply:
    batch = subscriber_list.some(visit.actor, visit.request.query.get("after", ""))
    return shell.shown(
        "subscribers.html",
        visit,
        title="Subscribers",
        status=status,
        form=form,
        batch=batch,
        words=_WORDS,
    )
