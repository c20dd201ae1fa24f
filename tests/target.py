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
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Target(ThreadingHTTPServer):
    """`answers` maps a path to a status; every other path gets `status`."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status = 200
        self.answers: dict[str, int] = {}
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
        self.server.hits += 1
        self.server.delay.wait(self.server.delay_s)
        path = self.path.partition("?")[0]
        is_picture = path == PIXEL and self.server.status == HTTPStatus.OK
        body = _PNG if is_picture else b"ok"
        self.send_response(self.server.answers.get(path, self.server.status))
        self.send_header("Content-Type", "image/png" if is_picture else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
