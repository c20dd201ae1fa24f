"""Probing: look at every check of a tick, judge, and pass on what it means."""

from datetime import datetime

from chalicelib import queues
from chalicelib.domain.checks import Check
from chalicelib.domain.definition import Definition
from chalicelib.domain.page import TICK
from chalicelib.domain.results import Verdict, judge
from chalicelib.domain.shards import ShardMessage, shards
from chalicelib.observability import logger
from chalicelib.probes.engine import look_at_all
from chalicelib.probes.guard import networks
from chalicelib.services import incidents, publishing
from chalicelib.storage import definitions, samples

# A schedule may fire at any second of its minute, and a message waits in its queue for a while.
_SHARD_PATIENCE = 2 * TICK


def run(scheduled_at: datetime, now: datetime) -> None:
    """Look at everything: few checks here and now, many by way of the queue, shard by shard.

    The tick is the scheduled minute. One that comes when its minute is over is left out: what
    would be seen now says nothing of then.
    """
    tick = scheduled_at.replace(second=0, microsecond=0)
    if now - scheduled_at >= TICK:
        logger.warning("tick left out: it came too late", tick=tick.isoformat())
        return
    definition = definitions.load().definition
    if definition is None:
        logger.warning("nothing to look at: no page definition has been applied yet")
        return
    cut = shards(definition)
    if len(cut) == 1:
        _look(definition, 0, cut[0], tick, now)
    else:
        queues.send_shards([ShardMessage(shard=n, tick=tick) for n in range(len(cut))])


def run_shard(message: ShardMessage, now: datetime) -> None:
    """Look at one shard. One that a newer definition no longer has is left alone."""
    if now - message.tick >= _SHARD_PATIENCE:
        logger.warning("shard left out: it came too late", tick=message.tick.isoformat())
        return
    definition = definitions.load().definition
    cut = shards(definition) if definition else ()
    if definition and message.shard < len(cut):
        _look(definition, message.shard, cut[message.shard], message.tick, now)


def _look(
    definition: Definition, shard: int, checks: tuple[Check, ...], tick: datetime, now: datetime
) -> None:
    observations = look_at_all(checks, allow=networks(definition.page.allow_addresses))
    judged = [judge(check, observations[check.id], now=now) for check in checks]
    results = samples.record(shard, tick, judged)
    version = incidents.respond(definition, results, tick)
    publishing.beat(shard, version=version, now=now)
    bad = sum(result.verdict is not Verdict.UP for result in results)
    logger.info("looked", tick=tick.isoformat(), shard=shard, checks=len(checks), not_up=bad)
