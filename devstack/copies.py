"""The published copies, as the console shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import boto3

from chalicelib import settings
from chalicelib.copies import buckets
from chalicelib.domain.copies import CopiedFile
from devstack.invocations import ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file in the bucket of a region; `age` is by the wall's clock, as S3 has no other here."""

    region: str
    path: str
    size: int
    age: timedelta


def all_copies() -> list[Copy]:
    """Every file in every bucket, by region and path."""
    return [copy for region in settings.copy_regions() for copy in _in(region)]


def opened(region: str, path: str) -> CopiedFile | None:
    """The file, or None where there is none."""
    return buckets.get(region, path) if region in settings.copy_regions() else None


def _in(region: str) -> Iterator[Copy]:
    s3, now = boto3.client("s3", region_name=region), datetime.now(UTC)
    bucket = settings.names().copy_bucket(ACCOUNT, region)
    try:
        listed = s3.list_objects_v2(Bucket=bucket)
    except s3.exceptions.NoSuchBucket:  # an app that keeps none
        return
    for each in listed.get("Contents", []):
        yield Copy(
            region=region,
            path=each["Key"],
            size=each["Size"],
            age=max(now - each["LastModified"], timedelta(0)),
        )
