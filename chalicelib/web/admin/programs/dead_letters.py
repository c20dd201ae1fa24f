"""`/api/admin/dead-letters`: what our functions died of, tried again or dropped."""

from chalicelib.domain.dead_letters import pile_document
from chalicelib.services import replaying
from chalicelib.web.admin.visits import Visit
from chalicelib.web.admin.wishes import of_program
from chalicelib.web.responses import Reply, data


def everything(visit: Visit) -> Reply:
    """Each queue, with how many there are and what a few of them ask for."""
    found = replaying.piles(visit.actor, visit.request.now)
    return data({"queues": [pile_document(each) for each in found]})


def replay(visit: Visit, queue: str) -> Reply:
    """How many are on their way once more, and how many stay as that is of no use."""
    done = replaying.replay(replaying.queue_of(queue), of_program(visit, {}))
    return data({"queue": queue, "sent": done.sent, "kept": done.kept})


def drop(visit: Visit, queue: str) -> Reply:
    """How many were dropped."""
    return data(
        {
            "queue": queue,
            "dropped": replaying.drop(replaying.queue_of(queue), of_program(visit, {})),
        }
    )
