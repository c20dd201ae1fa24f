"""Instances of a function, each a process of its own, as Lambda has them."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.capacity import Consumed, metered
from tests.lambda_context import Context
from tests.receiver import receiving

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Work:
    """What instances took, from the first batch to the end of the last: CPU, requests and units,
    and of the largest its memory in bytes, all told.
    """

    seconds: float
    cpu_s: float
    peak: int
    consumed: Consumed


def work(function: str, batches: Sequence[Sequence[str]], instances: int = 1) -> Work:
    """Each batch of messages is given to the next instance of the function that is free."""
    waiting: Any = _SPAWN.Queue()
    pipes = [_SPAWN.Pipe() for _ in range(instances)]
    processes = [
        _SPAWN.Process(target=_work, args=(function, theirs, waiting)) for _, theirs in pipes
    ]
    for process in processes:
        process.start()
    for ours, _ in pipes:
        ours.recv()  # it is warm
    for batch in batches:
        waiting.put(list(batch))
    for _ in processes:
        waiting.put(None)
    shares: list[Work] = [ours.recv() for ours, _ in pipes]
    for process in processes:
        process.join()
    return together(shares)


def together(shares: Sequence[Work]) -> Work:
    """Of those that worked at the same time."""
    consumed = Consumed()
    for share in shares:
        consumed.add(share.consumed)
    return Work(
        seconds=max(share.seconds for share in shares),
        cpu_s=sum(share.cpu_s for share in shares),
        peak=max(share.peak for share in shares),
        consumed=consumed,
    )


def _work(function: str, pipe: Connection, waiting: Any) -> None:
    import app
    from chalicelib.storage import definitions

    definitions.in_force()  # so that its client is made
    handler = getattr(app, function)
    with metered(Consumed()) as consumed:
        pipe.send("warm")
        began, cpu = time.perf_counter(), time.process_time()
        while batch := waiting.get():
            records = [{"body": body, "receiptHandle": "x"} for body in batch]
            handler({"Records": records}, Context(function))
        seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    pipe.send(Work(seconds=seconds, cpu_s=cpu_s, peak=_peak(), consumed=consumed))


def _peak() -> int:
    """In bytes; Linux counts kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@contextmanager
def sink() -> Iterator[str]:
    """A server in a process of its own that takes whatever is posted; gives its address."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_take, args=(theirs,))
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
