"""One state of the page over real HTTP, in a process of its own: `python -m tests.browser.site`.

The page comes through the devstack's gateway, so it is compressed as API Gateway would. Time stands
still until a test moves it.
"""

import json
import multiprocessing
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cached_property, partial
from multiprocessing.connection import Connection
from typing import Any

from chalicelib.domain.roles import Role
from devstack.doors import Door
from devstack.environment import of_nobody
from devstack.functions import API
from tests.ports import free_ports
from tests.served import answering
from tests.target import Target, running_target
from tests.team import invited
from tests.world import World, world

_PATIENCE_S = 110
_Commands = dict[str, Callable[..., object]]


class Site:
    """A state that is being served, and its world to be moved. The first question waits for it."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    @cached_property
    def url(self) -> str:
        """Without a slash at its end."""
        url: str = self._ask("url")
        return url

    def now(self) -> datetime:
        """The world's time, in UTC."""
        at: datetime = self._ask("now")
        return at

    def tick(self, times: int = 1) -> None:
        self._ask("tick", times)

    def down(self, *paths: str) -> None:
        self._ask("down", *paths)

    def up(self) -> None:
        self._ask("up")

    def go_quiet(self, span: timedelta) -> None:
        """Time goes by, and nothing is looked at."""
        self._ask("go_quiet", span)

    def answer_with(self, status: int) -> None:
        """So the product's front page answers, until the product is up."""
        self._ask("answer_with", status)

    def tell(self) -> None:
        """Somebody writes of an incident, in English alone."""
        self._ask("tell")

    def product(self) -> str:
        """Where the product is that the page watches."""
        url: str = self._ask("product")
        return url

    def stand_in(self, *, glances: bool = True) -> None:
        """While the product is down, its address shows the notice, as it is now.

        One that doesn't glance is that of a page whose settings say nothing of where to.
        """
        self._ask("stand_in", glances)

    def asked_of_product(self) -> list[tuple[str, str]]:
        """Method and path of all that was asked there, looks of ours included."""
        asked: list[tuple[str, str]] = self._ask("asked_of_product")
        return asked

    def last_status(self) -> str:
        """What the last request over HTTP was answered with, before any cache on the way."""
        status: str = self._ask("last_status")
        return status

    def invited(self, name: str, role: str) -> str:
        """The path of a link with which somebody of that name comes into the team."""
        path: str = self._ask("invited", name, role)
        return path

    def subscribe(self, address: str) -> None:
        """Somebody asks for mails, and follows the link in SNS's."""
        self._ask("subscribe", address)

    def confirm(self, address: str) -> None:
        """Somebody follows the link in the last of SNS's mails to them."""
        self._ask("confirm", address)

    def link(self) -> str:
        """What the link of a webhook has that hears, and was asked about another choice since."""
        made: str = self._ask("link")
        return made

    def news(self, address: str) -> list[str]:
        """The subjects of the mails of ours in that mailbox, oldest first."""
        subjects: list[str] = self._ask("news", address)
        return subjects

    def texts(self, number: str) -> list[str]:
        """The SMS to that number, oldest first."""
        found: list[str] = self._ask("texts", number)
        return found

    def get(self, path: str) -> Any:
        """What the API answers, from JSON."""
        return self._ask("get", path)


@contextmanager
def site(state: str) -> Iterator[Site]:
    """The state on a port of this machine, until the end; it is made meanwhile."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(state, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Site(partial(_asked, ours))
    finally:
        ours.close()
        process.kill()  # it may still be busy making what nobody wants any more
        process.join(_PATIENCE_S)


def _asked(pipe: Connection, what: str, *arguments: object) -> Any:
    pipe.send((what, arguments))
    assert pipe.poll(_PATIENCE_S), f"the site didn't answer {what!r} in time"
    return pipe.recv()


def _url(port: int) -> str:
    return f"http://localhost:{port}"


def _serve(state: str, pipe: Connection) -> None:
    port = free_ports()
    with _made(state, port) as commands:
        while True:
            try:
                what, arguments = pipe.recv()
            except EOFError:  # whoever asked is gone
                return
            pipe.send(commands[what](*arguments))


@contextmanager
def _made(state: str, port: int) -> Iterator[_Commands]:
    """The state, served; with what can be asked of it."""
    from chalicelib.services import publishing
    from tests.browser.states import STATES, tell

    # What is watched fails on purpose: that is nothing to warn of.
    settings = {"STAGE": "dev", "BASE_URL": _url(port), "POWERTOOLS_LOG_LEVEL": "ERROR"}
    with ExitStack() as stack:
        door = Door(port, of="a state of the page")
        stack.callback(door.close)
        stack.enter_context(of_nobody(settings))
        target = stack.enter_context(running_target())
        made = stack.enter_context(world(None))
        STATES[state](made, target)
        # A warm function would go on showing what it read up to five seconds ago.
        publishing.HELD_FOR_S = 0.0
        functions = answering(made, door)
        yield {
            "url": lambda: _url(port),
            "now": made.clock.now,
            "tick": made.tick,
            "down": target.down,
            "up": target.up,
            "answer_with": partial(target.answers.__setitem__, "/"),
            "tell": partial(tell, made),
            "go_quiet": made.pass_quietly,
            "product": lambda: target.url,
            "stand_in": partial(_stand_in, made, target),
            "asked_of_product": lambda: target.asked,
            "link": lambda: _link(made),
            "invited": lambda name, role: _invited(made, name, role),
            "subscribe": made.subscribe,
            "confirm": made.confirm,
            "news": made.news,
            "texts": partial(_texts, made),
            "get": lambda path: made.browser.get(path).json,
            "last_status": lambda: functions.last_runs()[API][0].summary,
        }


def _stand_in(made: World, target: Target, glances: bool) -> None:
    notice = made.browser.get("/down").text
    shown = notice if glances else re.sub(r'<div class="you".*?</div>', "", notice, flags=re.DOTALL)
    target.stand_in = shown.encode()


def _texts(made: World, number: str) -> list[str]:
    made.sign_up()
    made.deliver()
    return [each.text for each in made.letters() if each.to == number]


def _link(made: World) -> str:
    from chalicelib.domain.destinations import destination_of
    from chalicelib.storage import subscribers

    url = "https://hooks.example.com/in/3f9c"
    for updates in ("all", "ends"):
        body = json.dumps({"url": url, "updates": updates})
        made.browser.post("/subscriptions", body, "application/json", Accept="*/*")
        made.sign_up()
        digest = destination_of(url).digest
        held = subscribers.load([digest]).get(digest)
        if held and held.asked and not held.hears:
            fields = f"wish=confirm&selection={held.asked.id}"
            path, form = f"/subscriptions/manage/{held.token}", "application/x-www-form-urlencoded"
            made.browser.post(path, fields, form)
            made.sign_up()
    assert held
    return held.token


def _invited(made: World, name: str, role: str) -> str:
    return f"/admin/welcome/{invited(name, Role(role), now=made.clock.now())}"


def main(state: str, port: int) -> None:
    """Serve the state until Return, for looking at it."""
    with _made(state, port) as commands:
        input(f"{state}, {commands['now']()} UTC, at {_url(port)}; Return ends it. ")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
