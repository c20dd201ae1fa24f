"""Probing: look at every check of a tick, judge, and pass on what it means."""

from collections.abc import Callable
from datetime import datetime

from chalicelib import queues
from chalicelib.domain.checks import Check
from chalicelib.domain.definition import Definition
from chalicelib.domain.page import TICK
from chalicelib.domain.results import Verdict, judge
from chalicelib.domain.shards import ShardMessage, roster_of, shards
from chalicelib.network.guard import networks
from chalicelib.observability import logger
from chalicelib.probes.engine import look_at_all
from chalicelib.services import incidents, publishing
from chalicelib.storage import definitions, samples

Clock = Callable[[], datetime]


def run(scheduled_at: datetime, clock: Clock) -> None:
    """Look at everything: few checks here and now, many by way of the queue, shard by shard.

    The tick is the scheduled minute. One that comes when the next is due is left out: what would
    be seen now says nothing of then.
    """
    if _is_over(scheduled_at, clock()):
        return
    definition = definitions.in_force()
    if definition is None:
        logger.warning("nothing to look at: no page definition has been applied yet")
        return
    cut = shards(definition)
    if len(cut) == 1:
        _look(definition, 0, cut[0], scheduled_at, clock)
    else:
        messages = [ShardMessage(shard=n, scheduled_at=scheduled_at) for n in range(len(cut))]
        queues.send_shards(messages)


def run_shard(message: ShardMessage, clock: Clock) -> None:
    """Look at one shard. One that a newer definition no longer has is left alone."""
    if _is_over(message.scheduled_at, clock()):
        return
    definition = definitions.in_force()
    cut = shards(definition) if definition else ()
    if definition and message.shard < len(cut):
        _look(definition, message.shard, cut[message.shard], message.scheduled_at, clock)


def _is_over(scheduled_at: datetime, now: datetime) -> bool:
    if now - scheduled_at < TICK:
        return False
    logger.warning("left out: it came too late", scheduled_at=scheduled_at.isoformat())
    return True


def _look(
    definition: Definition,
    shard: int,
    checks: tuple[Check, ...],
    scheduled_at: datetime,
    clock: Clock,
) -> None:
    tick = scheduled_at.replace(second=0, microsecond=0)
    observations = look_at_all(checks, allow=networks(definition.page.allow_addresses))
    now = clock()
    names = {check.id: check.name for check in checks}
    judged = [judge(check, observations[check.id], now=now) for check in checks]
    roster, kept_for = roster_of(checks), definition.page.keep_results
    results = samples.record(shard, tick, judged, roster, kept_for)
    version = incidents.respond(definition, results, tick)
    publishing.beat(shard, tick=tick, roster=roster.digest, version=version, now=now)
    not_up = {names[r.check_id]: r.reason for r in results if r.verdict is not Verdict.UP}
    logger.info("looked", tick=tick.isoformat(), shard=shard, checks=len(checks), not_up=not_up)
