"""Servers on loopback for probes to meet: real sockets, real TLS, and manners of every kind."""

import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from io import BufferedReader
from ipaddress import IPv4Network
from socket import SHUT_RDWR, SHUT_WR, SO_LINGER, SOL_SOCKET, create_server, socket
from threading import Event, Thread

import trustme

LOOPBACK = (IPv4Network("127.0.0.0/8"),)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


class Server:
    """Where a server listens, and every request that came, as it was on the wire."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.scheme = scheme
        self.requests: list[bytes] = []
        self.leaving = Event()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def heads(self) -> list[str]:
        """What the requests say before their bodies."""
        return [request.partition(b"\r\n\r\n")[0].decode() for request in self.requests]


# What a server does with a connection, whose request it may or may not read.
Manner = Callable[[Server, socket], None]


@contextmanager
def serving(manner: Manner, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server with these manners, a thread for each connection, for as long as the block runs."""
    with create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1], "https" if tls else "http")
        Thread(target=_accept, args=(listener, server, manner, tls), daemon=True).start()
        try:
            yield server
        finally:
            server.leaving.set()
            with suppress(OSError):  # where closing it is enough, this is one thing too many
                listener.shutdown(SHUT_RDWR)  # on Linux, it would be waited at for ever


def _accept(listener: socket, server: Server, manner: Manner, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError):  # the listener is closed when the test is over
        while True:
            connection, _ = listener.accept()
            Thread(target=_meet, args=(connection, server, manner, tls), daemon=True).start()


def _meet(connection: socket, server: Server, manner: Manner, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), closing(connection):  # clients leave when they have seen enough
        if tls is None:
            manner(server, connection)
            return
        with closing(tls.wrap_socket(connection, server_side=True)) as stream:
            manner(server, stream)


def read_request(server: Server, connection: socket) -> None:
    """Read one request with its body, and keep it."""
    with connection.makefile("rb") as lines:
        head = b"".join(iter(lambda: _line(lines), b"\r\n")) + b"\r\n"
        fields = dict(line.lower().split(b": ", 1) for line in head.splitlines()[1:] if line)
        server.requests.append(head + lines.read(int(fields.get(b"content-length", b"0"))))


def _line(lines: BufferedReader) -> bytes:
    """The next one. A client that has left sends empty ones for ever, which end no head."""
    line = lines.readline()
    if not line:
        raise ConnectionAbortedError
    return line


def answering(*answers: bytes) -> Manner:
    """Give the first answer to the first request, and so on; the last one to all that follow."""

    def manner(server: Server, connection: socket) -> None:
        read_request(server, connection)
        connection.sendall(answers[min(len(server.requests), len(answers)) - 1])
        connection.shutdown(SHUT_WR)

    return manner


def dripping(start: bytes, drop: bytes = b"x") -> Manner:
    """Send the start, and then a drop at a time for as long as somebody takes it."""

    def manner(server: Server, connection: socket) -> None:
        read_request(server, connection)
        connection.sendall(start)
        while not server.leaving.wait(0.01):
            connection.sendall(drop)

    return manner


def silent(server: Server, connection: socket) -> None:
    """Take the connection, and never say a word."""
    server.leaving.wait()


def reset_at_close(connection: socket) -> None:
    """Let it end without a goodbye: what is still underway is lost, and the other side told so."""
    connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))


def redirect(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Over there\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(trusted: trustme.CA) -> ssl.SSLContext:
    """What a client needs to trust the authority, and nobody else."""
    context = ssl.create_default_context(cadata=trusted.cert_pem.bytes().decode())
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def tls_server(
    *names: str, not_before: datetime | None = None, not_after: datetime | None = None
) -> ssl.SSLContext:
    """TLS with a certificate of the `authority` for these names, or for where `serving` listens."""
    certificate = authority().issue_cert(
        *(names or ("127.0.0.1",)), not_before=not_before, not_after=not_after
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)
