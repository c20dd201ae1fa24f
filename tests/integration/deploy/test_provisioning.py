"""What the one description makes in AWS, and that making it again changes nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models import DynamoDBBackend

from infra.configuration import PROJECT
from infra.provision import provision
from infra.resources import FUNCTIONS, VISIBILITY_PER_TIMEOUT, Resources, log_group, resources
from tests.integration.deploy.moto_chalice import ACCOUNT, embedded_aws


@pytest.fixture
def aws() -> Iterator[str]:
    """Empty for each test: these tests spoil what stands."""
    with embedded_aws() as url:
        yield url


@pytest.fixture
def standing(aws: str) -> Resources:
    return provision("dev")


def queue_attributes(name: str) -> dict[str, str]:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {str(key): value for key, value in attributes.items()}


def everything(standing: Resources) -> dict[str, Any]:
    dynamodb = boto3.client("dynamodb")
    name = standing.table.name
    table = dynamodb.describe_table(TableName=name)["Table"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return {
        "keys": table["KeySchema"],
        "billing": table["BillingModeSummary"]["BillingMode"],
        "protected": table["DeletionProtectionEnabled"],
        "expiry": dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
        "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        "topics": [topic["TopicArn"] for topic in boto3.client("sns").list_topics()["Topics"]],
        "subscriptions": boto3.client("sns").list_subscriptions()["Subscriptions"],
        "queues": sorted(boto3.client("sqs").list_queues()["QueueUrls"]),
        "probes": queue_attributes(standing.queues[1].name)["RedrivePolicy"],
        "logs": [
            (group["logGroupName"], group["retentionInDays"])
            for group in boto3.client("logs").describe_log_groups()["logGroups"]
        ],
    }


def test_the_table_is_on_demand_expires_rows_and_can_be_brought_back(standing: Resources) -> None:
    found = everything(standing)
    assert [key["AttributeName"] for key in found["keys"]] == ["pk", "sk"]
    assert found["billing"] == "PAY_PER_REQUEST"
    assert found["protected"] is True
    assert found["expiry"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
    assert found["recovery"] == "ENABLED"


@pytest.mark.parametrize(
    ("queue", "receives"), [("probes", 1), ("sign-ups", 50), ("relays", 5), ("deliveries", 5)]
)
def test_what_fails_too_often_is_put_aside_for_two_weeks(
    standing: Resources, queue: str, receives: int
) -> None:
    dead, worked = (queue_attributes(f"candor-dev-{queue}{end}") for end in ("-dead", ""))
    redrive = json.loads(worked["RedrivePolicy"])
    assert redrive == {"deadLetterTargetArn": dead["QueueArn"], "maxReceiveCount": receives}
    assert int(dead["MessageRetentionPeriod"]) == timedelta(days=14).total_seconds()


@pytest.mark.parametrize(
    ("queue", "function"),
    [("probes", "probe_shard"), ("sign-ups", "enrol"), ("deliveries", "deliver")],
)
def test_messages_stay_hidden_for_as_long_as_aws_advises(queue: str, function: str) -> None:
    config = json.loads((PROJECT / ".chalice/config.json").read_text())
    timeout = config["lambda_functions"][function]["lambda_timeout"]
    (described,) = (each for each in resources("dev").queues if each.name.endswith(f"-{queue}"))
    assert described.visibility.total_seconds() == VISIBILITY_PER_TIMEOUT * timeout
    assert described.dead_letters
    assert described.retention > described.visibility * described.dead_letters.after_receives


def test_the_topic_alone_may_put_something_into_the_queue_that_hears_of_it(
    standing: Resources,
) -> None:
    sns = boto3.client("sns")
    for queue in standing.queues:
        policy = json.loads(queue_attributes(queue.name).get("Policy", '{"Statement": []}'))
        if queue.topic is None:
            assert policy["Statement"] == []
            continue
        topic = sns.create_topic(Name=queue.topic)["TopicArn"]
        (statement,) = policy["Statement"]
        assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
        assert statement["Action"] == "sqs:SendMessage"
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": topic}}
        subscribed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        arn = queue_attributes(queue.name)["QueueArn"]
        (made,) = (each for each in subscribed if each["Endpoint"] == arn)
        found = sns.get_subscription_attributes(SubscriptionArn=made["SubscriptionArn"])
        assert found["Attributes"]["RawMessageDelivery"] == "true"


def test_queues_are_encrypted(standing: Resources) -> None:
    for queue in standing.queues:
        assert queue_attributes(queue.name)["SqsManagedSseEnabled"] == "true"


def test_making_it_again_changes_nothing(standing: Resources) -> None:
    before = everything(standing)
    assert provision("dev") == standing
    assert everything(standing) == before


def test_two_who_make_it_at_once_do_not_disturb_each_other(aws: str) -> None:
    command = [sys.executable, "-c", "from infra.provision import provision; provision('dev')"]
    both = [subprocess.Popen(command, cwd=PROJECT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    before = everything(resources("dev"))
    provision("dev")
    assert everything(resources("dev")) == before


def test_backups_that_are_not_ready_yet_are_waited_for(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([JsonRESTError("ContinuousBackupsUnavailableException", "Retry later")] * 2)
    enable = DynamoDBBackend.update_continuous_backups

    def not_at_once(*args: Any, **kwargs: Any) -> Any:
        if refusal := next(refusals, None):
            raise refusal
        return enable(*args, **kwargs)

    monkeypatch.setattr(DynamoDBBackend, "update_continuous_backups", not_at_once)
    monkeypatch.setattr("infra.provision._PAUSE_SECONDS", 0)
    assert everything(provision("dev"))["recovery"] == "ENABLED"


def test_somebody_else_may_switch_the_expiry_on_first(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enable = DynamoDBBackend.update_time_to_live

    def too_late(*args: Any, **kwargs: Any) -> Any:
        enable(*args, **kwargs)
        raise JsonRESTError("ValidationException", "TimeToLive is already enabled")

    monkeypatch.setattr(DynamoDBBackend, "update_time_to_live", too_late)
    assert everything(provision("dev"))["expiry"]["TimeToLiveStatus"] == "ENABLED"


def test_any_other_refusal_is_not_swallowed(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise JsonRESTError("ValidationException", "The attribute name is wrong")

    monkeypatch.setattr(DynamoDBBackend, "update_time_to_live", refuse)
    with pytest.raises(ClientError, match="The attribute name is wrong"):
        provision("dev")


def test_what_was_changed_by_hand_is_brought_back(standing: Resources) -> None:
    before = everything(standing)
    dynamodb, sqs = boto3.client("dynamodb"), boto3.client("sqs")
    dynamodb.update_table(TableName=standing.table.name, DeletionProtectionEnabled=False)
    url = sqs.get_queue_url(QueueName=standing.queues[1].name)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    group = log_group(FUNCTIONS[0], "dev")
    boto3.client("logs").put_retention_policy(logGroupName=group, retentionInDays=1)
    provision("dev")
    assert everything(standing) == before
    assert queue_attributes(standing.queues[1].name)["VisibilityTimeout"] == "360"


def test_the_sender_of_mails_keeps_the_name_that_people_gave_it(standing: Resources) -> None:
    sns = boto3.client("sns")
    arn = sns.create_topic(Name=standing.topics[0].name)["TopicArn"]
    assert sns.get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"] == "Status updates"
    sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="Acme")
    provision("dev")
    assert sns.get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"] == "Acme"


REGIONS = ("us-east-1", "eu-central-1")


def bucket_of(region: str) -> tuple[Any, str]:
    return boto3.client("s3", region_name=region), f"candor-dev-copy-{ACCOUNT}-{region}"


def of_the_bucket(region: str) -> dict[str, Any]:
    s3, name = bucket_of(region)
    closed = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    return {
        "region": s3.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1",
        "closed": all(closed[each] for each in closed) and len(closed) == 4,
        "policy": json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"],
    }


def test_without_a_word_there_is_no_bucket(standing: Resources) -> None:
    assert standing.buckets == ()
    assert boto3.client("s3").list_buckets()["Buckets"] == []


def test_a_bucket_of_copies_stands_in_its_region_closed_and_talks_tls_only(aws: str) -> None:
    made = provision("dev", copy_regions=REGIONS)
    assert [(each.name, each.region) for each in made.buckets] == [
        (bucket_of(region)[1], region) for region in REGIONS
    ]
    for region in REGIONS:
        found = of_the_bucket(region)
        assert found["region"] == region
        assert found["closed"]
        (rule,) = found["policy"]
        assert (rule["Effect"], rule["Principal"], rule["Action"]) == ("Deny", "*", "s3:*")
        assert rule["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        arn = f"arn:aws:s3:::{bucket_of(region)[1]}"
        assert rule["Resource"] == [arn, f"{arn}/*"]


def test_making_a_bucket_again_changes_nothing_and_mends_what_was_changed(aws: str) -> None:
    provision("dev", copy_regions=REGIONS)
    before = [of_the_bucket(region) for region in REGIONS]
    for region in REGIONS:
        s3, name = bucket_of(region)
        s3.delete_public_access_block(Bucket=name)
        s3.delete_bucket_policy(Bucket=name)
    for _ in range(2):
        provision("dev", copy_regions=REGIONS)
        assert [of_the_bucket(region) for region in REGIONS] == before


def test_whom_the_buckets_policy_lets_in_besides_stays_let_in(aws: str) -> None:
    provision("dev", copy_regions=REGIONS[:1])
    s3, name = bucket_of(REGIONS[0])
    cloudfront = {
        "Sid": "CloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [cloudfront]})
    s3.put_bucket_policy(Bucket=name, Policy=policy)
    for _ in range(2):
        provision("dev", copy_regions=REGIONS[:1])
        ours, theirs = of_the_bucket(REGIONS[0])["policy"]
        assert ours["Effect"] == "Deny"
        assert theirs == cloudfront


def test_a_table_of_an_afternoon_may_be_deleted(aws: str) -> None:
    table = provision("dev", protected=False).table.name
    dynamodb = boto3.client("dynamodb")
    dynamodb.delete_table(TableName=table)
    assert dynamodb.list_tables()["TableNames"] == []


def test_a_table_of_a_stage_may_not(standing: Resources) -> None:
    dynamodb = boto3.client("dynamodb")
    with pytest.raises(dynamodb.exceptions.ClientError, match="DeletionProtection"):
        dynamodb.delete_table(TableName=standing.table.name)
