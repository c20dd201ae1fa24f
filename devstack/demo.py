"""The demo service: something small to watch, with a switch for how it is."""

import json
import threading
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from string import Template
from urllib.parse import urlsplit

from devstack.doors import Answer, Door, answered_by
from devstack.stand_in import StandIn
from devstack.state import State

SLOW_SECONDS = 1.5
# At which visitors' browsers look, to tell "is it you or me?".
PIXEL = "/pixel.svg"
_PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_BROWSERS = "Mozilla/"  # as all of them call themselves; our own checks don't
_DOCUMENT = "demo"

_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;
margin:12vh auto;padding:0 1rem}</style></head>
<body><h1>$title</h1><p>$words</p></body></html>
""")


class DemoState(StrEnum):
    UP = "up"
    SLOW = "slow"
    DOWN = "down"


class Demo:
    """A service with a front page, an API and a search, all in the state of one switch.

    Up answers 200 at once, slow answers 200 after `SLOW_SECONDS`, down answers 503, to people in a
    browser with the notice, as behind a proxy that has it. The switch stays where it was put when a
    kept state continues: an outage outlives a restart.
    """

    PATHS = ("/", "/api/health", "/search", PIXEL)

    def __init__(self, state: State, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self._state = state
        self._switched = threading.Condition()
        self._now = DemoState(state.kept(_DOCUMENT) or DemoState.UP)

    @property
    def state(self) -> DemoState:
        return self._now

    def switch(self, to: DemoState) -> None:
        with self._switched:
            self._now = to
            self._state.keep(_DOCUMENT, to.value)
            self._switched.notify_all()

    def settle(self) -> DemoState:
        """The state in which a request is answered; while slow, it takes its time."""
        with self._switched:
            if self._now is DemoState.SLOW:
                self._switched.wait_for(lambda: self._now is not DemoState.SLOW, SLOW_SECONDS)
            return self._now

    def open(self, door: Door) -> None:
        door.open(answered_by(partial(_DemoAnswer, self)))


class _DemoAnswer(Answer):
    def __init__(self, demo: Demo, *connection: object) -> None:
        self._demo = demo
        super().__init__(*connection)  # type: ignore[arg-type]  # handed on as it came

    def answer(self) -> None:
        path = urlsplit(self.path).path
        if self.command not in ("GET", "HEAD"):
            words = "The demo shop is for looking only."
            self._show(path, HTTPStatus.METHOD_NOT_ALLOWED, "Not that way", words)
        elif path not in Demo.PATHS:
            self._show(path, HTTPStatus.NOT_FOUND, "Not here", "The demo shop has no such page.")
        elif self._demo.settle() is DemoState.DOWN:
            self._stand_in(path)
        elif path == PIXEL:
            self.send(HTTPStatus.OK, _PIXEL, "image/svg+xml")
        else:
            words = "The demo shop is open. It is here to be watched; its switch is on the console."
            self._show(path, HTTPStatus.OK, "Hello!", words)

    def _stand_in(self, path: str) -> None:
        agent = self.headers.get("User-Agent", "")
        is_person = "text/html" in self.headers.get("Accept", "") and _BROWSERS in agent
        notice = self._demo.stand_in.html() if is_person else None
        if notice:
            self.send_html(HTTPStatus.SERVICE_UNAVAILABLE, notice, {"Retry-After": "60"})
            return
        words = "The demo shop is down. Its switch is on the console."
        self._show(path, HTTPStatus.SERVICE_UNAVAILABLE, "Sorry!", words)

    def _show(self, path: str, status: HTTPStatus, title: str, words: str) -> None:
        if path.startswith("/api/"):
            health = "ok" if status is HTTPStatus.OK else status.phrase.lower()
            self.send(status, json.dumps({"status": health}), "application/json")
        else:
            self.send_html(status, _PAGE.substitute(title=title, words=words))
