"""What Amazon SNS writes to its subscribers: its subjects, its words, its links, its envelope."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

CONFIRMATION_SUBJECT = "AWS Notification - Subscription Confirmation"
DEFAULT_SUBJECT = "AWS Notification Message"

_CONFIRMATION = """\
You have chosen to subscribe to the topic:
{topic_arn}

To confirm this subscription, click or visit the link below \
(If this was in error no action is necessary):
{confirm_url}

Please do not reply directly to this email. If you wish to remove yourself from receiving all \
future SNS subscription confirmation requests please send an email to sns-opt-out
"""

_FOOTER = """

--
If you wish to stop receiving notifications from this topic, please click or visit the link \
below to unsubscribe:
{unsubscribe_url}

Please do not reply directly to this email. If you have any questions or comments regarding \
this email, please contact us at https://aws.amazon.com/support
"""


def confirm_url(console_url: str, topic_arn: str, token: str) -> str:
    return f"{console_url}/sns/confirm?{urlencode({'token': token, 'topic': topic_arn})}"


def unsubscribe_url(console_url: str, subscription_arn: str) -> str:
    return f"{console_url}/sns/unsubscribe?{urlencode({'subscription': subscription_arn})}"


def confirmation(topic_arn: str, url: str) -> str:
    return _CONFIRMATION.format(topic_arn=topic_arn, confirm_url=url)


def with_footer(message: str, url: str) -> str:
    return message + _FOOTER.format(unsubscribe_url=url)


def _timestamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def notification(
    *,
    message: str,
    message_id: str,
    subject: str | None,
    topic_arn: str,
    attributes: dict[str, Any] | None,
    unsubscribe: str,
    at: datetime,
) -> dict[str, Any]:
    """The envelope that queues, functions and webhooks get. Its signature is no real one.

    https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
    """
    envelope: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": message_id,
        "TopicArn": topic_arn,
        "Message": message,
        "Timestamp": _timestamp(at),
        "SignatureVersion": "1",
        "Signature": "devstack",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/devstack.pem",
        "UnsubscribeURL": unsubscribe,
    }
    if subject:
        envelope["Subject"] = subject
    if attributes:
        envelope["MessageAttributes"] = attributes
    return envelope


def webhook_confirmation(topic_arn: str, token: str, url: str, at: datetime) -> str:
    """What is posted to an HTTP subscriber that has yet to confirm."""
    return json.dumps(
        {
            "Type": "SubscriptionConfirmation",
            "Token": token,
            "TopicArn": topic_arn,
            "Message": f"You have chosen to subscribe to the topic {topic_arn}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message.",
            "SubscribeURL": url,
            "Timestamp": _timestamp(at),
            "SignatureVersion": "1",
            "Signature": "devstack",
        },
        indent=2,
    )


def lambda_record(envelope: dict[str, Any], subscription_arn: str) -> dict[str, Any]:
    """The envelope as a function's event, where AWS spells two of its names otherwise.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    """
    respelt = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}
    sns = {respelt.get(name, name): value for name, value in envelope.items()}
    sns.setdefault("Subject", None)
    sns.setdefault("MessageAttributes", {})
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription_arn,
        "Sns": sns,
    }
    return {"Records": [record]}
