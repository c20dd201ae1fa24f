"""`make bench-notify`: how fast webhooks hear, what that asks of AWS, and what ten thousand cost.

AWS is embedded in the same process, and so takes most of the time: the pace is what one machine
does with all of AWS on its back. Requests are counted; write units follow from them, as every row
that is written for a delivery is below 1 KB.
"""

import multiprocessing
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import boto3

from bench import prices
from bench.prices import Charge
from devstack.environment import of_nobody
from tests.aws_calls import recorded
from tests.lambda_context import Context
from tests.receiver import receiving
from tests.world import World, world

SUBSCRIBERS = 500
_BILLED = 10_000
_AT_ONCE = 10
_MEMORY_GB = 0.5  # as .chalice/config.json has it
_BATCH_S = 0.5  # assumed: ten posts at once, and some five requests to the table each
_WRITES = ("UpdateItem", "PutItem")
_READS = ("GetItem", "Query")
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
class Told:
    """The calls to AWS by name; seconds until all were asked for, and told; a batch's memory."""

    calls: Counter[str]
    relayed_s: float
    told_s: float
    cpu_s: float
    peak: int


def main() -> None:
    environment = {
        "STAGE": "bench",
        "BASE_URL": "https://status.example.com",
        "OWN_NETWORKS": "127.0.0.1",
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }
    with of_nobody(environment), _sink() as url, world(None) as here:
        here.apply(_PAGE)
        _subscribe(url, here)
        told = _told(here)
    _show(told)


@contextmanager
def _sink() -> Iterator[str]:
    """A server in a process of its own that takes whatever is posted."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_take, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join()


def _take(pipe: Connection) -> None:
    with receiving() as receiver:
        pipe.send(receiver.url)
        pipe.recv()


def _subscribe(url: str, here: World) -> None:
    from chalicelib.domain.destinations import Destination, Kind
    from chalicelib.domain.selections import Selection
    from chalicelib.domain.subscribers import Standing, Subscriber
    from chalicelib.storage import subscribers

    now = here.clock.now()
    for number in range(SUBSCRIBERS):
        held = Subscriber(
            destination=Destination(Kind.WEBHOOK, f"{url}/{number}"),
            token=f"{number:064x}",
            secret=f"{number:064x}",
            standing=Standing.CONFIRMED,
            since=now,
            selection=Selection(),
        )
        # Without transactions: the embedded engine copies the whole table for each.
        for row in subscribers._rows(held, 1, now):
            row.save()


def _told(here: World) -> Told:
    """The news is opened, relayed and posted, as the queues bring it."""
    import app
    from chalicelib import settings
    from tests.telling import opened

    news = {"name": "It is slow", "body": "We are on it.", "components": {"shop": "major_outage"}}
    opened(here, news)
    names = settings.names()
    with recorded() as calls:
        began, cpu = time.perf_counter(), time.process_time()
        here._drain(names.relay_queue, app.relay, "relay", at_once=1)
        relayed_s = time.perf_counter() - began
        peak = _first_batch(names.delivery_queue)
        here._drain(names.delivery_queue, app.deliver, "deliver", at_once=_AT_ONCE)
        told_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    counted = Counter(f"{each.service} {each.operation}" for each in calls if each.service)
    return Told(counted, relayed_s, told_s, cpu_s, peak)


def _first_batch(queue: str) -> int:
    """The memory that ten deliveries at once take at most, in bytes, beside what stands before."""
    import app

    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    batch = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=_AT_ONCE)["Messages"]
    event = {"Records": [{"body": m["Body"], "receiptHandle": m["ReceiptHandle"]} for m in batch]}
    tracemalloc.start()
    app.deliver(event, Context("deliver"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for message in batch:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return peak


def _show(told: Told) -> None:
    print(f"{SUBSCRIBERS:,} webhooks: all asked for after {told.relayed_s:.1f} s, the last told")
    print(f"after {told.told_s:.0f} s, {SUBSCRIBERS / told.told_s:.0f} a second, with")
    print(
        f"{told.cpu_s / SUBSCRIBERS * 1000:.2f} ms of CPU each, embedded AWS and all; ten at once"
    )
    print(f"take {told.peak / 2**20:.1f} MB at most")
    print("Requests a thousand subscribers:")
    for name, count in sorted(told.calls.items()):
        print(f"  {name:<44} {count / SUBSCRIBERS * 1000:8,.1f}")
    charges = tuple(_charges(told))
    print(f"{_BILLED:,} told at {prices.heading()}, {_BATCH_S:g} s billed a batch:")
    for charge in charges:
        print(charge)
    print(f"  together {sum(each.usd for each in charges):.3f} USD")


def _charges(told: Told) -> Iterator[Charge]:
    batches, times = _BILLED / _AT_ONCE, _BILLED / SUBSCRIBERS
    writes = sum(count for name, count in told.calls.items() if name.endswith(_WRITES))
    reads = sum(count for name, count in told.calls.items() if name.endswith(_READS))
    sent = sum(count for name, count in told.calls.items() if "Send" in name)
    yield Charge("rows written", "dynamodb_write", writes * times)
    yield Charge("rows read, consistently", "dynamodb_read", reads * times)
    # Lambda's poller receives and deletes a batch in one request each.
    yield Charge("messages sent, received and deleted", "sqs_request", sent * times + 2 * batches)
    yield Charge("runs of deliver", "lambda_request", batches)
    yield Charge("their time", "lambda_gb_second", batches * _BATCH_S * _MEMORY_GB)


if __name__ == "__main__":
    main()
