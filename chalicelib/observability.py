"""Logs: one JSON line a unit of work, with keys, by Powertools."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from aws_lambda_powertools import Logger

from chalicelib.settings import APP_NAME

if TYPE_CHECKING:  # it would be imported at each cold start
    from aws_lambda_powertools.utilities.typing import LambdaContext

T = TypeVar("T")

# The name differs from the Chalice app's: Chalice puts a handler of its own on the logger of that
# name, and each line would be written twice.
logger = Logger(service=f"{APP_NAME}-log", utc=True)


class _Invocation(logging.Filter):
    """Tells of each line which request it belongs to: the keys that events' lines have.

    Powertools' middleware, which events go through, sets them at every invocation and costs as
    much as a page view. This costs nothing as long as nothing is logged.
    """

    def __init__(self) -> None:
        super().__init__()
        self.context: ContextVar[LambdaContext | None] = ContextVar("invocation", default=None)
        self.is_first = True

    def filter(self, record: logging.LogRecord) -> bool:
        if context := self.context.get():
            record.cold_start = self.is_first
            record.function_name = context.function_name
            record.function_memory_size = context.memory_limit_in_mb
            record.function_arn = context.invoked_function_arn
            record.function_request_id = context.aws_request_id
        return True


_invocation = _Invocation()
logger.addFilter(_invocation)


def within(context: "LambdaContext | None", work: Callable[[], T]) -> T:
    """What the work of a request gives; whatever it logs says which request it was."""
    _invocation.context.set(context)
    try:
        return work()
    finally:
        _invocation.context.set(None)
        _invocation.is_first = False
