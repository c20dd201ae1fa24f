"""Where Chalice's record of a deployment is kept: in the stage's own table, beside the checkout.

`.chalice/deployed/<stage>.json` is all that Chalice knows of what it made. Without it (a fresh
clone, another machine) it makes a second API under a second address, and stumbles over the first
one's event sources.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from chalicelib.domain.errors import NotFound
from infra.resources import resources

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_PARTITION = "DEPLOYMENT"

# One entry of Chalice's record (schema 2.0).
Resource = Mapping[str, Any]


class Source(StrEnum):
    """Where the record came from that a deployment goes on from."""

    NOWHERE = "nowhere"
    CHECKOUT = "checkout"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Api:
    """The stage's API in API Gateway, and the address that it got from AWS."""

    id: str
    url: str


def deployed_file(project: Path, stage: str) -> Path:
    return project / ".chalice" / "deployed" / f"{stage}.json"


def restore(project: Path, stage: str) -> Source:
    """Puts the newest record where Chalice looks for it, and says where that came from.

    The checkout's own wins when it is newer than the table's: after a plain `chalice deploy`.
    Raises NotFound when the stage has no table.
    """
    file = deployed_file(project, stage)
    item = _kept(stage)
    ours = file.stat().st_mtime_ns if file.exists() else None
    if not item:
        return Source.NOWHERE if ours is None else Source.CHECKOUT
    theirs = int(item["at_ns"]["N"])
    if ours is not None and ours >= theirs:
        return Source.CHECKOUT
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(item["record"]["S"], encoding="utf-8")
    os.utime(file, ns=(theirs, theirs))
    return Source.TABLE


def _kept(stage: str) -> "Mapping[str, AttributeValueTypeDef] | None":
    dynamodb = boto3.client("dynamodb")
    table = resources(stage).table.name
    try:
        answer = dynamodb.get_item(TableName=table, Key=_key(stage), ConsistentRead=True)
    except dynamodb.exceptions.ResourceNotFoundException as error:
        raise NotFound(
            f"There is no table {table} in this account and region, so nothing of stage {stage}. "
            "AWS_PROFILE and AWS_DEFAULT_REGION choose others."
        ) from error
    return answer.get("Item")


def keep(project: Path, stage: str) -> None:
    """Copies the checkout's record into the table."""
    file = deployed_file(project, stage)
    boto3.client("dynamodb").put_item(
        TableName=resources(stage).table.name,
        Item={
            **_key(stage),
            "record": {"S": file.read_text(encoding="utf-8")},
            "at_ns": {"N": str(file.stat().st_mtime_ns)},
        },
    )


def api(project: Path, stage: str) -> Api | None:
    """The API of the checkout's record; None when nothing is deployed."""
    return next(
        (
            Api(id=resource["rest_api_id"], url=resource["rest_api_url"])
            for resource in read_resources(project, stage)
            if resource["resource_type"] == "rest_api"
        ),
        None,
    )


def read_resources(project: Path, stage: str) -> list[Resource]:
    """All that the checkout's record names; nothing when there is none."""
    file = deployed_file(project, stage)
    if not file.exists():
        return []
    named: list[Resource] = json.loads(file.read_text(encoding="utf-8"))["resources"]
    return named


def write_resources(project: Path, stage: str, named: Sequence[Resource]) -> None:
    """Writes the checkout's record as Chalice reads it."""
    file = deployed_file(project, stage)
    file.parent.mkdir(parents=True, exist_ok=True)
    record = {"resources": named, "schema_version": "2.0", "backend": "api"}
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _key(stage: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": _PARTITION}, "sk": {"S": stage}}
