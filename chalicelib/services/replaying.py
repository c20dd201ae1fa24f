"""Replaying: what our functions died of is looked into, and done after all, or dropped.

Whoever replays does so later than was meant. So what would be old news by now isn't sent; and as
everything that a message asks for is done once, one that comes twice does nothing.
"""

from contextlib import suppress
from datetime import datetime
from functools import partial

from chalicelib import queues
from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.dead_letters import DeadLetter, Explained, Pile, Queue, Replayed
from chalicelib.domain.errors import CandorError, LostRace, NotFound
from chalicelib.domain.nudges import of_dead_letters
from chalicelib.domain.roles import Action
from chalicelib.observability import logger
from chalicelib.services.addresses import public_url
from chalicelib.services.explaining import Explaining
from chalicelib.services.requests import Request, done_before, record_of
from chalicelib.storage import audit, dead_letters, definitions

_SHOWN = 20
# As many as one request has the time for; whoever asks again goes on.
MOST_AT_ONCE = 500


def counts() -> dict[Queue, int]:
    """About how many dead letters each queue has that has any. Raises Unavailable."""
    found = {each: queues.dead_count(each) for each in Queue}
    return {queue: count for queue, count in found.items() if count}


def queue_of(name: str) -> Queue:
    """The queue of that name; raises NotFound."""
    try:
        return Queue(name)
    except ValueError:
        raise NotFound("There is no queue {name} of ours.", name=name) from None


def piles(actor: Actor, now: datetime) -> tuple[Pile, ...]:
    """What lies there, in words, a few of each queue. Raises Forbidden and Unavailable."""
    require(actor, Action.REPLAY)
    explaining = Explaining(now)
    known = counts()
    return tuple(
        Pile(
            queue=queue,
            count=known.get(queue, 0),
            letters=_looked_at(queue, min(known.get(queue, 0), _SHOWN), explaining),
        )
        for queue in Queue
    )


def replay(queue: Queue, request: Request) -> Replayed:
    """Put its dead letters on their queue again, but for what would be of no use, which stays.

    At most 500 at a time. Raises Forbidden, Conflict as other requests do, and Unavailable: what
    was sent until then is on its way, and asking again goes on.
    """
    _noted(queue, request, "dead_letters.replayed")
    explaining = Explaining(request.now)
    sent = 0
    kept: list[DeadLetter] = []
    for batch in queues.taken_dead(queue, MOST_AT_ONCE):
        moot = [each for each in batch if explaining.explained(queue, each).moot]
        wanted = [each for each in batch if each not in moot]
        queues.send_again(queue, wanted)
        sent += len(wanted)
        kept += moot
    queues.give_back(queue, kept)
    logger.info("dead letters replayed", queue=queue, sent=sent, kept=len(kept))
    return Replayed(sent=sent, kept=len(kept))


def drop(queue: Queue, request: Request) -> int:
    """Take its dead letters away for good, at most 500 at a time; answers with how many.

    Raises Forbidden, Conflict as other requests do, and Unavailable.
    """
    _noted(queue, request, "dead_letters.dropped")
    dropped = 0
    for batch in queues.taken_dead(queue, MOST_AT_ONCE):
        queues.remove_dead(queue, batch)
        dropped += len(batch)
    logger.info("dead letters dropped", queue=queue, dropped=dropped)
    return dropped


def tell(now: datetime) -> None:
    """Have the team told when there are dead letters that it doesn't know of, once a day at most.

    It never raises: what can't be said now is said an hour later.
    """
    try:
        if definition := definitions.in_force():
            page = definition.page
            nudge = partial(of_dead_letters, page=page, base_url=public_url(page), now=now)
            with suppress(LostRace):
                dead_letters.tell(sum(counts().values()), nudge, now)
    except CandorError as error:
        logger.error("the team isn't told of dead letters", reason=str(error))


def _looked_at(queue: Queue, most: int, explaining: Explaining) -> tuple[Explained, ...]:
    taken = [each for batch in queues.taken_dead(queue, most) for each in batch]
    queues.give_back(queue, taken)
    found = (explaining.explained(queue, each) for each in taken)
    return tuple(sorted(found, key=lambda each: each.sent_at))


def _noted(queue: Queue, request: Request, action: str) -> None:
    """It is on record before it is done, once for each request; doing it goes on where it died."""
    require(request.actor, Action.REPLAY)
    what = f"{action}:{queue}"
    if done_before(request, what):
        return
    note = entry(
        request.actor,
        action,
        (queue, queue),
        before={"count": queues.dead_count(queue)},
        now=request.now,
        seed=f"{what}:{request.seed}",
    )
    with suppress(LostRace):
        audit.append_once(note, record_of(request, what, note.id))
