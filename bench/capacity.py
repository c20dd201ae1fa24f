"""What AWS is asked for, and what DynamoDB says that it consumed: units, as it would bill them."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError

_READS = ("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


@dataclass(slots=True)
class Consumed:
    """Units by operation, and all requests by service and operation.

    A write whose condition failed is billed, too, but DynamoDB doesn't say how much: it counts as
    one unit, which it is for the small rows that have conditions.
    """

    reads: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    writes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    requests: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Consumed") -> None:
        for mine, theirs in ((self.reads, other.reads), (self.writes, other.writes)):
            for operation, units in theirs.items():
                mine[operation] += units
        self.requests += other.requests

    @property
    def read_units(self) -> float:
        return sum(self.reads.values())

    @property
    def write_units(self) -> float:
        return sum(self.writes.values())


@contextmanager
def metered(consumed: Consumed) -> Iterator[Consumed]:
    """Adds what is consumed from now on, by whatever client. Needs DynamoDB Local or AWS."""
    clients: Any = BaseClient
    call, lock = clients._make_api_call, threading.Lock()

    def counted(client: Any, operation: str, parameters: Any) -> Any:
        with lock:
            consumed.requests[f"{client.meta.service_model.service_name} {operation}"] += 1
        if operation not in (*_READS, *_WRITES):
            return call(client, operation, parameters)
        units = consumed.reads if operation in _READS else consumed.writes
        try:
            answer = call(client, operation, {**parameters, "ReturnConsumedCapacity": "TOTAL"})
        except ClientError:
            with lock:
                units[operation] += 1
            raise
        with lock:
            units[operation] += _units(answer["ConsumedCapacity"])
        return answer

    with patch.object(clients, "_make_api_call", counted):
        yield consumed


def _units(capacity: Any) -> float:
    """One table's, or the sum of all tables' that a batch or transaction touched."""
    tables = capacity if isinstance(capacity, list) else [capacity]
    return sum(float(each["CapacityUnits"]) for each in tables)
