"""Candor itself, started as a person starts it, and lived with for an outage."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.integration.devstack.samples import ask, free_ports, until

PROJECT = Path(__file__).resolve().parents[3]
WRONG_PAGE = """\
page:
  name: Shop
  colour: red
components:
  - key: shop
    name: Shop
"""


class Running:
    """`python -m devstack` in the foreground of another process."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, greeting: list[str]) -> None:
        self.process = process
        self.port = port
        self.greeting = greeting

    def unresolved(self) -> list[dict[str, Any]]:
        path = "/api/v2/incidents/unresolved.json"
        incidents: list[dict[str, Any]] = ask(self.port, path).json()["incidents"]
        return incidents

    def mails(self) -> list[dict[str, Any]]:
        mailbox: list[dict[str, Any]] = ask(self.port + 1, "/mailbox.json").json()
        return mailbox

    def switch_demo(self, state: str) -> None:
        assert ask(self.port + 1, f"/demo?state={state}", method="POST").status == 200


@contextmanager
def started(**settings: str) -> Iterator[Running]:
    port = free_ports()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "devstack"],
        cwd=PROJECT,
        env={**os.environ, "PORT": str(port), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        greeting = [process.stdout.readline()]
        while greeting[-1] and "console" not in greeting[-1]:
            greeting.append(process.stdout.readline())
        yield Running(process, port, greeting)
    finally:
        process.kill()
        process.communicate()


def test_an_outage_is_shown_and_told_once_and_resolved_once() -> None:
    with started(SPEED="60") as stack:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        ask(
            stack.port, "/subscriptions", method="POST", headers=form, body=b"email=ann%40x.example"
        )
        link = re.search(r"http\S+/sns/confirm\S+", stack.mails()[0]["text"])
        assert link is not None
        parts = urlsplit(link[0])
        assert ask(stack.port + 1, f"{parts.path}?{parts.query}").status == 200

        stack.switch_demo("down")
        (incident,) = until(stack.unresolved)
        assert ask(stack.port, f"/incidents/{incident['id']}").status == 200
        assert b"Major outage" in ask(stack.port, "/").body
        until(lambda: len(stack.mails()) == 2)

        stack.switch_demo("up")
        until(lambda: not stack.unresolved())
        until(lambda: len(stack.mails()) == 3)
        told = [mail["subject"].split(":")[0] for mail in stack.mails()[1:]]
        assert told == ["[Demo Shop] Investigating", "[Demo Shop] Resolved"]
        assert len(ask(stack.port, "/api/v2/incidents.json").json()["incidents"]) == 1


def test_its_greeting_ends_with_where_to_look_and_ctrl_c_ends_it_cleanly() -> None:
    with started() as stack:
        assert stack.greeting[-2].endswith(f"http://localhost:{stack.port}/\n")
        assert stack.greeting[-1].endswith(f"http://localhost:{stack.port + 1}/\n")
        assert "All Systems Operational" in ask(stack.port, "/").body.decode()  # it has looked
        stack.process.send_signal(signal.SIGINT)
        output, _ = stack.process.communicate(timeout=10)
        assert (output, stack.process.returncode) == ("Stopping …\n", 0)


def test_api_gateway_s_own_errors_are_in_our_words() -> None:
    with started() as stack:
        length = {"Content-Length": str(11 * 1024 * 1024), "Accept": "text/html"}
        refused = ask(stack.port, "/subscriptions", method="POST", headers=length)
        assert refused.status == 413
        assert refused.header("Content-Type") == "text/html"
        assert "<h1>Too much at once</h1>" in refused.body.decode()


def test_a_wrong_page_is_refused_with_its_faults(tmp_path: Path) -> None:
    page = tmp_path / "page.yaml"
    page.write_text(WRONG_PAGE)
    with started(PAGE=str(page)) as stack:
        output = "".join(stack.greeting)
        assert stack.process.wait(timeout=10) == 2
        assert f"{page} can't be used as it is:\n" in output
        assert "colour" in output
        assert "Traceback" not in output


def test_the_candor_command_reaches_what_is_running_here() -> None:
    with started() as stack:
        exported = subprocess.run(
            [sys.executable, "-m", "candor", "--local", "export"],
            cwd=PROJECT,
            env={**os.environ, "PORT": str(stack.port)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert exported.returncode == 0, exported.stderr
        assert "name: Demo Shop" in exported.stdout
