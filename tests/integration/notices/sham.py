"""Something at an address that isn't a whole notice, in every way that we know of."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chalicelib.domain.notice_mark import NOTICE_MARK

HTML, JSON = "text/html", "application/problem+json"
WHOLE = f"<!doctype html><html><head>{NOTICE_MARK}</head><body>Sorry!</body></html>\n"
FACTS = '{"type": "about:blank", "status": 503, "title": "Sorry!"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sham:
    """What it answers: to people `html`, to programs `json`."""

    html: bytes = WHOLE.encode()
    json: bytes = FACTS.encode()
    status: int = 503
    html_type: str = "text/html; charset=utf-8"
    json_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


# By what is wrong, with what the export and the refresh say of it.
SHAMS: Mapping[str, tuple[Sham, str, str]] = {
    "it is well": (Sham(status=200), "answers 200", "got 200"),
    "it leads on": (
        Sham(status=302, headers={"Location": "http://elsewhere.example/"}),
        "leads on to http://elsewhere.example/; give the address that the page itself has",
        "got 302",
    ),
    "another type": (
        Sham(html_type="text/plain"),
        "answers with text/plain instead of text/html",
        "got 503 text/plain",
    ),
    "no mark": (
        Sham(html=WHOLE.replace(NOTICE_MARK, "").encode()),
        "isn't Candor's notice",
        "it isn't Candor's notice",
    ),
    "cut off": (Sham(html=WHOLE[:-9].encode()), "was cut off", "the notice was cut off"),
    "empty": (Sham(html=b""), "isn't Candor's notice", "it isn't Candor's notice"),
    "too large": (
        Sham(html=WHOLE.replace("Sorry!", "Sorry! " * 100_000).encode()),
        "more than any notice has",
        "",
    ),
    "another type for programs": (
        Sham(json_type="application/json"),
        "answers with application/json instead of application/problem+json",
        "got 503 application/json",
    ),
    "half the JSON": (Sham(json=FACTS[:-1].encode()), "isn't whole JSON", "JSON is not whole"),
    "other JSON": (Sham(json=b'{"status": 200}'), "isn't the notice's", "JSON is not whole"),
}


class Stage:
    """Where a sham stands, and may be changed for another."""

    def __init__(self, server: "_Server") -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self.shown = Sham()
        self.asked_for: list[str] = []

    def say(self, words: str) -> None:
        self.shown = replace(
            Sham(),
            html=WHOLE.replace("Sorry!", words).encode(),
            json=FACTS.replace("Sorry!", words).encode(),
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stage: Stage

    def handle_error(self, *_: object) -> None:
        """Whoever has read enough hangs up."""


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        shown, wanted = self.server.stage.shown, str(self.headers["Accept"])
        self.server.stage.asked_for.append(wanted)
        kind, body = (shown.json_type, shown.json)
        if wanted == HTML:
            kind, body = (shown.html_type, shown.html)
        self.send_response(shown.status)
        self.send_header("Content-Type", kind)
        for name, value in shown.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@contextmanager
def stage() -> Iterator[Stage]:
    server = _Server(("127.0.0.1", 0), _Answer)
    server.stage = Stage(server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.stage
    finally:
        server.shutdown()
        server.server_close()
