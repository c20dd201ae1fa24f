"""The exported Worker, run by Node between real servers: a product, and a status page."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from chalicelib.domain.notice_mark import NOTICE_MARK
from tests.integration.notices.parties import Asked, Says

_EDGE = Path(__file__).parent / "edge.mjs"
PATIENCE_S = 60
COPY = f"<!doctype html>{NOTICE_MARK}<title>An old copy</title></script>\u2028`${{1}}\\</html>"
FRESH = f"<!doctype html>{NOTICE_MARK}<title>Fresh words</title></html>"
FACTS = {"type": "about:blank", "title": "Old facts", "status": 503}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Edge:
    """The Worker at a port; `host` is what it stands before."""

    port: int
    host: str

    def begin(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> HTTPResponse:
        """The answer as soon as it has begun."""
        sent = {"Host": self.host, "Accept": "text/html", **headers}
        sent = {name.replace("_", "-"): value for name, value in sent.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request(method, path, body=body, headers=sent)
        return connection.getresponse()

    def ask(
        self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        response = self.begin(path, method, body, **headers)
        given = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, given, response.read().decode())

    def pass_time(self, seconds: int) -> None:
        self.ask(f"/-/later?seconds={seconds}", "POST")


@contextmanager
def worker(
    file: Path, host: str, patience: str = "30", cached: str = "cached", processes: str = "1"
) -> Iterator[Edge]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: apt-get install nodejs")
    command = [node, str(_EDGE), str(file), patience, cached, processes]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        yield Edge(int(process.stdout.readline()), host)
    finally:
        process.kill()
        process.wait()


Export = Callable[..., Edge]


def notice(asked: Asked) -> Says:
    """What a status page says of itself at /down."""
    if "json" in asked.accept:
        facts = {"type": "about:blank", "title": "Fresh facts", "status": 503}
        return 503, {"Content-Type": "application/problem+json"}, json.dumps(facts).encode()
    return 503, {"Content-Type": "text/html; charset=utf-8"}, FRESH.encode()
