"""The description of what a stage needs beside its functions: table, topics, queues with what they
hear of, log groups, and buckets where copies are wanted.

Plain data. The deployment, the devstack and the tests all build from it, so that what is tested is
what ships.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.drills import KIND
from chalicelib.settings import APP_NAME, Names

# AWS's advice: a message stays hidden for six times the function's timeout, so that a batch that
# is still being worked on, or throttled, isn't handed out a second time.
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
VISIBILITY_PER_TIMEOUT = 6
PROBE_SHARD_TIMEOUT = timedelta(seconds=60)
DELIVER_TIMEOUT = timedelta(seconds=60)
RELAY_TIMEOUT = timedelta(seconds=60)
ENROL_TIMEOUT = timedelta(seconds=30)

API_HANDLER = "api_handler"
FUNCTIONS = (
    API_HANDLER,
    "tick",
    "probe_shard",
    "relay",
    "deliver",
    "enrol",
    "roll_up",
    "stand_in",
    "admin",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of rows `pk`, `sk`, on demand, encrypted by DynamoDB's own key (its default)."""

    name: str
    partition_key: str = "pk"
    sort_key: str = "sk"
    expiry: str = "ttl"


@dataclass(frozen=True, slots=True)
class Topic:
    """`display_name` is who a mail comes from until somebody sets another (SNS: 100 characters)."""

    name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Where a message goes that was received `after_receives` times and never done."""

    queue: str
    after_receives: int


@dataclass(frozen=True, slots=True)
class Queue:
    """With a `topic` it hears of all that is published there, or of those `kinds` alone, as it is
    and without an envelope.
    """

    name: str
    retention: timedelta
    visibility: timedelta = timedelta(seconds=30)
    dead_letters: DeadLetters | None = None
    topic: str | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """Of the copies in one region: reached by nobody but us, and by whom its policy is given."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class LogGroup:
    name: str
    retention_days: int = 30


@dataclass(frozen=True, slots=True)
class Resources:
    """All of a stage's resources. A queue comes after the one that takes its dead letters, and
    after its topic.
    """

    table: Table
    topics: tuple[Topic, ...]
    queues: tuple[Queue, ...]
    log_groups: tuple[LogGroup, ...]
    buckets: tuple[Bucket, ...] = ()


def resources(stage: str, account: str = "", copy_regions: Iterable[str] = ()) -> Resources:
    """All of the stage's; the buckets of copies carry the account in their names."""
    names = Names(stage)
    return Resources(
        table=Table(names.table),
        topics=(
            Topic(names.news_topic, display_name="Status updates"),
            Topic(names.team_topic, display_name="Status page: for the team"),
            Topic(names.notifications_topic, display_name="Status page: for programs"),
        ),
        queues=(
            _dead_letters(names.probe_dead_letters),
            _probe_queue(names),
            _dead_letters(names.sign_up_dead_letters),
            _sign_up_queue(names),
            _dead_letters(names.relay_dead_letters),
            _relay_queue(names),
            _dead_letters(names.delivery_dead_letters),
            _delivery_queue(names),
            _canary_queue(names),
        ),
        log_groups=tuple(LogGroup(log_group(function, stage)) for function in FUNCTIONS),
        buckets=tuple(
            Bucket(names.copy_bucket(account, region), region) for region in copy_regions
        ),
    )


def _dead_letters(name: str) -> Queue:
    # As long as SQS allows: a message's age counts from when it was first sent.
    return Queue(name, retention=timedelta(days=14))


def _probe_queue(names: Names) -> Queue:
    # One message is one invocation (batch_size=1), so there is no such thing as a batch that failed
    # in part, and the event source goes without ReportBatchItemFailures. A shard that failed isn't
    # tried again: by then its minute is over, and the next tick looks anew.
    return Queue(
        names.probe_queue,
        retention=timedelta(hours=1),
        visibility=VISIBILITY_PER_TIMEOUT * PROBE_SHARD_TIMEOUT,
        dead_letters=DeadLetters(names.probe_dead_letters, after_receives=1),
    )


def _sign_up_queue(names: Names) -> Queue:
    # What SNS refuses for now, as too many sign up at once, comes back: for two hours and more.
    return Queue(
        names.sign_up_queue,
        retention=timedelta(days=4),
        visibility=VISIBILITY_PER_TIMEOUT * ENROL_TIMEOUT,
        dead_letters=DeadLetters(names.sign_up_dead_letters, after_receives=50),
    )


def _relay_queue(names: Names) -> Queue:
    # Each message starts the next, so that the same few are tried again, and not all of them.
    # The first comes through the topic.
    return Queue(
        names.relay_queue,
        retention=timedelta(days=1),
        visibility=VISIBILITY_PER_TIMEOUT * RELAY_TIMEOUT,
        dead_letters=DeadLetters(names.relay_dead_letters, after_receives=5),
        topic=names.notifications_topic,
    )


def _delivery_queue(names: Names) -> Queue:
    # What can't be delivered now is put on the queue again, by a message of its own that comes
    # later. A message that was received five times has met a function that dies of it.
    return Queue(
        names.delivery_queue,
        retention=timedelta(days=4),
        visibility=VISIBILITY_PER_TIMEOUT * DELIVER_TIMEOUT,
        dead_letters=DeadLetters(names.delivery_dead_letters, after_receives=5),
    )


def _canary_queue(names: Names) -> Queue:
    # A drill is over after five minutes, and what comes later says nothing any more.
    return Queue(
        names.canary_queue,
        retention=timedelta(hours=1),
        topic=names.notifications_topic,
        kinds=(KIND,),
    )


def deployed_name(function: str, stage: str) -> str:
    """The name that Chalice gives a function in AWS: the API's has no suffix."""
    app_and_stage = f"{APP_NAME}-{stage}"
    return app_and_stage if function == API_HANDLER else f"{app_and_stage}-{function}"


def log_group(function: str, stage: str) -> str:
    return f"/aws/lambda/{deployed_name(function, stage)}"
