"""Connections that don't come about or break, and requests that can't be made at all."""

import resource
from socket import create_server, socket

import pytest

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.network.handshake import trusted_context
from chalicelib.probes.http import look
from tests.integration.network.servers import (
    LOOPBACK,
    OK,
    Server,
    answering,
    read_request,
    reset_at_close,
    serving,
)


def test_a_port_where_nobody_listens_is_named() -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    observation = look(HttpTarget(url=f"http://127.0.0.1:{port}/"), allow=LOOPBACK)
    detail = f"could not connect to 127.0.0.1 port {port}: connection refused"
    assert observation.failure == Failure(FailureKind.CONNECT, detail)
    assert observation.address == "127.0.0.1"


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", OK[:-1]])
def test_a_connection_that_is_reset_is_a_failure_in_words(said: bytes) -> None:
    def resetting(server: Server, connection: socket) -> None:
        read_request(server, connection)
        connection.sendall(said)
        reset_at_close(connection)

    with serving(resetting) as server:
        observation = look(HttpTarget(url=server.url), allow=LOOPBACK)
    detail = "the connection broke: connection reset by peer"
    assert observation.failure == Failure(FailureKind.PROTOCOL, detail)


def test_when_our_own_machine_has_no_socket_to_give_the_target_is_not_to_blame() -> None:
    trusted_context()  # else it would be made now, from files that could not be opened
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        observation = look(HttpTarget(url="http://127.0.0.1/"), allow=LOOPBACK)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    detail = "our own machine gave no socket: too many open files"
    assert observation.failure == Failure(FailureKind.OURS, detail)


URLS = [
    ("ftp://127.0.0.1/", "neither http:// nor https://"),
    ("127.0.0.1/health", "neither http:// nor https://"),
    ("", "neither http:// nor https://"),
    ("http://", "no host"),
    ("http:///health", "no host"),
    ("http://u:p@127.0.0.1/", "a user name or password"),
    ("http://@127.0.0.1/", "a user name or password"),
    ("http://127.0.0.1:0/", "port 0"),
    ("http://127.0.0.1:65536/", "the host or the port"),
    ("http://127.0.0.1:http/", "the host or the port"),
    ("http://[::1/", "the host or the port"),
    ("http://a..b/", "no host"),
    (f"http://{'a' * 64}.example/", "no host"),
    ("http://127.0.0.1%0d%0aX: y/", "blanks"),
    ("http://sh%6Fp.example/", "no host"),
    ("http://127.0.0.1/a b", "blanks, line breaks"),
    ("http://127.0.0.1/\r\nX-Injected: 1", "blanks, line breaks"),
    ("http://127.0.0.1/\n", "blanks, line breaks"),
    ("http://127.0.0.1/\x00", "blanks, line breaks"),
]


@pytest.mark.parametrize(("url", "part"), URLS)
def test_a_url_that_no_probe_can_ask_for_is_refused_with_the_reason(url: str, part: str) -> None:
    failure = look(HttpTarget(url=url), allow=LOOPBACK).failure
    assert failure is not None
    assert failure.kind is FailureKind.REFUSED
    assert failure.detail.startswith("the check can't be made: ")
    assert part in failure.detail


@pytest.mark.parametrize(
    "fields",
    [
        {"headers": (("X-A", "1\r\nX-Injected: 1"),)},
        {"headers": (("X-A", "1\nX-Injected: 1"),)},
        {"headers": (("X-A", "1\r"),)},
        {"headers": (("X-A", "\x00"),)},
        {"headers": (("X-A: 1\r\nX-Injected", "1"),)},
        {"headers": (("X A", "1"),)},
        {"headers": (("", "1"),)},
        {"method": "GET / HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET"},
        {"method": ""},
    ],
)
def test_nothing_can_be_slipped_into_a_request(fields: dict[str, object]) -> None:
    with serving(answering(OK)) as server:
        target = HttpTarget(url=server.url, **fields)  # type: ignore[arg-type]  # a row of the table
        observation = look(target, allow=LOOPBACK)
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.REFUSED
    assert server.requests == []
