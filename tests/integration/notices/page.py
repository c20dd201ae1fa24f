"""The status page of a world over real HTTP, which can be shut and opened again at one address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.gateway import Browser

_LOCK = threading.Lock()  # the function answers one request at a time, as on Lambda


class Page:
    """`asked` counts the requests that came."""

    def __init__(self) -> None:
        self._server = _Server(0)
        self.port: int = self._server.server_address[1]
        self.asked = 0
        self._begin()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def open(self) -> None:
        self._server = _Server(self.port)
        self._begin()

    def _begin(self) -> None:
        self._server.page = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    page: Page

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Answer)


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.page.asked += 1
        with _LOCK:
            answer = Browser(headers=dict(self.headers.items())).get(self.path)
        body = answer.text.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@contextmanager
def running_page() -> Iterator[Page]:
    page = Page()
    try:
        yield page
    finally:
        page.close()
