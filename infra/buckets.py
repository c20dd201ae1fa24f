"""Makes the buckets of copies, or brings them up to what they are described as.

A bucket is closed to the public, and talks TLS only. Whatever else its policy says stays: it is
how CloudFront, or another reader, is let in.
"""

import json
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from infra.resources import Bucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketConfigurationTypeDef

_TLS_ONLY = "TlsOnly"
_NEEDS_NO_CONSTRAINT = "us-east-1"
# It stands and is ours, or somebody else of us is making it at this moment.
_MADE_ALREADY = {"BucketAlreadyOwnedByYou", "OperationAborted"}


def provide(bucket: Bucket) -> None:
    """Makes or mends the bucket. Encryption is S3's own, which it can't be without."""
    s3 = boto3.client("s3", region_name=bucket.region)
    _create(s3, bucket)
    s3.put_public_access_block(
        Bucket=bucket.name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    _require_tls(s3, bucket)


def _create(s3: "S3Client", bucket: Bucket) -> None:
    place: CreateBucketConfigurationTypeDef = {"LocationConstraint": bucket.region}  # type: ignore[typeddict-item] # the stubs know fewer regions than AWS
    try:
        if bucket.region == _NEEDS_NO_CONSTRAINT:
            s3.create_bucket(Bucket=bucket.name)
        else:
            s3.create_bucket(Bucket=bucket.name, CreateBucketConfiguration=place)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _MADE_ALREADY:
            raise
    s3.get_waiter("bucket_exists").wait(Bucket=bucket.name)


def _require_tls(s3: "S3Client", bucket: Bucket) -> None:
    policy, ours = _policy(s3, bucket), _only_by_tls(bucket)
    others = [each for each in policy["Statement"] if each.get("Sid") != _TLS_ONLY]
    if ours not in policy["Statement"]:
        whole = json.dumps({**policy, "Statement": [ours, *others]})
        s3.put_bucket_policy(Bucket=bucket.name, Policy=whole)


def _policy(s3: "S3Client", bucket: Bucket) -> dict[str, Any]:
    try:
        policy: dict[str, Any] = json.loads(s3.get_bucket_policy(Bucket=bucket.name)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
            raise
        return {"Version": "2012-10-17", "Statement": []}
    return policy


def _only_by_tls(bucket: Bucket) -> dict[str, Any]:
    partition = boto3.Session().get_partition_for_region(bucket.region)
    arn = f"arn:{partition}:s3:::{bucket.name}"
    return {
        "Sid": _TLS_ONLY,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
