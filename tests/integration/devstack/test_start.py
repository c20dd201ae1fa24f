"""`python -m devstack` as a person types it: what it says, and how it ends."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ports import free_ports

PROJECT = Path(__file__).resolve().parents[3]


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "devstack"],
        cwd=PROJECT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_wrong_setting_ends_it_with_one_sentence() -> None:
    ended = start(SPEED="fast", PAGE=__file__)
    assert ended.returncode == 2
    assert ended.stderr.startswith("SPEED is 'fast'; ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(("offset", "purpose"), [(0, "the status page"), (3, "the demo service")])
def test_a_taken_port_is_one_sentence_that_names_port_and_setting(
    offset: int, purpose: str
) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port + offset)):
        ended = start(PORT=str(port), PAGE=__file__)
    assert ended.returncode == 2
    assert ended.stderr == (
        f"Port {port + offset}, for {purpose}, is taken; "
        "choose another with the setting PORT, for instance PORT=8100.\n"
    )


def test_an_engine_that_does_not_answer_is_one_sentence() -> None:
    port = free_ports()
    endpoint = f"http://localhost:{port + 9}"
    ended = start(PORT=str(port), PAGE=__file__, DYNAMODB_ENDPOINT=endpoint)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Nothing answers at DYNAMODB_ENDPOINT {endpoint} (")
    assert ended.stderr.count("\n") == 1
