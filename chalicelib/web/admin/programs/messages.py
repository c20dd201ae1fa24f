"""`/api/admin/messages`: what customers are to remember, written by programs."""

from chalicelib.domain.told_document import message_document
from chalicelib.services import messaging
from chalicelib.web.admin import bodies
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program
from chalicelib.web.responses import Reply, data


def everything(visit: Visit) -> Reply:
    """What is or will be shown."""
    found = messaging.all_of(visit.request.now)
    return data({"messages": [message_document(each) for each in found]})


def put_up(visit: Visit) -> Reply:
    """A new message, 201."""
    made = messaging.put_up(of_program(visit, bodies.sent(visit.request)))
    return data(dict(message_document(made)), status=201)


def one(_visit: Visit, message_id: str) -> Reply:
    return data(dict(message_document(messaging.one(message_id))))


def change(visit: Visit, message_id: str) -> Reply:
    """The message with what the body says of it; what it leaves out stays."""
    made = messaging.change(message_id, of_program(visit, bodies.sent(visit.request)))
    return data(dict(message_document(made)))


def take_down(visit: Visit, message_id: str) -> Reply:
    """The message, over from now on."""
    made = messaging.take_down(message_id, of_program(visit, {}))
    return data(dict(message_document(made)))
