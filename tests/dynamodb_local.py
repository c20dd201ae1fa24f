"""AWS's own local DynamoDB engine, which `make test DYNAMODB=local` fetches by Maven."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.ports import free_ports

PROJECT = Path(__file__).resolve().parent.parent
LIBRARIES = PROJECT / ".cache" / "dynamodb-local"
_PATIENCE_S = 60


def is_asked_for() -> bool:
    return os.environ.get("DYNAMODB") == "local"


def is_there() -> bool:
    """Whether it was fetched, and there is a Java to run it."""
    return shutil.which("java") is not None and any(LIBRARIES.glob("DynamoDBLocal-*.jar"))


@contextmanager
def running() -> Iterator[str]:
    """The engine in memory on a free port; gives its endpoint."""
    port = free_ports()
    command = [
        "java",
        f"-Djava.library.path={LIBRARIES}",
        "-cp",
        f"{LIBRARIES}/*",
        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
        "-inMemory",
        "-disableTelemetry",
        "-port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "DynamoDB Local ended before it answered"
        with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("DynamoDB Local did not answer in a minute")
