"""Who subscribed to which topic, in SNS's own way: pending until the link is followed."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from moto.sns.models import SNSBackend, Subscription, Topic, sns_backends

from devstack import sns_letters
from devstack.clock import VirtualClock
from devstack.invocations import ACCOUNT, REGION
from devstack.mailbox import Channel, Mailbox

# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
TOKEN_LIFE = timedelta(days=2)
BY_MAIL = ("email", "email-json")
BY_HTTP = ("http", "https")
_ASKED_FIRST = (*BY_MAIL, *BY_HTTP)  # the owner of any other endpoint is the account itself

Json = Any  # what json.loads gives back


class UnknownToken(Exception):
    """No subscription waits for that token: it is wrong, too old, or of another topic."""


def made_by(subscription: Subscription, account: str) -> None:
    """The account owns it; its queue is in the account that the endpoint names."""
    subscription.owner = account
    if subscription.protocol == "sqs":
        subscription.account_id = subscription.endpoint.split(":")[4]


class Subscriptions:
    """The double opt-in over moto's subscriptions, which are all confirmed at once."""

    def __init__(self, mailbox: Mailbox, clock: VirtualClock, console_url: str) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._console_url = console_url
        self._tokens: dict[str, tuple[str, datetime]] = {}  # by subscription: token, asked at

    @property
    def _backend(self) -> SNSBackend:
        return sns_backends[ACCOUNT][REGION]

    def welcome(self, subscription: Subscription) -> None:
        """After each Subscribe: asks the owner of the address, unless that is settled."""
        if subscription.protocol not in _ASKED_FIRST:
            subscription.confirmed = True
        if subscription.confirmed:
            return
        subscription.attributes["PendingConfirmation"] = True
        subscription.attributes["ConfirmationWasAuthenticated"] = False
        token, _ = self._tokens.get(subscription.arn, (secrets.token_hex(64), None))
        self._tokens[subscription.arn] = (token, self._clock.now())
        self._ask(subscription, token)

    def _ask(self, subscription: Subscription, token: str) -> None:
        topic_arn = subscription.topic.arn
        url = sns_letters.confirm_url(self._console_url, topic_arn, token)
        if subscription.protocol in BY_HTTP:
            text = sns_letters.webhook_confirmation(topic_arn, token, url, self._clock.now())
            self._mailbox.deliver(Channel.WEBHOOK, to=subscription.endpoint, text=text)
        else:
            self._mailbox.deliver(
                Channel.EMAIL,
                to=subscription.endpoint,
                subject=sns_letters.CONFIRMATION_SUBJECT,
                text=sns_letters.confirmation(topic_arn, url),
            )

    def confirm(self, topic_arn: str, token: str, *, authenticated: bool = False) -> Subscription:
        """Settles the subscription; following the link twice is no fault.

        With `authenticated`, only the account itself can end it. Raises `UnknownToken`.
        """
        self.forget_unanswered()
        for arn, (known, _) in self._tokens.items():
            subscription = self._backend.subscriptions[arn]
            if secrets.compare_digest(known, token) and subscription.topic.arn == topic_arn:
                subscription.confirmed = True
                subscription.attributes["PendingConfirmation"] = False
                subscription.attributes["ConfirmationWasAuthenticated"] = authenticated
                return subscription
        raise UnknownToken

    def end_by_link(self, arn: str) -> Subscription | None:
        """What a mail's unsubscribe link does: the subscription that it ended, or None."""
        subscription = self._backend.subscriptions.get(arn)
        if subscription is None or subscription.attributes.get("ConfirmationWasAuthenticated"):
            return None
        self._backend.unsubscribe(arn)
        return subscription

    def unsubscribe_url(self, subscription: Subscription) -> str:
        return sns_letters.unsubscribe_url(self._console_url, subscription.arn)

    def forget_unanswered(self) -> None:
        """Drops whoever has not confirmed within the life of the token, and ended ones' tokens."""
        now = self._clock.now()
        for arn, (_, asked_at) in list(self._tokens.items()):
            subscription = self._backend.subscriptions.get(arn)
            if subscription and not subscription.confirmed and now - asked_at > TOKEN_LIFE:
                self._backend.unsubscribe(arn)
                subscription = None
            if subscription is None:
                del self._tokens[arn]

    def of(self, topic: Topic) -> list[Subscription]:
        self.forget_unanswered()
        return [each for each in self._backend.subscriptions.values() if each.topic is topic]

    def photograph(self) -> Json:
        """Everything about every subscription, as JSON."""
        return [
            {
                "arn": each.arn,
                "topic": each.topic.arn,
                "endpoint": each.endpoint,
                "protocol": each.protocol,
                "owner": each.owner,
                "confirmed": each.confirmed,
                "attributes": each.attributes,
                "token": self._tokens[each.arn][0] if each.arn in self._tokens else None,
                "asked_at": self._tokens[each.arn][1].isoformat()
                if each.arn in self._tokens
                else None,
            }
            for each in self._backend.subscriptions.values()
        ]

    def develop(self, photograph: Json) -> None:
        """Puts back what was photographed, of the topics that are still there."""
        for kept in photograph:
            topic = self._backend.topics.get(kept["topic"])
            if topic is not None:
                self._put_back(topic, kept)

    def _put_back(self, topic: Topic, kept: Json) -> None:
        endpoint, protocol = kept["endpoint"], kept["protocol"]
        made_anew = self._backend._find_subscription(topic.arn, endpoint, protocol)
        if made_anew:
            self._backend.unsubscribe(made_anew.arn)
        subscription = Subscription(self._backend.account_id, topic, endpoint, protocol)
        subscription.arn = kept["arn"]
        made_by(subscription, kept.get("owner", ACCOUNT))
        subscription.confirmed = kept["confirmed"]
        subscription.attributes = dict(kept["attributes"])
        self._backend.subscriptions[subscription.arn] = subscription
        for name in ("FilterPolicyScope", "FilterPolicy"):  # the policy is read by its scope
            if name in kept["attributes"]:
                self._backend.set_subscription_attributes(
                    subscription.arn, name, kept["attributes"][name]
                )
        if kept["token"]:
            asked_at = datetime.fromisoformat(kept["asked_at"])
            self._tokens[subscription.arn] = (kept["token"], asked_at)
