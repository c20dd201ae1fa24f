"""Finds what a deployment made and never wrote down, because it stopped half way.

Chalice writes its record at the very end. After a failure it would make a second API, and Lambda
would refuse a second mapping of the queue to its function, at this and at every later attempt.
Functions, roles and rules need no record: Chalice finds them by name.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3

from infra.records import Resource, read_resources, write_resources
from infra.resources import API_HANDLER, FUNCTIONS, deployed_name


def adopt(project: Path, stage: str) -> list[str]:
    """Writes what stands unrecorded into the checkout's record, and gives its names."""
    recorded = read_resources(project, stage)
    names = {resource["name"] for resource in recorded}
    found = [
        resource
        for resource in (*_api(stage), *_queue_mappings(stage))
        if resource["name"] not in names
    ]
    if found:
        write_resources(project, stage, [*recorded, *found])
    return [resource["name"] for resource in found]


def _api(stage: str) -> Iterator[Resource]:
    """The API that may call the stage's function: APIs of different stages share their name."""
    functions = boto3.client("lambda")
    gateway = boto3.client("apigateway")
    try:
        policy = functions.get_policy(FunctionName=deployed_name(API_HANDLER, stage))["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return
    for statement in json.loads(policy)["Statement"]:
        source = statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", "")
        if ":execute-api:" not in source:
            continue
        api_id = source.split(":")[5].split("/")[0]
        try:
            gateway.get_rest_api(restApiId=api_id)
        except gateway.exceptions.NotFoundException:
            continue  # an API that was deleted since, whose permission stayed
        yield {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": api_id}
        return


def _queue_mappings(stage: str) -> Iterator[Resource]:
    by_name = {deployed_name(function, stage): function for function in FUNCTIONS}
    pages = boto3.client("lambda").get_paginator("list_event_source_mappings").paginate()
    for mapping in (mapping for page in pages for mapping in page["EventSourceMappings"]):
        function = by_name.get(mapping["FunctionArn"].rsplit(":", 1)[1])
        if function is None or mapping["State"] == "Deleting":
            continue
        yield {
            "name": f"{function}-sqs-event-source",
            "resource_type": "sqs_event",
            "event_uuid": mapping["UUID"],
            "queue": mapping["EventSourceArn"].rsplit(":", 1)[1],
            "queue_arn": mapping["EventSourceArn"],
            "lambda_arn": mapping["FunctionArn"],
        }
