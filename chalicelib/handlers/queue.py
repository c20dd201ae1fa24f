"""What queues bring."""

from collections.abc import Iterable

from chalicelib import clock
from chalicelib.domain.shards import ShardMessage
from chalicelib.services import notifying, probing


def probe_shard(bodies: Iterable[str]) -> None:
    """Look at the shards that the messages name. What fails comes back by raising.

    The queue hands over one message at a time, so that nothing that went well comes back.
    """
    try:
        for body in bodies:
            probing.run_shard(ShardMessage.from_json(body), clock.now)
    finally:
        notifying.flush(clock.now())
