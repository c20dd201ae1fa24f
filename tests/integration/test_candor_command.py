"""The `candor` command as a process of its own: what it says, and how it ends, when it can't."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ports import free_ports

PROJECT = Path(__file__).resolve().parents[2]
GALLERY = PROJECT / "tests" / "testdata" / "definitions"


def candor(*arguments: str, cwd: Path = PROJECT, **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one run without a terminal."""
    run = subprocess.run(
        [sys.executable, "-m", "candor", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def nobody_listens() -> str:
    """A port such that the one two further, where the devstack's AWS would be, is closed."""
    return str(free_ports())


def test_a_wrong_file_is_refused_with_every_fault_on_a_line_of_its_own() -> None:
    status, out, err = candor("apply", "ten_faults.yaml", "--yes", cwd=GALLERY)
    assert (status, out) == (1, "")
    assert err == (GALLERY / "ten_faults.txt").read_text(encoding="utf-8")


def test_a_missing_file_is_one_sentence() -> None:
    status, _, err = candor("apply", "nowhere.yaml")
    assert (status, err) == (1, "nowhere.yaml can't be read: No such file or directory.\n")


def test_a_devstack_that_is_not_running_is_one_sentence(nobody_listens: str) -> None:
    status, out, err = candor("--local", "export", PORT=nobody_listens)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "The table candor-dev did not answer" in err
    assert err.endswith("Is `make run` running?\n")


@pytest.mark.parametrize("command", ["export", "answers", "person list", "key list", "audit"])
def test_local_may_stand_after_the_command_as_well(nobody_listens: str, command: str) -> None:
    words = command.split()
    before = candor("--local", *words, PORT=nobody_listens)
    assert before[2].endswith("Is `make run` running?\n")
    assert candor(*words, "--local", PORT=nobody_listens) == before


def test_a_profile_of_a_real_account_does_not_reach_the_devstack(nobody_listens: str) -> None:
    _, _, err = candor("--local", "export", PORT=nobody_listens, AWS_PROFILE="production")
    assert "EndpointConnectionError" in err


def test_aws_without_credentials_is_one_sentence(tmp_path: Path) -> None:
    status, _, err = candor(
        "export",
        "--stage",
        "prod",
        HOME=str(tmp_path),
        AWS_ACCESS_KEY_ID="",
        AWS_SECRET_ACCESS_KEY="",
    )
    assert status == 1
    assert err.startswith("There are no AWS credentials here")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["aply", "page.yaml"],
        ["apply"],
        ["deploy"],
        ["--local", "export", "--stage", "prod"],
        ["answers", "x"],
        ["person"],
        ["key", "create", "Deploys"],
        ["key", "create", "Deploys", "--role", "owner"],
        ["audit", "--json", "--csv"],
        ["--local", "person", "list", "--stage", "prod"],
    ],
)
def test_a_wrong_command_line_is_answered_with_how_to_write_it(arguments: list[str]) -> None:
    status, _, err = candor(*arguments)
    assert status == 2
    assert err.startswith("usage: candor")


def test_a_stage_is_deployed_to_aws_and_never_to_the_devstack() -> None:
    status, _, err = candor("--local", "deploy", "dev")
    assert status == 2
    assert "--local is the system of `make run`" in err


def test_the_help_names_the_exit_statuses() -> None:
    status, out, _ = candor("--help")
    assert status == 0
    assert "0 done, 1 refused or failed, 2 a wrong command line" in " ".join(out.split())
