"""What queues bring."""

from collections.abc import Iterable

from chalicelib import clock
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.relays import Recount, Relay
from chalicelib.domain.shards import ShardMessage
from chalicelib.domain.wishes import Wish
from chalicelib.services import copying, notifying, probing


def probe_shard(bodies: Iterable[str], render: copying.Render) -> None:
    """Look at the shards that the messages name. What fails comes back by raising.

    The queue hands over one message at a time, so that nothing that went well comes back. What
    they changed is told and copied at once, as `render` makes it.
    """
    try:
        for body in bodies:
            probing.run_shard(ShardMessage.from_json(body), clock.now)
    finally:
        notifying.flush(clock.now())
        copying.copy(render, clock.now())


def deliver(bodies: Iterable[str]) -> None:
    """Make the deliveries that the messages ask for. What fails of itself comes back by raising:
    all messages then do, and those that are done do nothing more.
    """
    # Imported when it is needed: no other function posts.
    from chalicelib.services import delivering

    delivering.run([Delivery.from_json(body) for body in bodies], clock.now)


def relay(bodies: Iterable[str]) -> None:
    """Hand news on to the webhooks and chats that it concerns, and count how far it is. What fails
    comes back by raising.
    """
    # Imported when it is needed, as above.
    from chalicelib.services import ledger, relaying

    for body in bodies:
        recount = Recount.from_json(body)
        if recount is not None:
            ledger.recount(recount, clock.now())
        else:
            relaying.run(Relay.from_json(body), clock.now())


def enrol(bodies: Iterable[str]) -> None:
    """Ask the addresses that want to be asked, and do what those wish who have a link. What isn't
    taken comes back by raising.
    """
    # Imported when it is needed, as above.
    from chalicelib.services import enrolling, granting

    for body in bodies:
        wish = Wish.from_json(body)
        if wish:
            granting.grant(wish, clock.now())
        else:
            enrolling.enrol(SignUp.from_json(body), clock.now())
