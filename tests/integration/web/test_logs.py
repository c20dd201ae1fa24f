"""What the log says: a line tells which request or event it belongs to."""

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib import settings
from chalicelib.observability import logger
from tests.lambda_context import Context
from tests.world import World

_KINDS = {
    "ScheduledEventConfig": "scheduled",
    "CloudWatchEventConfig": "cloudwatch",
    "SQSEventConfig": "sqs",
    "SNSEventConfig": "sns",
}


class Log:
    def __init__(self) -> None:
        self._stream = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    handler = logger.registered_handler
    assert hasattr(handler, "setStream")
    before = handler.setStream(log._stream)
    yield log
    handler.setStream(before)


def test_a_line_of_a_request_names_the_request(here: World, log: Log) -> None:
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    assert here.browser.get("/").status == 503
    (line,) = log.lines
    assert line["message"] == "can't answer"
    assert line["function_request_id"] == Context.aws_request_id
    assert line["function_name"] == "candor-dev-api_handler"


def test_only_the_first_request_of_a_process_is_a_cold_start(here: World, log: Log) -> None:
    assert here.browser.get("/").status == 404  # nothing was applied yet
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    here.browser.get("/")
    assert [line["cold_start"] for line in log.lines] == [False]


def test_a_line_after_a_request_does_not_name_it(here: World, log: Log) -> None:
    here.browser.get("/")
    logger.structure_logs(append=False)  # without what events of other tests left
    logger.error("alone")
    assert "function_request_id" not in log.lines[-1]


def test_every_event_function_of_ours_goes_through_the_logs_middleware() -> None:
    import app

    covered = {kind for _, kind in app.app.middleware_handlers}
    kinds = {_KINDS[type(source).__name__] for source in app.app.event_sources}
    assert "scheduled" in kinds
    assert kinds <= covered
    assert not covered & {"all", "http"}
