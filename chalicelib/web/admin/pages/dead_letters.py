"""Dead letters: what our functions died of, with a button to try again, and one to drop it."""

from chalicelib.domain.dead_letters import WORK
from chalicelib.domain.errors import InvalidInput
from chalicelib.services import replaying
from chalicelib.web.admin import fields, shell, wishes
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply

_PATH = "/admin/dead-letters"


def everything(visit: Visit) -> Reply:
    """How many there are of each queue, since when, and what a few of them ask for."""
    return shell.shown(
        "dead_letters.html",
        visit,
        title="Dead letters",
        piles=replaying.piles(visit.actor, visit.request.now),
        work=WORK,
        at_once=replaying.MOST_AT_ONCE,
        fresh=wishes.fresh,
    )


def do(visit: Visit, queue: str) -> Reply:
    """Replay or drop those of one queue, as the button says."""
    typed = fields.sent(visit.request)
    wish = wishes.of_form(visit, typed, {})
    match typed.get("do"):
        case "replay":
            replaying.replay(replaying.queue_of(queue), wish)
            return shell.done(visit, _PATH, "replayed")
        case "drop":
            replaying.drop(replaying.queue_of(queue), wish)
            return shell.done(visit, _PATH, "letters-dropped")
        case _:
            raise InvalidInput("Please choose whether to replay or to drop.")
