"""The console: what a person would otherwise need AWS for."""

from functools import partial
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from devstack import copies
from devstack.clock import in_json
from devstack.demo import DemoState
from devstack.doors import Answer, Door, answered_by
from devstack.functions import API
from devstack.mailbox import Letter
from devstack.subscriptions import UnknownToken

if TYPE_CHECKING:
    from devstack.stack import DevStack

_LETTERS_SHOWN = 100
_FORM_LIMIT = 10_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}


class Console:
    """Shows one devstack, and switches what may be switched by hand."""

    def __init__(self, stack: "DevStack") -> None:
        self._stack = stack
        templates = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        templates.filters["linked"] = _linked
        folder = files("devstack") / "templates"
        self._page = templates.from_string((folder / "console.html").read_text("utf-8"))
        self._sns_page = templates.from_string((folder / "sns.html").read_text("utf-8"))

    def open(self, door: Door) -> None:
        door.open(answered_by(partial(_ConsoleAnswer, self)))

    def page(self) -> str:
        stack = self._stack
        letters = stack.mailbox.letters()
        return self._page.render(
            settings=stack.settings,
            now=stack.clock.now(),
            demo=stack.demo.state,
            demo_states=list(DemoState),
            letters=list(reversed(letters))[:_LETTERS_SHOWN],
            letter_count=len(letters),
            runs=stack.functions.last_runs(),
            errors=stack.functions.errors(),
            minutes_left_out=stack.schedules.minutes_left_out,
            copies=copies.all_copies(),
            api=API,
        )

    def clock(self) -> dict[str, str | float]:
        """The virtual time, and how many times as fast as the wall it runs."""
        clock = self._stack.clock
        return {"now": in_json(clock.now()), "speed": clock.speed}

    def letters(self) -> list[Letter]:
        return self._stack.mailbox.letters()

    def switch_demo(self, to: DemoState) -> None:
        self._stack.demo.switch(to)

    def confirm(self, topic_arn: str, token: str) -> tuple[HTTPStatus, str]:
        """What SNS shows behind the link of its confirmation mail."""
        aws = self._stack.aws
        with aws.change():
            try:
                subscription = aws.subscriptions.confirm(topic_arn, token)
            except UnknownToken:
                return HTTPStatus.BAD_REQUEST, self._sns_page.render(
                    title="Invalid token",
                    words="This link doesn't belong to a subscription that waits to be confirmed.",
                )
            return HTTPStatus.OK, self._sns_page.render(
                title="Subscription confirmed!",
                words="You have successfully subscribed. Your subscription's id is:",
                subscription=subscription.arn,
                unsubscribe=aws.subscriptions.unsubscribe_url(subscription),
            )

    def unsubscribe(self, arn: str) -> tuple[HTTPStatus, str]:
        """What SNS shows behind the link at the foot of each mail."""
        aws = self._stack.aws
        with aws.change():
            ended = aws.subscriptions.end_by_link(arn)
        if ended is None:
            return HTTPStatus.BAD_REQUEST, self._sns_page.render(
                title="Nothing to unsubscribe",
                words="This subscription has ended before, or only its account can end it.",
            )
        return HTTPStatus.OK, self._sns_page.render(
            title="Subscription removed!",
            words="You will get no more messages from this topic. Your subscription's id was:",
            subscription=ended.arn,
        )


class _ConsoleAnswer(Answer):
    def __init__(self, console: Console, *connection: object) -> None:
        self._console = console
        super().__init__(*connection)  # type: ignore[arg-type]  # handed on as it came

    def answer(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        method = "GET" if self.command == "HEAD" else self.command
        match method, parts.path:
            case "GET", "/":
                self.send_html(HTTPStatus.OK, self._console.page(), _HEADERS)
            case "GET", "/mailbox.json":
                letters = [letter.as_json() for letter in self._console.letters()]
                self.send_json(HTTPStatus.OK, letters)
            case "GET", "/clock.json":
                self.send_json(HTTPStatus.OK, self._console.clock())
            case "GET", "/sns/confirm":
                topic, token = _one(query, "topic"), _one(query, "token")
                self.send_html(*self._console.confirm(topic, token), _HEADERS)
            case "GET", "/sns/unsubscribe":
                page = self._console.unsubscribe(_one(query, "subscription"))
                self.send_html(*page, _HEADERS)
            case "GET", path if path.startswith("/copies/"):
                self._send_copy(*path.removeprefix("/copies/").partition("/")[::2])
            case "POST", "/demo":
                self._switch_demo(query)
            case _:
                self.close_connection = True  # what was sent along stays unread
                self.send_sentence(
                    HTTPStatus.NOT_FOUND,
                    "The console has /, /mailbox.json, /clock.json, /copies/… and "
                    "POST /demo?state=…",
                )

    def _send_copy(self, region: str, path: str) -> None:
        """As a host of files would send it; what may run in it, it says itself."""
        file = copies.opened(region, path)
        if file is None:
            self.send_sentence(HTTPStatus.NOT_FOUND, "There is no such copy; / lists all.")
            return
        policy = file.policy or "default-src 'none'"
        headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        self.send(HTTPStatus.OK, file.body, file.content_type, headers)

    def _switch_demo(self, query: dict[str, list[str]]) -> None:
        form = parse_qs((self.body(_FORM_LIMIT) or b"").decode("utf-8", "replace"))
        wanted = _one({**form, **query}, "state")
        if self.is_from_elsewhere():
            self.send_sentence(HTTPStatus.FORBIDDEN, "Another site's page can't switch anything.")
        elif wanted not in list(DemoState):
            choices = ", ".join(DemoState)
            self.send_sentence(
                HTTPStatus.BAD_REQUEST,
                f"The demo service can't be {wanted!r}; state is one of {choices}.",
            )
        else:
            self._console.switch_demo(DemoState(wanted))
            if "text/html" in self.headers.get("Accept", ""):
                self.send(HTTPStatus.SEE_OTHER, "", "text/plain", {"Location": "/"})
            else:
                self.send_json(HTTPStatus.OK, {"state": wanted})


def _one(values: dict[str, list[str]], name: str) -> str:
    return values.get(name, [""])[-1]


def _linked(text: str) -> Markup:
    """The text, escaped, with its http(s) addresses as links."""
    lines = []
    for line in text.split("\n"):
        words = [_link(word) if _is_address(word) else escape(word) for word in line.split(" ")]
        lines.append(Markup(" ").join(words))
    return Markup("\n").join(lines)


def _is_address(word: str) -> bool:
    return word.startswith(("http://", "https://"))


def _link(address: str) -> Markup:
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)
