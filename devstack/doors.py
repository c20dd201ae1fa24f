"""Doors: local ports, open on both loopback addresses, where a thread answers each caller."""

import errno
import json
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Server = Callable[[socket.socket], HTTPServer]
Answerer = Callable[..., BaseHTTPRequestHandler]

_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_BACKLOG = 128


class PortTaken(Exception):
    """Somebody else listens there; the sentence names the port and the setting that moves it."""


class Door:
    """Takes the port at once (raising `PortTaken`), and answers from `open` to `close`."""

    def __init__(self, port: int, *, of: str) -> None:
        self.port = port
        self._servers: list[HTTPServer] = []
        self._sockets: list[socket.socket] = []
        try:
            for family, address in _LOOPBACK:
                self._listen(family, address)
        except OSError as error:
            self.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            reason = "taken" if error.errno == errno.EADDRINUSE else "not ours to use"
            raise PortTaken(
                f"Port {port}, for {of}, is {reason}; "
                "choose another with the setting PORT, for instance PORT=8100."
            ) from error

    def _listen(self, family: socket.AddressFamily, address: str) -> None:
        try:
            listener = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            return  # a machine without IPv6
        self._sockets.append(listener)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, self.port))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                raise
            self._sockets.remove(listener)
            listener.close()  # IPv6 is there, but switched off
            return
        listener.listen(_BACKLOG)

    def open(self, server_of: Server) -> None:
        for listener in self._sockets:
            server = server_of(listener)
            self._servers.append(server)
            threading.Thread(
                target=server.serve_forever,
                kwargs={"poll_interval": 0.05},
                name=f"door-{self.port}",
                daemon=True,
            ).start()

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for listener in self._sockets:
            listener.close()


def answered_by(answerer: Answerer) -> Server:
    """Makes a server of a `partial` of an `Answer` class."""

    def server_of(listener: socket.socket) -> HTTPServer:
        server = ThreadingHTTPServer(
            listener.getsockname()[:2],
            answerer,
            bind_and_activate=False,
        )
        server.socket.close()  # the one that it made and never bound
        server.socket = listener
        return server

    return server_of


class Answer(BaseHTTPRequestHandler):
    """One connection to a door: keep-alive, fast, and silent in the terminal."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    # Without these two, each answer on a kept connection waits 40 ms for a delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def answer(self) -> None:
        """Answers the request, whose method is `command`; every method comes here."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # where http.server looks for what answers a method
            return self.answer
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        pass

    def send(
        self,
        status: int,
        body: str | bytes,
        content_type: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_html(self, status: int, page: str, headers: dict[str, str] | None = None) -> None:
        self.send(status, page, "text/html; charset=utf-8", headers)

    def send_json(self, status: int, content: object) -> None:
        self.send(status, json.dumps(content, indent=2) + "\n", "application/json")

    def send_sentence(self, status: HTTPStatus, sentence: str) -> None:
        self.send(status, sentence + "\n", "text/plain; charset=utf-8")

    def body(self, limit: int) -> bytes | None:
        """What was sent along; None when it is longer than `limit`, and then it stays unread."""
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > limit:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def is_from_elsewhere(self) -> bool:
        """Whether a page of another site sent this: a browser names the page's origin."""
        origin = self.headers.get("Origin")
        return origin is not None and urlsplit(origin).netloc != self.headers.get("Host")
