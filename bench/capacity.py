"""What DynamoDB says that calls consumed: capacity units, as it would bill them."""

from collections import defaultdict
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
    """Units by operation. A write whose condition failed is billed, too, but DynamoDB doesn't say
    how much: it counts as one unit, which it is for the small rows that have conditions.
    """

    reads: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    writes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

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
    call = clients._make_api_call

    def counted(client: Any, operation: str, parameters: Any) -> Any:
        if operation not in (*_READS, *_WRITES):
            return call(client, operation, parameters)
        units = consumed.reads if operation in _READS else consumed.writes
        try:
            answer = call(client, operation, {**parameters, "ReturnConsumedCapacity": "TOTAL"})
        except ClientError:
            units[operation] += 1
            raise
        units[operation] += _units(answer["ConsumedCapacity"])
        return answer

    with patch.object(clients, "_make_api_call", counted):
        yield consumed


def _units(capacity: Any) -> float:
    """One table's, or the sum of all tables' that a batch or transaction touched."""
    tables = capacity if isinstance(capacity, list) else [capacity]
    return sum(float(each["CapacityUnits"]) for each in tables)
