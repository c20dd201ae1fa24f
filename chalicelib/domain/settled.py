"""The view as it was when what it shows changed last: what copies are made of.

A page that is read live says of each look when it was. A copy stays as it is between two changes,
so it is put together for the moment of the last one: made again, it comes out the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.messages import turns
from chalicelib.domain.snapshot import BLIND_AFTER, View, is_quiet, view


def settled(now: View) -> View:
    """The same snapshot at the last moment from which all that it shows is true up to now."""
    as_of = max((at for at in _moments(now) if at <= now.at), default=now.at)
    minute = as_of.replace(second=0, microsecond=0)
    pulse = replace(
        now.pulse,
        looked={shard: min(at, as_of) for shard, at in now.pulse.looked.items()},
        ticks={shard: min(tick, minute) for shard, tick in now.pulse.ticks.items()},
    )
    return view(now.snapshot, pulse, as_of)


def _moments(now: View) -> Iterator[datetime]:
    """When it was published, a message came or went, a promise passed, a shard looked or didn't."""
    yield now.snapshot.made_at
    yield from turns(now.snapshot.messages)
    yield from now.snapshot.promises
    for at in now.pulse.looked.values():
        if is_quiet(at, now.at):
            yield at + BLIND_AFTER + timedelta.resolution
    yield from (gap.end for gaps in now.pulse.gaps.values() for gap in gaps)
