"""The buckets of the copies, one a region: a file is put there whole, and read back."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.copies import CopiedFile
from chalicelib.domain.errors import Unavailable
from chalicelib.patience import ACCOUNT, COPY, SERVICE, Patience

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# To those who may not list a bucket, S3 says the one of an object that isn't there.
_MISSING = {"NoSuchKey", "AccessDenied"}
_LARGEST = 6_000_000


def put(region: str, file: CopiedFile) -> None:
    """Put the file there in place of what it was; readers find the one or the other, whole.

    Raises Unavailable.
    """
    with _bucket_errors(region):
        _client(region, SERVICE).put_object(
            Bucket=_bucket(region),
            Key=file.path,
            Body=file.body.encode(),
            ContentType=file.content_type,
            CacheControl=file.cache_control,
            Metadata={"status": str(file.status), "policy": file.policy},
        )


def get(region: str, path: str) -> CopiedFile | None:
    """The file as it was put there, or None where there is none. Raises Unavailable."""
    try:
        with _bucket_errors(region):
            found = _client(region, COPY).get_object(Bucket=_bucket(region), Key=path)
            body = found["Body"].read(_LARGEST)
    except _Missing:
        return None
    return CopiedFile(
        path=path,
        content_type=found["ContentType"],
        cache_control=found.get("CacheControl", ""),
        body=body.decode("utf-8", "replace"),
        policy=found["Metadata"].get("policy", ""),
        status=int(found["Metadata"].get("status", "200")),
    )


class _Missing(Unavailable):
    """There is no such object, as far as we may know."""


@contextmanager
def _bucket_errors(region: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        kind = _Missing if code in _MISSING else Unavailable
        raise kind(f"The bucket of copies in {region} answered {code}.") from error
    except BotoCoreError as error:
        raise Unavailable(
            f"The bucket of copies in {region} could not be reached: {type(error).__name__}."
        ) from error


def _bucket(region: str) -> str:
    return settings.names().copy_bucket(_account(), region)


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client(region: str, patience: Patience) -> "S3Client":
    import boto3

    return boto3.client("s3", region_name=region, config=patience.config())


@cache
def _account() -> str:
    """Asked for once: with it in their names, buckets are ours alone among everybody's."""
    import boto3

    return boto3.client("sts", config=ACCOUNT.config()).get_caller_identity()["Account"]
