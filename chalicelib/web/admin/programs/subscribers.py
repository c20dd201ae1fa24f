"""`/api/admin/subscribers`: the webhooks and chats that hear, and forgetting one."""

from urllib.parse import urlencode

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.subscribers import subscriber_document
from chalicelib.services import subscriber_list
from chalicelib.web.admin.bodies import sent
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program
from chalicelib.web.responses import Reply, data


def some(visit: Visit) -> Reply:
    """`subscribers`, fifty at a time, and `next`, the address of those after them, or null."""
    batch = subscriber_list.some(visit.actor, visit.request.query.get("after", ""))
    path = f"{visit.request.prefix}/api/admin/subscribers?{urlencode({'after': batch.after})}"
    listed = [subscriber_document(each) for each in batch.subscribers]
    return data({"subscribers": listed, "next": path if batch.after else None})


def forget(visit: Visit, subscriber_id: str) -> Reply:
    return data({"id": subscriber_list.forget(subscriber_id, of_program(visit, {}))})


def forget_url(visit: Visit) -> Reply:
    """The one at the `url` in the body, which no address has, as it is a secret."""
    body = sent(visit.request)
    url = body.get("url")
    if set(body) != {"url"} or not isinstance(url, str):
        raise InvalidInput("Please send the `url` that is to be forgotten, and nothing else.")
    return data({"id": subscriber_list.forget(url, of_program(visit, {}))})
