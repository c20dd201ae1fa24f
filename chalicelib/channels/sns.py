"""SNS: publishing to topics, asking addresses whether they want to hear, and SMS to one number."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.enrolments import Answer
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.patience import ACCOUNT, SERVICE

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef, SubscriptionTypeDef

# What trying again can't mend. Everything else (throttling, time-outs, SNS being down) passes.
_PERMANENT = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid"}

# Of SMS only what is wrong with the number is for good; all else may be wrong with our settings.
_OF_THE_NUMBER = "PhoneNumber"
_OPTED_OUT = {"OptedOut", "OptedOutException"}

_MISSING = {"NotFound", "NotFoundException"}
# SNS's own limit: https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
_DISPLAY_LENGTH = 100
# In bytes, attributes included: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
LONGEST = 256 * 1024

Attributes = Mapping[str, str | tuple[str, ...]]

# What a list of subscriptions says in place of an ARN while SNS's question isn't answered.
_PENDING = "PendingConfirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An address and whether it hears of a topic; without an `arn` it hasn't said yes yet."""

    address: str
    arn: str | None

    @property
    def is_confirmed(self) -> bool:
        return self.arn is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A subscription of a topic that has said yes, and the AWS account that made it."""

    arn: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """How many addresses of a topic hear, and how many haven't answered SNS's question."""

    confirmed: int
    asked: int


def publish(topic: str, *, text: str, attributes: Attributes, what: str, subject: str = "") -> str:
    """Hand it to SNS for everybody who hears of the topic; answers with SNS's message id.

    A mail has a `subject`. The attributes go along beside the text, as strings and as lists of
    strings. Raises DeliveryFailed, which names `what`.
    """
    titled: Any = {"Subject": subject} if subject else {}
    with _delivery_errors(what):
        answer = _client().publish(
            TopicArn=topic_arn(topic),
            Message=text,
            MessageAttributes={
                name: {"DataType": _type_of(value), "StringValue": _written(value)}
                for name, value in attributes.items()
            },
            **titled,
        )
    return answer["MessageId"]


def text(number: str, message: str, *, sender: str | None, max_price: str, what: str) -> None:
    """Hand an SMS to SNS for one number, at most at that price in dollars.

    Raises DeliveryFailed, which names `what`.
    """
    said = {"AWS.SNS.SMS.SMSType": "Transactional"}
    if sender:
        said["AWS.SNS.SMS.SenderID"] = sender
    attributes: dict[str, MessageAttributeValueTypeDef] = {
        name: {"DataType": "String", "StringValue": value} for name, value in said.items()
    }
    attributes["AWS.SNS.SMS.MaxPrice"] = {"DataType": "Number", "StringValue": max_price}
    with _sms_errors(what):
        _client().publish(PhoneNumber=number, Message=message, MessageAttributes=attributes)


def is_opted_out(number: str, what: str) -> bool:
    """Whether its owner has answered STOP to an SMS of this account; raises DeliveryFailed."""
    with _sms_errors(what):
        answer = _client().check_if_phone_number_is_opted_out(phoneNumber=number)
    return answer["isOptedOut"]


def is_in_sandbox() -> bool:
    """Whether SNS sends SMS to none but numbers verified with it; raises DeliveryFailed."""
    with _delivery_errors("the question whether SMS are in its sandbox"):
        return _client().get_sms_sandbox_account_status()["IsInSandbox"]


def size_of(text: str, attributes: Attributes) -> int:
    """In bytes, as SNS counts what is published; it takes `LONGEST`."""
    beside = (f"{name}{_type_of(value)}{_written(value)}" for name, value in attributes.items())
    return sum(len(each.encode()) for each in (text, *beside))


def _type_of(value: str | tuple[str, ...]) -> str:
    return "String" if isinstance(value, str) else "String.Array"


def _written(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def make_topic(topic: str, display_name: str) -> None:
    """Make the topic, if it isn't there; its mails then come from that name.

    Raises DeliveryFailed.
    """
    with _delivery_errors(f"the topic {topic}"):
        _client().create_topic(
            Name=topic, Attributes={"DisplayName": display_name[:_DISPLAY_LENGTH]}
        )


def members_of(topic: str) -> Members:
    """How many addresses the topic has; raises DeliveryFailed."""
    with _delivery_errors(f"the question who hears of {topic}"):
        found = _client().get_topic_attributes(TopicArn=topic_arn(topic))["Attributes"]
    return Members(
        confirmed=int(found["SubscriptionsConfirmed"]), asked=int(found["SubscriptionsPending"])
    )


def remove_topic(topic: str) -> None:
    """Remove the topic with all its subscriptions, if it is there; raises DeliveryFailed."""
    with _delivery_errors(f"the end of the topic {topic}"):
        _client().delete_topic(TopicArn=topic_arn(topic))


def subscribe(topic: str, address: str) -> str:
    """Ask SNS to send the address its confirmation mail; nothing else is sent until it is followed.

    An address that is confirmed already gets nothing, and one that is pending gets the mail again.
    Answers with the subscription's ARN. Raises DeliveryFailed.
    """
    with _delivery_errors("a subscription"):
        answer = _client().subscribe(
            TopicArn=topic_arn(topic),
            Protocol="email",
            Endpoint=address,
            ReturnSubscriptionArn=True,
        )
    return answer["SubscriptionArn"]


def answer_of(arn: str) -> Answer:
    """Whether its owner has said yes to the subscription; raises DeliveryFailed."""
    try:
        with _delivery_errors("the question whether somebody hears"):
            found = _client().get_subscription_attributes(SubscriptionArn=arn)
    except DeliveryFailed as error:
        if _is_missing(error):
            return Answer.GONE
        raise
    is_pending = found["Attributes"].get("PendingConfirmation") == "true"
    return Answer.PENDING if is_pending else Answer.CONFIRMED


def arn_of(topic: str, address: str) -> str | None:
    """The ARN of the address's confirmed subscription, if it has one; raises DeliveryFailed."""
    wanted = address.casefold()
    found = (each for each in subscriptions(topic) if each.address.casefold() == wanted)
    return next((each.arn for each in found if each.arn), None)


def end(arn: str) -> None:
    """Nothing is sent there any more; one that has ended already is none. One that hasn't said yes
    can't be ended: SNS forgets it by itself after two days. Raises DeliveryFailed.
    """
    try:
        with _delivery_errors("the end of a subscription"):
            _client().unsubscribe(SubscriptionArn=arn)
    except DeliveryFailed as error:
        if not _is_missing(error):
            raise


def _is_missing(error: DeliveryFailed) -> bool:
    cause = error.__cause__
    return isinstance(cause, ClientError) and cause.response["Error"]["Code"] in _MISSING


def subscriptions(topic: str) -> tuple[Subscription, ...]:
    """All that the topic has by email, a request for each hundred; raises DeliveryFailed."""
    return tuple(
        Subscription(
            address=each["Endpoint"],
            arn=None if each["SubscriptionArn"] == _PENDING else each["SubscriptionArn"],
        )
        for each in _listed(topic)
        if each["Protocol"] == "email"
    )


def heard_by(topic: str) -> tuple[Listener, ...]:
    """Whoever has subscribed, by whatever means; asks as `subscriptions` does."""
    return tuple(
        Listener(arn=each["SubscriptionArn"], account=each["Owner"])
        for each in _listed(topic)
        if each["SubscriptionArn"] != _PENDING
    )


def attribute_of(topic: str, name: str) -> str:
    """What is set for the topic, such as its policy; raises DeliveryFailed."""
    with _delivery_errors(f"the question what holds for the topic {topic}"):
        found = _client().get_topic_attributes(TopicArn=topic_arn(topic))["Attributes"]
    return found[name]


def set_attribute(topic: str, name: str, value: str) -> None:
    """From now on it holds for the topic; raises DeliveryFailed."""
    with _delivery_errors(f"the change of the topic {topic}"):
        _client().set_topic_attributes(
            TopicArn=topic_arn(topic), AttributeName=name, AttributeValue=value
        )


def _listed(topic: str) -> "list[SubscriptionTypeDef]":
    with _delivery_errors("the question who hears"):
        pages = _client().get_paginator("list_subscriptions_by_topic")
        return [
            each
            for page in pages.paginate(TopicArn=topic_arn(topic))
            for each in page["Subscriptions"]
        ]


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


@contextmanager
def _sms_errors(what: str) -> Iterator[None]:
    """What SNS says of a number has the number in it: the message goes no further."""
    try:
        with _delivery_errors(what):
            yield
    except DeliveryFailed as error:
        cause = error.__cause__
        said = cause.response["Error"] if isinstance(cause, ClientError) else {}
        is_of_number = _OF_THE_NUMBER.casefold() in said.get("Message", "").casefold()
        is_permanent = (error.permanent and is_of_number) or said.get("Code") in _OPTED_OUT
        raise DeliveryFailed(str(error), permanent=is_permanent) from None


# boto3 is imported where it is used: it costs most of a cold start, and page views need none.
@cache
def _client() -> "SNSClient":
    import boto3

    return boto3.client("sns", config=SERVICE.config())


@cache
def topic_arn(topic: str) -> str:
    """The topic's ARN, made of names; only the account has to be asked for, once."""
    import boto3

    identity = boto3.client("sts", config=ACCOUNT.config()).get_caller_identity()
    partition = identity["Arn"].split(":")[1]
    return f"arn:{partition}:sns:{settings.region()}:{identity['Account']}:{topic}"
