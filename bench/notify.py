"""`make bench-notify`: how fast webhooks hear, what that asks of AWS, and what ten thousand cost.

The table is on DynamoDB Local, whose count of units is to be believed; functions run in processes
of their own, as many as there are instances, and queue and sink in others; topics are embedded. All
of that shares one machine: the pace is what it does with the table's engine and the rest on its
back, and CPU is that of our own code with its libraries alone.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from bench import instances, prices
from bench.capacity import Consumed, metered
from bench.instances import Work
from bench.prices import Charge
from bench.queues import Queues, taking
from bench.spreading import spreads
from devstack.environment import of_nobody
from tests import dynamodb_local
from tests.lambda_context import Context
from tests.world import World, world

SUBSCRIBERS = 10_000
INSTANCES = 4
_AT_ONCE = 10
_MEMORY_GB = 0.5  # as .chalice/config.json has it
_BATCH_S = 0.5  # assumed: ten posts at once, and three writes to the table each
_PAGE: dict[str, Any] = {
    "page": {"name": "Demo Shop"},
    "components": [
        {
            "key": "shop",
            "name": "Shop",
            "checks": [{"key": "home", "http": {"url": "https://shop.example.com/"}}],
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Relayed:
    """What it took to ask for all deliveries, and the messages that do."""

    work: Work
    messages: list[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What it took to count them, once, and how many were told."""

    seconds: float
    consumed: Consumed
    told: int


def main() -> None:
    if not dynamodb_local.is_there():
        raise SystemExit("DynamoDB Local is missing; this is for `make`, which fetches it.")
    with dynamodb_local.running() as endpoint:
        environment = {
            "STAGE": "bench",
            "BASE_URL": "https://status.example.com",
            "OWN_NETWORKS": "127.0.0.1",
            "POWERTOOLS_LOG_LEVEL": "ERROR",
            "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        }
        with of_nobody(environment), instances.sink() as url, taking() as queues:
            with world(endpoint) as here:
                _show_webhooks(here, url, queues)
            with world(endpoint) as here:
                here.apply(_PAGE)
                _show_audiences(here)


def _show_webhooks(here: World, url: str, queues: Queues) -> None:
    here.apply(_PAGE)
    _subscribe(url, here)
    relayed = _relayed(here, queues)
    work = instances.work("deliver", _batches(relayed), INSTANCES)
    counted = _counted(here)
    assert counted.told == SUBSCRIBERS, f"{counted.told} were told"
    told_s = work.seconds
    print(f"{SUBSCRIBERS:,} webhooks, {INSTANCES} instances of deliver, {_AT_ONCE} posts each:")
    asked = relayed.work
    print(f"  all asked for after {asked.seconds:.0f} s, with {_ms(asked.cpu_s)} of CPU each;")
    print(f"  the last told {told_s:.0f} s later: {SUBSCRIBERS / told_s:.0f} a second, with")
    print(f"  {_ms(work.cpu_s)} of CPU each; an instance has {work.peak / 2**20:.0f} MB at most")
    print(f"  counted in {counted.seconds:.1f} s, {counted.consumed.read_units:.0f} read units")
    _show_requests(relayed, work)
    _show_cost(relayed, work)


def _ms(seconds: float) -> str:
    return f"{seconds / SUBSCRIBERS * 1000:.2f} ms"


def _subscribe(url: str, here: World) -> None:
    from chalicelib.domain.destinations import Destination, Kind
    from chalicelib.domain.selections import Selection
    from chalicelib.domain.subscribers import Standing, Subscriber
    from chalicelib.storage import subscribers
    from chalicelib.storage.models import Row

    now = here.clock.now()
    with Row.batch_write() as batch:
        for number in range(SUBSCRIBERS):
            held = Subscriber(
                destination=Destination(Kind.WEBHOOK, f"{url}/{number}"),
                token=f"{number:064x}",
                secret=f"{number:064x}",
                standing=Standing.CONFIRMED,
                since=now,
                selection=Selection(),
            )
            for row in subscribers._rows(held, 1, now):
                batch.save(row)


def _relayed(here: World, queues: Queues) -> Relayed:
    """The news is opened, and relayed until no message asks for more."""
    from chalicelib import settings
    from chalicelib.domain.relays import Relay
    from tests.telling import opened

    names = settings.names()
    news = {"name": "It is slow", "body": "We are on it.", "components": {"shop": "major_outage"}}
    bodies = [Relay(outgoing_id=opened(here, news).updates[0].id).to_json()]
    shares = []
    with patch.dict(os.environ, {"AWS_ENDPOINT_URL_SQS": queues.url}):
        while bodies:
            shares.append(instances.work("relay", [bodies]))
            bodies = [each for each in queues.take(names.relay_queue) if '"after"' in each]
    seconds = sum(each.seconds for each in shares)
    work = replace(instances.together(shares), seconds=seconds)
    return Relayed(work, queues.take(names.delivery_queue))


def _batches(relayed: Relayed) -> list[list[str]]:
    """As Lambda's poller brings them."""
    messages = relayed.messages
    return [messages[n : n + _AT_ONCE] for n in range(0, len(messages), _AT_ONCE)]


def _counted(here: World) -> Counted:
    import app
    from chalicelib.domain.relays import Recount
    from chalicelib.services import ledger, telling

    here.pass_quietly(timedelta(minutes=1))
    (incident,) = telling.latest()
    body = Recount(outgoing_id=incident.updates[0].id).to_json()
    with metered(Consumed()) as consumed:
        began = time.perf_counter()
        app.relay({"Records": [{"body": body, "receiptHandle": "x"}]}, Context("relay"))
        seconds = time.perf_counter() - began
    (entry,) = ledger.of_updates(incident.updates)
    told = sum(each.told for each in entry.count.channels if each.channel == "webhook")
    return Counted(seconds, consumed, told)


def _show_requests(relayed: Relayed, work: Work) -> None:
    print("Requests a thousand subscribers, and units of the table:")
    requests: Counter[str] = relayed.work.consumed.requests + work.consumed.requests
    for name, count in sorted(requests.items()):
        print(f"  {name:<44} {count / SUBSCRIBERS * 1000:8,.1f}")
    for name, units in (("written", _writes(relayed, work)), ("read", _reads(relayed, work))):
        print(f"  units {name:<38} {units / SUBSCRIBERS * 1000:8,.1f}")


def _writes(relayed: Relayed, work: Work) -> float:
    return relayed.work.consumed.write_units + work.consumed.write_units


def _reads(relayed: Relayed, work: Work) -> float:
    return relayed.work.consumed.read_units + work.consumed.read_units


def _show_cost(relayed: Relayed, work: Work) -> None:
    print(f"{SUBSCRIBERS:,} told at {prices.heading()}, {_BATCH_S:g} s billed a batch:")
    charges = tuple(_charges(relayed, work))
    for charge in charges:
        print(charge)
    print(f"  together {sum(each.usd for each in charges):.3f} USD")


def _charges(relayed: Relayed, work: Work) -> Iterator[Charge]:
    batches = SUBSCRIBERS / _AT_ONCE
    sent = relayed.work.consumed.requests["sqs SendMessageBatch"]
    yield Charge("rows written", "dynamodb_write", _writes(relayed, work))
    yield Charge("rows read", "dynamodb_read", _reads(relayed, work))
    # Lambda's poller receives and deletes a batch in one request each.
    yield Charge("messages sent, received and deleted", "sqs_request", sent + 2 * batches)
    yield Charge("runs of deliver", "lambda_request", batches)
    yield Charge("their time", "lambda_gb_second", batches * _BATCH_S * _MEMORY_GB)


def _show_audiences(here: World) -> None:
    print("News handed over to audiences, by how many people are in them; requests in all:")
    print("  audiences   people   publishes   other of SNS   of the table   units written")
    for each in spreads(here):
        asked = each.consumed.requests
        others = sum(n for name, n in asked.items() if name.startswith("sns "))
        table = sum(n for name, n in asked.items() if name.startswith("dynamodb "))
        print(
            f"  {each.audiences:9,} {each.members:8,} {each.publishes:11,} "
            f"{others - each.publishes:14,} {table:14,} {each.consumed.write_units:15,.0f}"
        )


if __name__ == "__main__":
    main()
