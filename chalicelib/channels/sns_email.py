"""Email by SNS: one topic for everybody who asked for everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.channels import wording
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.notifications import Notification
from chalicelib.patience import ACCOUNT, SERVICE

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# What trying again can't mend. Everything else (throttling, time-outs, SNS being down) passes.
_PERMANENT = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid"}


def publish(notification: Notification, footer: str = "") -> str:
    """Hand the news to SNS for every confirmed address; answers with SNS's message id.

    `footer` stands below the news.

    The notification's id goes along as a message attribute: a repeat can be told by it.
    """
    with _delivery_errors(f"news {notification.id}"):
        answer = _client().publish(
            TopicArn=_topic_arn(),
            Subject=wording.subject(notification),
            Message=wording.text(notification, footer),
            MessageAttributes={
                "notification_id": {"DataType": "String", "StringValue": notification.id}
            },
        )
    return answer["MessageId"]


def subscribe(address: str) -> None:
    """Ask SNS to send the address its confirmation mail; nothing else is sent until it is followed.

    An address that is confirmed already gets nothing, and one that is pending gets the mail again.
    """
    with _delivery_errors("a subscription"):
        _client().subscribe(TopicArn=_topic_arn(), Protocol="email", Endpoint=address)


@contextmanager
def _delivery_errors(what: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        message = f"SNS did not take {what}: {code}."
        raise DeliveryFailed(message, permanent=code in _PERMANENT) from error
    except BotoCoreError as error:
        message = f"SNS could not be reached for {what}: {type(error).__name__}."
        raise DeliveryFailed(message, permanent=False) from error


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "SNSClient":
    import boto3

    return boto3.client("sns", config=SERVICE.config())


@cache
def _topic_arn() -> str:
    """The topic's ARN, made of names; only the account has to be asked for, once."""
    import boto3

    identity = boto3.client("sts", config=ACCOUNT.config()).get_caller_identity()
    partition = identity["Arn"].split(":")[1]
    topic = settings.names().news_topic
    return f"arn:{partition}:sns:{settings.region()}:{identity['Account']}:{topic}"
