"""Amazon SNS as it behaves: moto's topics, with real SNS's manners in front of them."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.responses import ActionResult
from moto.sns.exceptions import InvalidParameterValue
from moto.sns.models import SNSBackend, Subscription, Topic
from moto.sns.responses import SNSResponse

from devstack import sns_letters, topic_policies
from devstack.clock import VirtualClock
from devstack.mailbox import Channel, Mailbox
from devstack.subscriptions import BY_HTTP, BY_MAIL, Subscriptions, UnknownToken, made_by

# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
MESSAGE_LIMIT = 256 * 1024
SUBJECT_LIMIT = 99  # "less than 100 characters long"
PENDING = "pending confirmation"
SANDBOX_STATUS = "get_sms_sandbox_account_status"  # which moto doesn't know
PENDING_IN_LISTS = "PendingConfirmation"

Json = Any  # what json.loads gives back
# Takes the function's ARN, its event, and what to call when it needn't be handed over again.
Invoke = Callable[[str, Json, Callable[[], None]], None]


class Topics:
    """Publishing, and the deliveries to functions that are still under way."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        mailbox: Mailbox,
        clock: VirtualClock,
        change: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._subscriptions = subscriptions
        self._mailbox = mailbox
        self._clock = clock
        self._change = change
        self._undelivered: dict[str, tuple[str, Json]] = {}
        self._invoke: Invoke | None = None
        self.is_sms_in_sandbox = False

    def photograph(self) -> Json:
        return self._undelivered

    def develop(self, photograph: Json) -> None:
        self._undelivered = {key: (arn, event) for key, (arn, event) in photograph.items()}

    def start_delivering(self, invoke: Invoke) -> None:
        """From now on functions are invoked, first for what was kept from before."""
        self._invoke = invoke
        for key in list(self._undelivered):
            self._hand_over(key)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Real SNS's manners, in moto, for as long as this is open."""
        with ExitStack() as patches:
            for owner, name, replacement in (
                (SNSBackend, "subscribe", self._subscribe(SNSBackend.subscribe)),
                (SNSBackend, "publish", self._publish(SNSBackend.publish)),
                (Topic, "publish", self._fan_out),
                (Subscription, "get_post_data", self._envelope),
                (SNSResponse, "subscribe", _answer_subscribe(SNSResponse.subscribe)),
                (SNSResponse, "confirm_subscription", self._answer_confirm),
                (
                    SNSResponse,
                    "get_topic_attributes",
                    self._counted(SNSResponse.get_topic_attributes),
                ),
                (SNSResponse, "list_subscriptions", self._answer_list),
                (SNSResponse, SANDBOX_STATUS, self._answer_sandbox),
                (SNSResponse, "list_subscriptions_by_topic", self._answer_list),
            ):
                # A plain function of a class is bound to its instance; a bound method isn't.
                is_new = name == SANDBOX_STATUS
                patches.enter_context(
                    patch.object(owner, name, _unbound(replacement), create=is_new)
                )
            yield

    def _subscribe(self, plain: Callable[..., Subscription]) -> Callable[..., Subscription]:
        def subscribe(
            backend: SNSBackend, topic_arn: str, endpoint: str, protocol: str
        ) -> Subscription:
            _check_endpoint(protocol, endpoint)
            self._subscriptions.forget_unanswered()
            caller, owner = backend.account_id, backend.get_topic(topic_arn).sns_backend
            topic_policies.require(owner.topics[topic_arn], caller, protocol)
            subscription = plain(owner, topic_arn, endpoint, protocol)
            # Moto keeps it with the caller, and looks for the queue with the topic.
            backend.subscriptions[subscription.arn] = subscription
            made_by(subscription, caller)
            self._subscriptions.welcome(subscription)
            return subscription

        return subscribe

    def _publish(self, plain: Callable[..., str]) -> Callable[..., str]:
        def publish(
            backend: SNSBackend,
            message: str,
            arn: str | None,
            phone_number: str | None = None,
            subject: str | None = None,
            **rest: Any,
        ) -> str:
            _check_message(message, subject, rest.get("message_attributes"))
            message_id = plain(backend, message, arn, phone_number, subject, **rest)
            if phone_number:
                self._mailbox.deliver(Channel.SMS, to=phone_number, text=message)
            return message_id

        return publish

    def _fan_out(
        self,
        topic: Topic,
        message: str,
        subject: str | None = None,
        message_attributes: dict[str, Any] | None = None,
        group_id: str | None = None,
        deduplication_id: str | None = None,
        message_structure: str | None = None,
    ) -> str:
        message_id = str(uuid.uuid4())
        for subscription in self._subscriptions.of(topic):
            if not subscription.confirmed:
                continue
            if subscription.protocol == "sqs":
                subscription.publish(
                    message,
                    message_id,
                    subject,
                    message_attributes,
                    group_id,
                    deduplication_id,
                    message_structure,
                )
                continue
            matcher = subscription._filter_policy_matcher
            if matcher is None or matcher.matches(message_attributes, message):
                text = _for_protocol(message, message_structure, subscription.protocol)
                envelope = self._envelope(
                    subscription, text, message_id, subject, message_attributes
                )
                self._deliver(subscription, envelope)
        return message_id

    def _deliver(self, subscription: Subscription, envelope: dict[str, Any]) -> None:
        to, text = subscription.endpoint, envelope["Message"]
        subject = envelope.get("Subject", sns_letters.DEFAULT_SUBJECT)
        if subscription.protocol in BY_MAIL:
            if subscription.protocol == "email-json":
                text = json.dumps(envelope, indent=2)
            else:
                text = sns_letters.with_footer(text, envelope["UnsubscribeURL"])
            self._mailbox.deliver(Channel.EMAIL, to=to, subject=subject, text=text)
        elif subscription.protocol in BY_HTTP:
            raw = str(subscription.attributes.get("RawMessageDelivery")).lower() == "true"
            body = text if raw else json.dumps(envelope, indent=2)
            self._mailbox.deliver(Channel.WEBHOOK, to=to, text=body)
        elif subscription.protocol == "sms":
            self._mailbox.deliver(Channel.SMS, to=to, text=text)
        elif subscription.protocol == "lambda":
            key = str(uuid.uuid4())
            event = sns_letters.lambda_record(envelope, subscription.arn)
            self._undelivered[key] = (to, event)
            self._hand_over(key)

    def _hand_over(self, key: str) -> None:
        if self._invoke is not None:
            arn, event = self._undelivered[key]
            self._invoke(arn, event, lambda: self._delivered(key))

    def _delivered(self, key: str) -> None:
        with self._change():
            self._undelivered.pop(key, None)

    def _envelope(
        self,
        subscription: Subscription,
        message: str,
        message_id: str,
        subject: str | None,
        message_attributes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        return sns_letters.notification(
            message=message,
            message_id=message_id,
            subject=subject,
            topic_arn=subscription.topic.arn,
            attributes=message_attributes,
            unsubscribe=self._subscriptions.unsubscribe_url(subscription),
            at=self._clock.now(),
        )

    def _answer_confirm(self, response: SNSResponse) -> ActionResult:
        try:
            subscription = self._subscriptions.confirm(
                response._get_param("TopicArn"),
                response._get_param("Token"),
                authenticated=str(response._get_param("AuthenticateOnUnsubscribe")) == "true",
            )
        except UnknownToken:
            raise InvalidParameterValue("Invalid parameter: Token") from None
        return ActionResult({"SubscriptionArn": subscription.arn})

    def _counted(self, plain: Callable[..., ActionResult]) -> Callable[..., ActionResult]:
        """Moto says of every topic that nobody is in it."""

        def attributes(response: SNSResponse) -> ActionResult:
            topic = response.backend.get_topic(response._get_param("TopicArn"))
            members = self._subscriptions.of(topic)
            topic.subscriptions_confimed = sum(each.confirmed for each in members)
            topic.subscriptions_pending = len(members) - topic.subscriptions_confimed
            return plain(response)

        return attributes

    def _answer_sandbox(self, _response: SNSResponse) -> ActionResult:
        return ActionResult({"IsInSandbox": self.is_sms_in_sandbox})

    def _answer_list(self, response: SNSResponse) -> ActionResult:
        self._subscriptions.forget_unanswered()
        topic_arn, token = response._get_param("TopicArn"), response._get_param("NextToken")
        if topic_arn:
            found, next_token = response.backend.list_subscriptions_by_topic(topic_arn, token)
        else:
            found, next_token = response.backend.list_subscriptions(token)
        shown = [
            {
                "SubscriptionArn": each.arn if each.confirmed else PENDING_IN_LISTS,
                "Owner": each.owner,
                "Protocol": each.protocol,
                "Endpoint": each.endpoint,
                "TopicArn": each.topic.arn,
            }
            for each in found
        ]
        return ActionResult({"Subscriptions": shown, "NextToken": next_token})


def _unbound(method: Callable[..., Any]) -> Callable[..., Any]:
    def function(*arguments: Any, **named: Any) -> Any:
        return method(*arguments, **named)

    return function


def _answer_subscribe(plain: Callable[[SNSResponse], ActionResult]) -> Callable[..., ActionResult]:
    def subscribe(response: SNSResponse) -> ActionResult:
        answer = plain(response)
        arn = answer.result["SubscriptionArn"]  # type: ignore[index]  # moto's dict of one key
        wanted = str(response._get_param("ReturnSubscriptionArn")).lower() == "true"
        if wanted or response.backend.subscriptions[arn].confirmed:
            return answer
        return ActionResult({"SubscriptionArn": PENDING})

    return subscribe


def _check_endpoint(protocol: str, endpoint: str | None) -> None:
    if protocol in BY_MAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", endpoint or ""):
        raise InvalidParameterValue("Invalid parameter: Email address")
    if protocol in BY_HTTP and not (endpoint or "").startswith(f"{protocol}://"):
        raise InvalidParameterValue("Invalid parameter: Endpoint must match the specified protocol")


def _check_message(message: str, subject: str | None, attributes: dict[str, Any] | None) -> None:
    if not message:
        raise InvalidParameterValue("Invalid parameter: Empty message")
    # Printable ASCII that starts with something to read.
    if subject is not None and not re.fullmatch(rf"[!-~][ -~]{{0,{SUBJECT_LIMIT - 1}}}", subject):
        raise InvalidParameterValue("Invalid parameter: Subject")
    size = len(message.encode()) + sum(
        len(f"{name}{value['Type']}{value['Value']}".encode())
        for name, value in (attributes or {}).items()
    )
    if size > MESSAGE_LIMIT:
        raise InvalidParameterValue("Invalid parameter: Message too long")


def _for_protocol(message: str, structure: str | None, protocol: str) -> str:
    if structure != "json":
        return message
    messages = json.loads(message)
    return str(messages.get(protocol) or messages["default"])
