"""The whole of Candor at minutes set by hand: real handlers, table, topics, queues and sockets.

What its functions ask of AWS is held against their roles.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3

from chalicelib import clock as app_clock
from chalicelib import settings
from devstack.clock import VirtualClock
from devstack.embedded import EmbeddedAws
from devstack.lambda_api import UnknownFunction
from devstack.mailbox import Letter, Mailbox
from devstack.messages import queues
from devstack.schedules import scheduled_event
from devstack.state import State
from infra.provision import provision
from tests.gateway import Answer, Browser
from tests.lambda_context import Context
from tests.rights import acting_as, judged

BEGINNING = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class SetClock(VirtualClock):
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(1.0)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class World:
    """One page, its subscribers, and time. `tick` lets one minute pass and fires the schedule."""

    def __init__(self, aws: EmbeddedAws, mailbox: Mailbox, clock: SetClock) -> None:
        self.aws = aws
        self.clock = clock
        self._mailbox = mailbox
        self._minute = BEGINNING
        self.browser = Browser()

    def apply(self, document: dict[str, Any], files: Mapping[str, bytes] | None = None) -> None:
        from chalicelib.domain.definition import parse
        from chalicelib.services import applying

        applying.apply(applying.plan(parse(document, files or {})), self.clock.now())

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self._minute += MINUTE
            self.fire(self._minute)

    @property
    def minute(self) -> datetime:
        """The last minute that was fired."""
        return self._minute

    @property
    def minute_after(self) -> datetime:
        return self._minute + MINUTE

    def skip(self) -> None:
        """A minute whose event doesn't come in time."""
        self._minute += MINUTE

    def leap(self, minute: datetime) -> None:
        """Nothing fires until that minute, of which the event is then the last."""
        self._minute = minute

    def fire(self, minute: datetime) -> None:
        """The schedule's event of that minute, a second late, as EventBridge would send it."""
        import app

        self.clock.moment = max(self.clock.moment, minute + timedelta(seconds=1))
        with acting_as("tick"):
            app.tick(scheduled_event("tick", minute), Context("tick"))
        self._drain(settings.names().probe_queue, app.probe_shard, "probe_shard", at_once=1)
        self.deliver()
        self.forget()

    def roll_up(self) -> None:
        """The hourly event, as it comes by the clock; pages are then read anew."""
        import app

        with acting_as("roll_up"):
            app.roll_up(scheduled_event("roll_up", self.clock.moment), Context("roll_up"))
        self.forget()

    def pass_quietly(self, span: timedelta) -> None:
        """Time goes by, and nothing fires."""
        self.clock.moment += span

    def forget(self) -> None:
        """As a new instance of the function would start."""
        from chalicelib.services import copying, publishing

        publishing.forget()
        copying.forget_found()

    def subscribe(self, address: str, **choice: object) -> None:
        """By the form, and following the link in SNS's mail."""
        answer = self.ask(address, **choice)
        assert answer.status == 202, answer.text
        self.confirm(address)

    def ask(self, address: str, **choice: object) -> Answer:
        """By the form alone."""
        body = json.dumps({"email": address, **choice})
        return self.browser.post("/subscriptions", body, "application/json", Accept="*/*")

    def hear_as_team(self, address: str = "team@example.com") -> None:
        """By the terminal's way, and following the link in SNS's mail."""
        from chalicelib.domain.actors import terminal
        from chalicelib.services import team_mail

        team_mail.ask(terminal("herb"), address, now=self.clock.now())
        self.confirm(address)

    def put_nudge(self) -> None:
        """Something waits for the team, and wasn't handed over yet."""
        from chalicelib.domain.nudges import of_test
        from chalicelib.domain.page import PageSettings
        from chalicelib.storage import outbox

        nudge = of_test("Ann", PageSettings(name="Demo"), "https://x.example", self.clock.now())
        outbox.row_of(nudge).save()

    def nudges(self) -> list[str]:
        """The subjects of the team's mails, oldest first, without what all begin with."""
        subjects = [letter.subject or "" for letter in self.letters()]
        return [each.partition(": team] ")[2] for each in subjects if ": team] " in each]

    def confirm(self, address: str) -> None:
        """Follow the link in the last of SNS's questions to that address."""
        asked = [m for m in self.letters() if m.to == address and "token=" in m.text.lower()]
        found = re.search(r"https?://\S+/sns/confirm\?\S+", asked[-1].text)
        assert found, asked[-1].text
        query = parse_qs(urlsplit(found[0]).query)
        (topic,), (token,) = query["topic"], query["token"]
        boto3.client("sns").confirm_subscription(TopicArn=topic, Token=token)

    def letters(self) -> list[Letter]:
        """All mails, oldest first, with SNS's questions to those who asked to hear."""
        self.sign_up()
        return self._mailbox.letters()

    def news(self, address: str | None = None) -> list[str]:
        """The subjects of the mails that aren't SNS's own, oldest first."""
        return [
            letter.subject or ""
            for letter in self.letters()
            if (letter.subject or "").startswith("[") and address in (None, letter.to)
        ]

    @property
    def summary(self) -> Any:
        return self.browser.get("/api/v2/summary.json").json

    @property
    def incidents(self) -> Any:
        return self.browser.get("/api/v2/incidents.json").json["incidents"]

    def sign_up(self) -> None:
        """Those who asked to hear are asked back."""
        import app

        self._drain(settings.names().sign_up_queue, app.enrol, "enrol", at_once=1)

    def deliver(self) -> None:
        """What is to be posted by now is given to its function."""
        import app

        self._drain(settings.names().relay_queue, app.relay, "relay", at_once=1)
        self._drain(settings.names().delivery_queue, app.deliver, "deliver", at_once=10)

    def deliver_later(self) -> None:
        """What waits on the queue for its time, or was left by a crash, comes now."""
        self._come_back(settings.names().relay_queue)
        self._come_back(settings.names().delivery_queue)
        self.deliver()

    def sign_up_later(self) -> None:
        """What the function that asks didn't finish with comes back."""
        self._come_back(settings.names().sign_up_queue)
        self.sign_up()

    def _come_back(self, queue: str) -> None:
        for message in queues()[queue]._messages:
            message.delayed_until = message.visible_at = 0

    def _drain(self, queue: str, handler: Any, function: str, *, at_once: int) -> None:
        """Hand the queue's messages to the function, as the deployment does."""
        if not queues()[queue]._messages:  # as mostly, and asking takes as long as a tick
            return
        sqs = boto3.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=at_once).get(
            "Messages"
        ):
            with acting_as(function):
                handler({"Records": [_record(message) for message in batch]}, Context(function))
            for message in batch:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _invoke(aws_name: str, event: Any) -> Any:
    """The function of that name in AWS, as its caller gets its answer: through JSON."""
    import app

    if aws_name != settings.names().admin_function:
        raise UnknownFunction(aws_name)
    return json.loads(json.dumps(app.admin(event, Context("admin"))))


def _record(message: Any) -> dict[str, str]:
    names = {"messageId": "MessageId", "body": "Body", "receiptHandle": "ReceiptHandle"}
    return {name: message[theirs] for name, theirs in names.items()}


@contextmanager
def world(dynamodb_endpoint: str | None) -> Iterator[World]:
    """A world with empty storage; with an endpoint, its table is on that engine."""
    state = State(None)
    moment = SetClock(BEGINNING)
    mailbox = Mailbox(state, moment)
    aws = EmbeddedAws(
        state=state,
        mailbox=mailbox,
        clock=moment,
        console_url="http://localhost:8001",
        dynamodb_endpoint=dynamodb_endpoint,
    )
    real = app_clock.now
    with aws.running(), judged():
        if dynamodb_endpoint:
            _drop_table()
        provision(settings.stage(), protected=False, copy_regions=settings.copy_regions())
        if dynamodb_endpoint:
            _keep_expired_rows()
        app_clock.now = moment.now
        try:
            made = World(aws, mailbox, moment)
            aws.functions.start_answering(_invoke)
            made.forget()
            yield made
        finally:
            app_clock.now = real


def _keep_expired_rows() -> None:
    """DynamoDB Local removes by the wall's clock what by the tests' own has yet to expire."""
    boto3.client("dynamodb").update_time_to_live(
        TableName=settings.names().table,
        TimeToLiveSpecification={"Enabled": False, "AttributeName": "ttl"},
    )


def _drop_table() -> None:
    """Another engine outlives the test that used it."""
    dynamodb = boto3.client("dynamodb")
    name = settings.names().table
    try:
        dynamodb.delete_table(TableName=name)
    except dynamodb.exceptions.ResourceNotFoundException:
        return
    dynamodb.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
