"""Who takes part when a product is down: the product itself, and a status page that can fail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, SOCK_STREAM, socket

Says = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    accept: str
    body: bytes


class Party(ThreadingHTTPServer):
    """A real HTTP server on loopback. `says` gives its answer; `heard` is what it was asked.

    While `go_on` is not set, answers below /slow wait for it, and those below /stream after their
    first piece. At /break the connection ends without an answer.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, says: Callable[[Asked], Says]) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.says = says
        self.heard: list[Asked] = []
        self.go_on = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


class _Answer(BaseHTTPRequestHandler):
    server: Party

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, self.headers.get("Accept", ""), body)
        self.server.heard.append(asked)
        if self.path.startswith("/slow"):
            self.server.go_on.wait()
        if self.path == "/break":
            self.close_connection = True
            return
        status, headers, content = self.server.says(asked)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with suppress(ConnectionError):  # whoever asked has given up
                self._send(content)

    def _send(self, content: bytes) -> None:
        first, rest = content[:5], content[5:]
        self.wfile.write(first)
        if self.path.startswith("/stream"):
            self.wfile.flush()
            self.server.go_on.wait()
        self.wfile.write(rest)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server's

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@contextmanager
def party(says: Callable[[Asked], Says]) -> Iterator[Party]:
    made = Party(says)
    thread = threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.go_on.set()
        made.shutdown()
        made.server_close()
        thread.join()


@contextmanager
def nobody() -> Iterator[str]:
    """A host that refuses every connection: its port is taken, and nobody listens."""
    with socket(AF_INET, SOCK_STREAM) as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"
