"""The whole of Candor as a person starts it: another process, reached over HTTP alone."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.integration.devstack.samples import Answered, ask, until
from tests.ports import free_ports
from tests.receiver import Receiver

PROJECT = Path(__file__).resolve().parents[1]
DEVSTACK = (sys.executable, "-u", "-m", "devstack")
PATIENCE_S = 20
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Running:
    """A devstack in the foreground of another process; what it prints is read all the time."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None  # we asked for the pipe
        for line in self.process.stdout:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def greeting(self) -> str:
        """What it said until it was ready, or until it ended because it can't start."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._ended or self._is_ready(), 3 * PATIENCE_S)
            return "".join(self._lines)

    def _is_ready(self) -> bool:
        return bool(self._lines) and self._lines[-1].startswith("  console")

    def ended(self) -> tuple[str, int]:
        """All that it said, and its exit status; waits for its end."""
        status = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return "".join(self._lines), status

    def interrupt(self) -> tuple[str, int]:
        """Ctrl-C, then as `ended`."""
        self._signal(signal.SIGINT)
        return self.ended()

    def kill(self) -> None:
        """What no process can prepare for."""
        self._signal(signal.SIGKILL)
        self.ended()

    def _signal(self, number: signal.Signals) -> None:
        """To the process and to what it started, as a terminal does; not to one that has ended."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def get(self, path: str) -> Answered:
        return ask(self.port, path)

    def clock(self) -> datetime:
        """The virtual time, as the console tells it."""
        return datetime.fromisoformat(ask(self.port + 1, "/clock.json").json()["now"])

    def summary(self) -> Any:
        return self.get("/api/v2/summary.json").json()

    def incidents(self) -> list[dict[str, Any]]:
        incidents: list[dict[str, Any]] = self.get("/api/v2/incidents.json").json()["incidents"]
        return incidents

    def unresolved(self) -> list[dict[str, Any]]:
        incidents: list[dict[str, Any]] = self.get("/api/v2/incidents/unresolved.json").json()[
            "incidents"
        ]
        return incidents

    def mails(self) -> list[dict[str, Any]]:
        mailbox: list[dict[str, Any]] = ask(self.port + 1, "/mailbox.json").json()
        return mailbox

    def news(self) -> list[str]:
        """The subjects of the mails that aren't SNS's own, oldest first."""
        return [mail["subject"] for mail in self.mails() if mail["subject"].startswith("[")]

    def switch_demo(self, state: str) -> None:
        assert ask(self.port + 1, f"/demo?state={state}", method="POST").status == 200

    def _asked_back(self, address: str) -> str:
        """The link in SNS's mail, which comes when the queue of sign-ups was worked off."""
        links = until(
            lambda: [
                link[0]
                for mail in self.mails()
                if mail["to"] == address
                and (link := re.search(r"http\S+/sns/confirm\S+", mail["text"]))
            ]
        )
        return links[-1]

    def subscribe(self, address: str) -> None:
        """By the page's form, and by the link in SNS's mail."""
        body = f"email={address}".encode()
        asked = ask(self.port, "/subscriptions", method="POST", headers=_FORM, body=body)
        assert asked.status == 303, asked.body
        link = urlsplit(self._asked_back(address))
        assert ask(self.port + 1, f"{link.path}?{link.query}").status == 200

    def subscribe_webhook(self, receiver: Receiver) -> None:
        """By the page's form, and by the link in what is posted there first."""
        body = urlencode({"url": f"{receiver.url}/hook"}).encode()
        asked = ask(self.port, "/subscriptions", method="POST", headers=_FORM, body=body)
        assert asked.status == 303, asked.body
        (question,) = until(lambda: receiver.posted)
        link = urlsplit(question.json["confirmation"]["url"]).path
        shown = re.search(rb'name="selection" value="(\w+)"', self.get(link).body)
        assert shown
        yes = b"wish=confirm&selection=" + shown[1]
        assert ask(self.port, link, method="POST", headers=_FORM, body=yes).status == 303
        until(lambda: b'name="selection"' not in self.get(link).body)


@contextmanager
def started(
    *,
    command: tuple[str, ...] = DEVSTACK,
    cwd: Path = PROJECT,
    port: int | None = None,
    **settings: str,
) -> Iterator[Running]:
    """A devstack on ports of its own, once it is ready or has ended; killed at the end.

    It has no past, so that all there is to see came about here, unless `PAST` says so; "" leaves
    it to the devstack.
    """
    chosen = free_ports() if port is None else port
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PORT": str(chosen), "PAST": "0", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a signal reaches all of it, and no more
    )
    running = Running(process, chosen)
    try:
        running.greeting()
        yield running
    finally:
        running.kill()
        sys.stdout.write(running.ended()[0])  # shown with a test that fails
