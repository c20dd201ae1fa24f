"""The policy files in the repository, and what they may never say."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra import policies
from infra.configuration import PROJECT, stages
from infra.resources import FUNCTIONS, deployed_name

FILES = sorted((PROJECT / ".chalice").glob("policy-*.json"))


def statements(file: Path) -> list[dict[str, Any]]:
    document = json.loads(file.read_text())
    found: list[dict[str, Any]] = document["Statement"]
    return found


def of_the_table(file: Path) -> list[dict[str, Any]]:
    return [s for s in statements(file) if ":dynamodb:" in s.get("Resource", "")]


# IAM takes nothing else for these.
OF_THE_ACCOUNT = (
    "sns:Unsubscribe",
    "sns:CheckIfPhoneNumberIsOptedOut",
    "sns:GetSMSSandboxAccountStatus",
)


def leading_keys(statement: dict[str, Any], operator: str) -> list[str]:
    """The partition keys that the statement holds for, under the one condition that it has."""
    ((condition, keys),) = statement["Condition"].items()
    assert condition == f"ForAllValues:{operator}"
    allowed: list[str] = keys["dynamodb:LeadingKeys"]
    assert list(keys) == ["dynamodb:LeadingKeys"]
    return allowed


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_the_committed_policies_are_those_that_the_description_makes(stage: str) -> None:
    assert policies.outdated(PROJECT, stage) == []


def test_there_is_one_policy_for_each_function_and_stage_and_no_other() -> None:
    described = {
        path for stage in stages(PROJECT) for path in policies.policy_files(PROJECT, stage)
    }
    assert described == set(FILES)
    assert len(FILES) == len(FUNCTIONS) * len(stages(PROJECT))


def test_a_function_that_nobody_described_gets_no_policy_by_accident() -> None:
    with pytest.raises(ValueError, match=r"^Nothing says what nightly may do"):
        policies.policy("nightly", "dev")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_and_names_are_exact(file: Path) -> None:
    stage = file.stem.rsplit("-", 1)[1]
    for statement in statements(file):
        assert not any("*" in action for action in statement["Action"])
        if statement["Action"][0] in OF_THE_ACCOUNT:
            assert statement["Resource"] == "*"
            continue
        if "NotResource" in statement:  # to a phone, and to no topic
            assert statement["Action"] == ["sns:Publish"]
            assert statement["NotResource"] == "arn:*:sns:*:*:*"
            continue
        named = statement["Resource"]
        for resource in [named] if isinstance(named, str) else named:
            assert f"candor-{stage}" in resource


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_what_strangers_can_reach_writes_nothing_but_counters_and_answers(stage: str) -> None:
    file = PROJECT / ".chalice" / f"policy-api_handler-{stage}.json"
    reads = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
    writing = [s for s in of_the_table(file) if not set(s["Action"]) <= reads]
    assert [statement["Action"] for statement in writing] == [
        ["dynamodb:UpdateItem"],
        ["dynamodb:GetItem", "dynamodb:UpdateItem"],  # of one drill, by its own name
    ]
    assert leading_keys(writing[0], "StringLike") == ["ANSWERS#*", "LIMIT#*"]
    assert leading_keys(writing[1], "StringLike") == ["CANARY#*"]


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_what_strangers_can_reach_reads_nothing_but_what_is_published(stage: str) -> None:
    """Not PAGE, where the definition may hold secrets, nor what the deployment wrote down."""
    file = PROJECT / ".chalice" / f"policy-api_handler-{stage}.json"
    reading = [s for s in of_the_table(file) if "dynamodb:UpdateItem" not in s["Action"]]
    assert [statement["Action"] for statement in reading] == [
        ["dynamodb:BatchGetItem", "dynamodb:Query"],
        ["dynamodb:GetItem"],  # of what one link shows, by its own name
    ]
    assert leading_keys(reading[1], "StringLike") == ["MANAGED#*"]
    assert leading_keys(reading[0], "StringLike") == [
        "AUDIENCES",
        "HOURS#*",
        "INCIDENTS",
        "MAINTENANCES",
        "RECORD#*",
        "ROSTERS",
        "SAMPLES#*",
        "SNAPSHOT",
    ]


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_what_strangers_can_reach_invokes_the_function_of_the_team_alone(stage: str) -> None:
    invoking = {
        file.stem.split("-")[1]: (statement["Action"], statement["Resource"])
        for file in FILES
        for statement in statements(file)
        if ":lambda:" in statement.get("Resource", "") and file.stem.endswith(f"-{stage}")
    }
    ours = f"arn:*:lambda:*:*:function:{deployed_name('admin', stage)}"
    assert invoking == {"api_handler": (["lambda:InvokeFunction"], ours)}


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_copies_are_written_by_those_who_look_and_read_by_strangers(stage: str) -> None:
    allowed = {
        file.stem.split("-")[1]: (statement["Action"], statement["Resource"])
        for file in FILES
        for statement in statements(file)
        if ":s3:" in statement.get("Resource", "") and file.stem.endswith(f"-{stage}")
    }
    files_in_the_buckets = f"arn:*:s3:::candor-{stage}-copy-*/*"
    assert allowed == {
        "tick": (["s3:PutObject"], files_in_the_buckets),
        "probe_shard": (["s3:PutObject"], files_in_the_buckets),
        "api_handler": (["s3:GetObject"], files_in_the_buckets),
        "stand_in": (["s3:GetObject"], files_in_the_buckets),
    }


def test_a_stage_that_was_added_is_written_too(tmp_path: Path) -> None:
    (tmp_path / ".chalice").mkdir()
    functions = {"tick": {"iam_policy_file": "policy-tick-blue.json"}}
    config = {"stages": {"blue": {"lambda_functions": functions}}}
    (tmp_path / ".chalice/config.json").write_text(json.dumps(config))
    assert policies.outdated(tmp_path, "blue") != []
    policies.write(tmp_path)
    assert policies.outdated(tmp_path, "blue") == []


@pytest.mark.parametrize("stage", stages(PROJECT))
def test_no_deployment_lets_strangers_webhooks_into_networks_of_its_own(stage: str) -> None:
    config = json.loads((PROJECT / ".chalice/config.json").read_text())
    variables = config["stages"][stage]["environment_variables"]
    assert "OWN_NETWORKS" not in {**config.get("environment_variables", {}), **variables}
