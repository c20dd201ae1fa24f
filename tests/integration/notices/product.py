"""A product that a proxy stands before, and every way in which it can be out of order."""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.ports import free_ports

OWN_WORDS = "the product's own words"
# What a proxy that hands an error page on would hand on with it.
OWN_HEADERS = {
    "Retry-After": "7",
    "Cache-Control": "max-age=600",
    "Set-Cookie": "failed=1",
    "X-Own": "yes",
}
_WEBSOCKET = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3


class Product:
    """Answers on one port as it is told; closed, it refuses every connection."""

    def __init__(self) -> None:
        self.port = free_ports()
        self.status = 200
        self.is_silent = False
        self.is_rude = False
        self._server: _Server | None = None

    def open(self) -> None:
        self.status, self.is_silent, self.is_rude = 200, False, False
        if self._server is None:
            self._server = _Server(self)
            threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        if self._server:
            self._server.ending.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fail(self, how: str) -> None:
        """A status to answer with, `refuses`, `is silent` or `hangs up`."""
        self.open()
        match how:
            case "refuses":
                self.close()
            case "is silent":
                self.is_silent = True
            case "hangs up":
                self.is_rude = True
            case status:
                self.status = int(status)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, product: Product) -> None:
        self.product = product
        self.ending = threading.Event()
        super().__init__(("127.0.0.1", product.port), _Answer)

    def handle_error(self, *_: object) -> None:
        """Health checks hang up as soon as they are connected."""


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # where http.server looks for what answers a method
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        product = self.server.product
        if product.is_silent:
            self.server.ending.wait(30)
        if product.is_silent or product.is_rude:
            return
        if self.headers.get("Upgrade") == "websocket" and product.status == 200:
            self._echo()
            return
        body = f"{OWN_WORDS}: {self.command} {self.path}".encode()
        self.send_response(product.status)
        for name, value in OWN_HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _echo(self) -> None:
        """The handshake, which is of HTTP/1.1, then one line back as it came."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        key = self.headers["Sec-WebSocket-Key"].encode()
        accepted = base64.b64encode(hashlib.sha1(key + _WEBSOCKET).digest())
        self.send_header("Sec-WebSocket-Accept", accepted.decode())
        self.end_headers()
        self.wfile.write(self.rfile.readline())

    def log_message(self, *_: object) -> None:
        """Silent: a failing test should show its own output only."""


@contextmanager
def running_product() -> Iterator[Product]:
    product = Product()
    product.open()
    try:
        yield product
    finally:
        product.close()
