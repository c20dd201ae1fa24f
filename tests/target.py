"""A small service to watch: a real HTTP server on loopback that answers as it is told.

It has a tiny picture at PIXEL, for browsers to look at.
"""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIXEL = "/pixel.png"
_DOWN = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Target(ThreadingHTTPServer):
    """`answers` maps a path to a status; every other path gets `status`.

    `stand_in` is shown in place of 502, 503 and 504, as a proxy before it would. `asked` has the
    method and path of each request.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status = 200
        self.answers: dict[str, int] = {}
        self.stand_in = b""
        self.asked: list[tuple[str, str]] = []
        self.hits = 0
        self.delay = threading.Event()  # never set: waiting on it is waiting for its time-out
        self.delay_s = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def down(self, *paths: str) -> None:
        """These paths, or all when none are named, fail from now on."""
        if paths:
            self.answers |= dict.fromkeys(paths, 503)
        else:
            self.status = 503

    def up(self, *paths: str) -> None:
        """These paths, or all when none are named, are well from now on."""
        for path in paths or tuple(self.answers):
            self.answers.pop(path, None)
        if not paths:
            self.status = 200


class _Answer(BaseHTTPRequestHandler):
    server: Target

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer()

    def _answer(self) -> None:
        self.server.hits += 1
        self.server.asked.append((self.command, self.path))
        self.server.delay.wait(self.server.delay_s)
        path = self.path.partition("?")[0]
        status = self.server.answers.get(path, self.server.status)
        kind, body = self._content(path, status)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", "/login")
        self.end_headers()
        self.wfile.write(body)

    def _content(self, path: str, status: int) -> tuple[str, bytes]:
        if status in _DOWN and self.server.stand_in:
            return "text/html; charset=utf-8", self.server.stand_in
        if path == PIXEL and status == HTTPStatus.OK:
            return "image/png", _PNG
        return "text/plain", b"ok"

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@contextmanager
def running_target() -> Iterator[Target]:
    target = Target()
    thread = threading.Thread(target=target.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield target
    finally:
        target.shutdown()
        target.server_close()
        thread.join()
