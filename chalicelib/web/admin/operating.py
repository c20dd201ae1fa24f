"""The addresses of what operators handle: dead letters, and who hears by what is posted."""

from chalicelib.domain.roles import Action
from chalicelib.web.admin.pages import dead_letters, subscribers
from chalicelib.web.admin.programs import dead_letters as dead_letters_api
from chalicelib.web.admin.programs import subscribers as subscribers_api
from chalicelib.web.admin.route import POST, READ, known

_DEAD = r"/admin/dead-letters"
_PILE = rf"{_DEAD}/(?P<queue>[a-z-]{{1,20}})"
_LIST = r"/admin/subscribers"
_SUBSCRIBER = rf"{_LIST}/(?P<subscriber_id>[0-9a-z]{{12,16}})"
_MANAGE = Action.MANAGE_SUBSCRIBERS

ROUTES = (
    known(_DEAD, READ, Action.REPLAY, dead_letters.everything),
    known(_PILE, POST, Action.REPLAY, dead_letters.do),
    known(_LIST, READ, _MANAGE, subscribers.some),
    known(rf"{_LIST}/forget", POST, _MANAGE, subscribers.forget),
    known(rf"/api{_DEAD}", READ, Action.REPLAY, dead_letters_api.everything),
    known(rf"/api{_PILE}/replay", POST, Action.REPLAY, dead_letters_api.replay),
    known(rf"/api{_PILE}/drop", POST, Action.REPLAY, dead_letters_api.drop),
    known(rf"/api{_LIST}", READ, _MANAGE, subscribers_api.some),
    known(rf"/api{_LIST}/forget", POST, _MANAGE, subscribers_api.forget_url),
    known(rf"/api{_SUBSCRIBER}", ("DELETE",), _MANAGE, subscribers_api.forget),
)
