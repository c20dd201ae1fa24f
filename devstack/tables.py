"""Moto's tables at a size that takes a past of years: what one call touches is all that it costs.

Moto sorts a whole table for each query, and copies it whole for each row of a transaction.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Partition = dict[DynamoType, Item]
Action = dict[str, Any]


@contextmanager
def quick() -> Iterator[None]:
    """Queries look at one partition, and transactions keep what they touch, while this is open."""
    with (
        patch.object(Table, "query", _of_one_partition(Table.query)),
        patch.object(
            DynamoDBBackend,
            "transact_write_items",
            _keeping_what_it_touches(DynamoDBBackend.transact_write_items),
        ),
    ):
        yield


def _of_one_partition(query: Callable[..., Any]) -> Callable[..., Any]:
    """The table has no index: a query is always of one partition."""

    def query_partition(table: Table, hash_key: DynamoType, *rest: Any, **named: Any) -> Any:
        rows = list(_partition(table, hash_key).values())
        with _in_place_of(table, "all_items", lambda: rows):
            return query(table, hash_key, *rest, **named)

    return query_partition


def _keeping_what_it_touches(transact: Callable[..., None]) -> Callable[..., None]:
    """To go back to, moto asks for deep copies of each table: it is given ours."""

    def transact_write_items(backend: DynamoDBBackend, items: list[Action]) -> None:
        touched: dict[str, list[Action]] = defaultdict(list)
        for item in items:
            for action in item.values():
                touched[action["TableName"]].append(action)
        with ExitStack() as stack:
            for name in touched.keys() & backend.tables.keys():
                table = backend.tables[name]
                before = partial(_given, _before(table, touched[name]))
                stack.enter_context(_in_place_of(table, "__deepcopy__", before))
            transact(backend, items)

    return transact_write_items


def _given(made: Table, _memo: object) -> Table:
    return made


def _before(table: Table, actions: Iterable[Action]) -> Table:
    """The table with copies of the rows that the actions name, and otherwise the very rows."""
    before = copy.copy(table)
    before.items = copy.copy(table.items)
    for action in actions:
        key = action.get("Key") or action["Item"]
        partition_key, sort_key = (
            DynamoType(key[name]) for name in (table.hash_key_attr, table.range_key_attr)
        )
        partition = dict(_partition(before, partition_key))
        if sort_key in partition:
            partition[sort_key] = copy.deepcopy(partition[sort_key])
        before.items[partition_key] = partition
    return before


def _partition(table: Table, key: DynamoType) -> Partition:
    return table.items.get(key, {})


@contextmanager
def _in_place_of(table: Table, name: str, stand_in: Callable[..., Any]) -> Iterator[None]:
    vars(table)[name] = stand_in
    try:
        yield
    finally:
        vars(table).pop(name, None)
