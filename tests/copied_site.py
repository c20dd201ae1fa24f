"""The copies of a world, as whoever reads the buckets finds them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3

from chalicelib.settings import Names
from tests.world import World, world

NEAR, FAR = "us-east-1", "eu-central-1"
ACCOUNT = "123456789012"


@contextmanager
def copied_world(dynamodb_endpoint: str | None, *regions: str) -> Iterator[World]:
    """A world whose page is copied into these regions; into one without any named."""
    with (
        patch.dict("os.environ", {"COPY_REGIONS": " ".join(regions or (FAR,))}),
        world(dynamodb_endpoint) as made,
    ):
        yield made


def bucket(region: str = FAR) -> str:
    return Names("dev").copy_bucket(ACCOUNT, region)


def client(region: str = FAR) -> Any:
    return boto3.client("s3", region_name=region)


def paths(region: str = FAR) -> set[str]:
    """Of all that is there."""
    return {
        each["Key"]
        for each in client(region).list_objects_v2(Bucket=bucket(region)).get("Contents", [])
    }


def copy_at(path: str, region: str = FAR) -> str:
    """What stands there."""
    found = client(region).get_object(Bucket=bucket(region), Key=path)
    return str(found["Body"].read().decode())
