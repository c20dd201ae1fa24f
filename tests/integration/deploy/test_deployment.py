"""`candor deploy` and `candor delete`, with Chalice's real command line, on an embedded AWS."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from candor import deploying
from chalicelib.domain.people import FIRST_OWNER
from chalicelib.settings import Names
from infra import adoption, policies, records
from infra.gateway_errors import GATEWAY_ERRORS
from infra.resources import FUNCTIONS, deployed_name, log_group
from tests.integration.deploy.moto_chalice import ACCOUNT, REGION

DEV = Names("dev")


def chalice(checkout: Path, *arguments: str) -> str:
    """What Chalice's own command line prints."""
    command = [sys.executable, "-c", "from chalice.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=checkout, check=True, capture_output=True, text=True
    ).stdout.strip()


def api_ids() -> list[str]:
    return [api["id"] for api in boto3.client("apigateway").get_rest_apis()["items"]]


def mappings() -> list[Any]:
    found: list[Any] = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return found


def functions() -> dict[str, Any]:
    listed = boto3.client("lambda").list_functions()["Functions"]
    return {function["FunctionName"]: function for function in listed}


@pytest.mark.parametrize(
    ("function", "memory", "timeout"),
    [
        ("api_handler", 512, 28),
        ("tick", 512, 60),
        ("roll_up", 512, 300),
        ("stand_in", 512, 28),
        ("admin", 1024, 20),
    ],
)
def test_a_function_has_the_memory_and_the_timeout_of_the_configuration(
    deployed: Path, function: str, memory: int, timeout: int
) -> None:
    made = functions()[deployed_name(function, "dev")]
    assert (made["MemorySize"], made["Timeout"]) == (memory, timeout)
    assert made["Architectures"] == ["arm64"]
    assert made["Environment"]["Variables"]["STAGE"] == "dev"


def test_every_function_of_the_app_is_described_and_no_other(deployed: Path) -> None:
    assert set(functions()) == {deployed_name(function, "dev") for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_its_own_policy_says(deployed: Path, function: str) -> None:
    iam = boto3.client("iam")
    role = f"candor-dev-{function}"
    assert functions()[deployed_name(function, "dev")]["Role"].endswith(f":role/{role}")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    assert document == policies.policy(function, "dev")


def test_the_clock_calls_tick_each_minute_and_roll_up_after_each_hour(deployed: Path) -> None:
    events = boto3.client("events")
    called = {}
    for rule in events.list_rules()["Rules"]:
        assert rule["State"] == "ENABLED"
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        called[target["Arn"]] = rule["ScheduleExpression"]
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:candor-dev"
    assert called == {
        f"{function}-tick": "rate(1 minute)",
        f"{function}-roll_up": "cron(16 * * * ? *)",
    }


@pytest.mark.parametrize(
    ("queue", "function", "at_once"),
    [
        (DEV.probe_queue, "probe_shard", 1),
        (DEV.sign_up_queue, "enrol", 1),
        (DEV.relay_queue, "relay", 1),
        (DEV.delivery_queue, "deliver", 10),
    ],
)
def test_each_queue_hands_so_many_messages_to_its_function(
    deployed: Path, queue: str, function: str, at_once: int
) -> None:
    source = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
    (mapping,) = (each for each in mappings() if each["EventSourceArn"] == source)
    assert mapping["FunctionArn"].endswith(f":candor-dev-{function}")
    assert mapping["BatchSize"] == at_once


def test_the_log_of_every_function_is_kept_for_a_month(deployed: Path) -> None:
    groups = boto3.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/candor-dev")[
        "logGroups"
    ]
    kept = {group["logGroupName"]: group.get("retentionInDays") for group in groups}
    assert kept == {log_group(function, "dev"): 30 for function in FUNCTIONS}


@pytest.mark.parametrize("error", GATEWAY_ERRORS, ids=lambda error: error.response_type)
def test_an_error_of_api_gateway_is_a_kind_page_or_a_problem_document(
    deployed: Path, error: Any
) -> None:
    (api_id,) = api_ids()
    said = boto3.client("apigateway").get_gateway_response(
        restApiId=api_id, responseType=error.response_type
    )
    assert said.get("statusCode") == (str(error.status.value) if error.status else None)
    assert said["responseParameters"]["gatewayresponse.header.Cache-Control"] == "'no-store'"
    problem = json.loads(said["responseTemplates"]["application/json"])
    assert problem["detail"] == error.detail
    assert f"<h1>{error.title}</h1>" in said["responseTemplates"]["text/html"]


def test_a_reader_who_may_come_again_is_told_when(deployed: Path) -> None:
    (api_id,) = api_ids()
    for busy in ("THROTTLED", "INTEGRATION_TIMEOUT", "DEFAULT_5XX"):
        said = boto3.client("apigateway").get_gateway_response(restApiId=api_id, responseType=busy)
        assert said["responseParameters"]["gatewayresponse.header.Retry-After"] == "'30'"


def test_what_the_gateway_says_is_deployed_after_it_is_set(deployed: Path) -> None:
    gateway = boto3.client("apigateway")
    (api_id,) = api_ids()
    stage = gateway.get_stage(restApiId=api_id, stageName="status")
    live = gateway.get_deployment(restApiId=api_id, deploymentId=stage["deploymentId"])
    assert live["description"] == "Errors in our own words"


def test_the_first_owners_link_is_told_once(
    deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (api_id,) = api_ids()
    link = f"    https://{api_id}.execute-api.{REGION}.amazonaws.com/status/admin/welcome/"
    waiting = {"pk": {"S": "INVITATIONS"}, "sk": {"S": FIRST_OWNER}}
    boto3.client("dynamodb").delete_item(TableName=DEV.table, Key=waiting)
    assert deploying.deploy("dev", deployed) == 0
    assert capsys.readouterr().out.count(link) == 1
    assert deploying.deploy("dev", deployed) == 0
    assert "/admin/welcome/" not in capsys.readouterr().out


def test_a_second_deployment_keeps_the_address_and_doubles_nothing(deployed: Path) -> None:
    before = (api_ids(), [mapping["UUID"] for mapping in mappings()], sorted(functions()))
    assert deploying.deploy("dev", deployed) == 0
    assert (api_ids(), [m["UUID"] for m in mappings()], sorted(functions())) == before
    errors = boto3.client("apigateway").get_gateway_responses(restApiId=before[0][0])["items"]
    assert len(errors) == len(GATEWAY_ERRORS)


def test_a_fresh_clone_goes_on_from_the_record_in_the_table(
    deployed: Path, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (api_ids(), [mapping["UUID"] for mapping in mappings()])
    fresh = shutil.copytree(built, tmp_path / "fresh")
    assert deploying.deploy("dev", fresh) == 0
    assert "made elsewhere" in capsys.readouterr().out
    assert (api_ids(), [mapping["UUID"] for mapping in mappings()]) == before


def test_a_deployment_that_left_no_record_is_found_and_gone_on_with(
    deployed: Path, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (api_ids(), [mapping["UUID"] for mapping in mappings()])
    boto3.client("dynamodb").delete_item(
        TableName=DEV.table, Key={"pk": {"S": "DEPLOYMENT"}, "sk": {"S": "dev"}}
    )
    fresh = shutil.copytree(built, tmp_path / "fresh")
    assert deploying.deploy("dev", fresh) == 0
    assert "Found rest_api" in capsys.readouterr().out
    assert (api_ids(), [mapping["UUID"] for mapping in mappings()]) == before


def test_nothing_is_found_where_nothing_was_deployed(aws: str, built: Path) -> None:
    assert adoption.adopt(built, "prod") == []


def test_an_api_that_is_gone_is_not_found_by_the_permission_that_it_left(
    deployed: Path, built: Path
) -> None:
    client = boto3.client("lambda")
    client.create_function(
        FunctionName="candor-prod",
        Runtime="python3.11",
        Role=functions()["candor-dev"]["Role"],
        Handler="app.app",
        Code={"ZipFile": b"nothing"},
    )
    client.add_permission(
        FunctionName="candor-prod",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:gone123456/*",
    )
    assert adoption.adopt(built, "prod") == []
    client.delete_function(FunctionName="candor-prod")


def test_a_failure_of_chalice_ends_in_a_sentence_below_its_own_words(
    deployed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = shutil.copytree(deployed, tmp_path / "broken")
    (broken / "app.py").write_text("raise RuntimeError('the app is broken')\n")
    assert deploying.deploy("dev", broken) == 1
    said = capsys.readouterr()
    assert "    RuntimeError: the app is broken" in said.out
    assert said.err.startswith("`chalice deploy --stage dev` failed; its words are above.")


def test_plain_chalice_deploys_too_and_its_newer_record_wins(deployed: Path) -> None:
    before = api_ids()
    chalice(deployed, "deploy", "--stage", "dev")
    assert api_ids() == before
    assert records.restore(deployed, "dev") is records.Source.CHECKOUT


def test_chalice_tells_the_address_and_shows_the_log_of_a_function(deployed: Path) -> None:
    (api_id,) = api_ids()
    address = f"https://{api_id}.execute-api.{REGION}.amazonaws.com/status/"
    assert chalice(deployed, "url", "--stage", "dev") == address
    group, stream = {"logGroupName": log_group("tick", "dev")}, {"logStreamName": "one"}
    line = '{"message": "tick"}'
    event = {"timestamp": int(time.time() * 1000), "message": line}
    boto3.client("logs").create_log_stream(**group, **stream)
    boto3.client("logs").put_log_events(**group, **stream, logEvents=[event])
    assert line in chalice(deployed, "logs", "--stage", "dev", "--name", "tick")


def test_a_deletion_keeps_what_people_wrote_and_other_stages(
    deployed: Path, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = functions()
    prod = shutil.copytree(built, tmp_path / "prod")
    config, stage = prod / ".chalice" / "config.json", '"STAGE": "prod", "COPY_REGIONS": "'
    config.write_text(config.read_text().replace(stage, f"{stage}eu-central-1"))
    bucket = Names("prod").copy_bucket(ACCOUNT, "eu-central-1")
    assert deploying.deploy("prod", prod) == 0
    assert f"bucket of copies {bucket}" in capsys.readouterr().out
    assert set(functions()) > set(others)
    assert deploying.delete("prod", prod) == 0
    said = capsys.readouterr().out
    assert "table candor-prod" in said
    assert f"bucket of copies {bucket}" in said
    assert [each["Name"] for each in boto3.client("s3").list_buckets()["Buckets"]] == [bucket]
    assert set(functions()) == set(others)
    assert (len(api_ids()), len(mappings())) == (1, 4)
    assert Names("prod").table in boto3.client("dynamodb").list_tables()["TableNames"]
    topics = [topic["TopicArn"] for topic in boto3.client("sns").list_topics()["Topics"]]
    assert f"arn:aws:sns:{REGION}:{ACCOUNT}:{Names('prod').news_topic}" in topics
    assert records.api(prod, "prod") is None
