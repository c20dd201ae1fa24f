"""What `candor deploy` says when it can't begin: one sentence, and nothing is made."""

import json
import platform
import shutil
import zipfile
from pathlib import Path

import boto3
import pytest
from packaging.tags import sys_tags

from candor import deploying
from infra import package

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _boto3_looks_around_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


@pytest.fixture
def own_checkout(checkout: Path, tmp_path: Path) -> Path:
    return shutil.copytree(checkout, tmp_path / "checkout")


def refusal(stage: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert deploying.deploy(stage, checkout) == 1
    assert boto3.client("dynamodb", "eu-west-1").list_tables()["TableNames"] == []
    return capsys.readouterr().err


def test_an_unknown_stage_is_named_beside_the_known_ones(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal("staging", checkout, capsys)
    assert said.startswith("There is no stage staging: .chalice/config.json knows dev, prod.")


def test_a_region_that_is_none_is_named(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = own_checkout / ".chalice/config.json"
    named = config.read_text().replace(
        '"STAGE": "dev", "COPY_REGIONS": ""', '"STAGE": "dev", "COPY_REGIONS": "eu-west-1 Dublin"'
    )
    config.write_text(named)
    assert refusal("dev", own_checkout, capsys) == (
        "COPY_REGIONS of stage dev in .chalice/config.json names Dublin, which is no region of "
        "AWS; write regions such as eu-central-1, with blanks between them.\n"
    )


def test_what_is_no_network_of_proxies_is_named(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = own_checkout / ".chalice/config.json"
    proxies = '"STAGE": "dev", "TRUSTED_PROXIES": "203.0.113.0/24 cdn.example.com"'
    config.write_text(config.read_text().replace('"STAGE": "dev"', proxies))
    assert refusal("dev", own_checkout, capsys) == (
        "TRUSTED_PROXIES of stage dev in .chalice/config.json names cdn.example.com, which is no "
        "network; write such as 203.0.113.0/24, with blanks between them.\n"
    )


def test_outdated_policy_files_are_not_deployed(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = own_checkout / ".chalice/policy-tick-dev.json"
    policy.write_text(policy.read_text().replace("sns:Publish", "sns:*"))
    assert "Run `python -m infra.policies`" in refusal("dev", own_checkout, capsys)


def test_without_a_region_the_variable_to_set_is_named(
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert "Set AWS_DEFAULT_REGION" in refusal("dev", checkout, capsys)


def test_without_credentials_the_ways_to_give_them_are_named(
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert deploying.deploy("dev", checkout) == 1
    assert "There are no AWS credentials. Run `aws configure`" in capsys.readouterr().err


def test_a_stage_that_was_never_deployed_has_nothing_to_delete(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deploying.delete("prod", checkout) == 1
    assert "There is no table candor-prod in this account" in capsys.readouterr().err


def test_an_aws_that_can_not_be_reached_is_one_sentence(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://localhost:1")
    assert deploying.deploy("dev", checkout) == 1
    assert "Talking to AWS failed" in capsys.readouterr().err


def test_a_profile_that_is_not_there_is_named(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert deploying.deploy("dev", checkout) == 1
    assert "nobody" in capsys.readouterr().err


def test_a_dependency_that_pip_cannot_fetch_stops_the_deployment(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_checkout / "requirements.txt").write_text("--no-index\nnowhere-to-be-found==1.0\n")
    assert "nowhere-to-be-found" in refusal("dev", own_checkout, capsys)


def test_a_dependency_without_a_wheel_for_lambda_stops_the_deployment_each_time(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel_for_this_machine(own_checkout)
    for_another_machine(own_checkout)
    (own_checkout / "requirements.txt").write_text(
        f"--no-index\n--find-links {own_checkout}\nnative==1.0\n"
    )
    for _ in range(2):  # Chalice itself would take what it kept the first time, and say nothing
        said = refusal("dev", own_checkout, capsys)
        assert "There is no package for Lambda of native==1.0" in said


def test_a_layer_that_lacks_a_dependency_is_not_left_for_plain_chalice(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel_for_this_machine(own_checkout)
    make_wheel(own_checkout, "pure", "py3-none-any")
    for_another_machine(own_checkout)
    (own_checkout / "requirements.txt").write_text(
        f"--no-index\n--find-links {own_checkout}\nnative==1.0\npure==1.0\n"
    )
    shutil.rmtree(own_checkout / ".chalice/deployments")
    assert "native==1.0" in refusal("dev", own_checkout, capsys)
    assert list((own_checkout / ".chalice/deployments").iterdir()) == []


def test_requirements_that_ask_for_nothing_are_refused(
    own_checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_checkout / "requirements.txt").write_text("")
    assert "requirements.txt asks for nothing" in refusal("dev", own_checkout, capsys)


def for_another_machine(checkout: Path) -> None:
    """Deploys to the architecture that this machine hasn't."""
    other = "x86_64" if platform.machine() in {"arm64", "aarch64"} else "arm64"
    config = checkout / ".chalice/config.json"
    settings = json.loads(config.read_text())
    config.write_text(json.dumps({**settings, "lambda_architecture": other}))


def wheel_for_this_machine(directory: Path) -> None:
    make_wheel(directory, "native", str(next(sys_tags())))


def make_wheel(directory: Path, name: str, tag: str) -> None:
    metadata = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(directory / f"{name}-1.0-{tag}.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "SIZE = 1\n")
        wheel.writestr(
            f"{metadata}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{metadata}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n"
        )
        wheel.writestr(f"{metadata}/RECORD", "")


def test_a_layer_that_broke_off_half_way_is_built_again(own_checkout: Path) -> None:
    (own_checkout / "requirements.txt").write_text("tzdata==2026.6\n")
    small = package.build(own_checkout, "dev")
    whole = small.stat().st_size
    small.write_bytes(small.read_bytes()[: whole // 2])
    assert package.build(own_checkout, "dev").stat().st_size == whole
