"""What the table says, in our own errors: nothing of the engine's climbs above this wing."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from chalicelib.domain.errors import LostRace, Unavailable
from chalicelib.storage.models import Row

_RACE_CODES = {
    "ConditionalCheckFailedException",
    "TransactionConflictException",
    "ConditionalCheckFailed",
    "TransactionConflict",
}


@contextmanager
def table_errors() -> Iterator[None]:
    """Around a use of the table, or as a decorator: raises LostRace or Unavailable, else nothing.

    LostRace when a condition of ours failed, as somebody else wrote first; Unavailable, with a
    sentence, for everything else that the engine may say.
    """
    try:
        yield
    except PynamoDBException as error:
        if _is_race(error):
            raise LostRace("Somebody else changed this at the same moment.") from error
        raise Unavailable(_sentence(error)) from error


def _is_race(error: PynamoDBException) -> bool:
    if isinstance(error, TransactWriteError):
        reasons = {reason.code for reason in error.cancellation_reasons if reason}
        if reasons & _RACE_CODES:
            return True
    return _code(error) in _RACE_CODES


def _code(error: PynamoDBException) -> str | None:
    """DynamoDB's word for it, or None when DynamoDB never answered.

    PynamoDB's own `cause_response_code` fails for a time-out, whose `response` is None.
    """
    cause = error.cause
    return cause.response.get("Error", {}).get("Code") if isinstance(cause, ClientError) else None


def _sentence(error: PynamoDBException) -> str:
    table = Row.Meta.table_name
    code = _code(error)
    if isinstance(error.cause, (NoCredentialsError, PartialCredentialsError, ProfileNotFound)):
        return "There are no AWS credentials here: set AWS_PROFILE, or log in with the AWS CLI."
    if code == "ResourceNotFoundException":
        return f"The table {table} does not exist; `candor deploy` makes it."
    cause = code or type(error.cause or error).__name__
    return f"The table {table} did not answer as it should ({cause}); trying again may help."
