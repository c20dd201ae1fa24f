"""One engine for all these tests, and an empty table for each."""

from collections.abc import Iterator

import boto3
import pytest

from chalicelib import settings
from tests.world import World, world


@pytest.fixture(scope="package")
def standing(dynamodb_endpoint: str | None) -> Iterator[World]:
    with world(dynamodb_endpoint) as made:
        yield made


@pytest.fixture
def here(standing: World) -> World:
    """A world whose table has nothing in it."""
    table = boto3.resource("dynamodb").Table(settings.names().table)
    while items := table.scan(ProjectionExpression="pk, sk", ConsistentRead=True)["Items"]:
        with table.batch_writer() as batch:
            for key in items:
                batch.delete_item(Key=key)
    return standing
