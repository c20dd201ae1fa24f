"""One deadline over the whole exchange, whatever a server does to draw it out.

Each of these servers would be waited for until the test times out if time-outs began anew with
every byte.
"""

from datetime import timedelta
from socket import socket

import pytest

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.probes.http import look
from tests.integration.network.servers import (
    LOOPBACK,
    Manner,
    Server,
    answering,
    authority,
    dripping,
    read_request,
    redirect,
    serving,
    silent,
    tls_server,
    trusting,
)

# Long enough for a busy machine to come to the step that is drawn out.
DEADLINE = timedelta(seconds=0.4)
WAITING = "while waiting for the first byte"
READING = "while reading the answer"


DRAWN_OUT: list[tuple[str, Manner, str]] = [
    ("says nothing", silent, WAITING),
    ("drips its status line", dripping(b"HTTP/1.1 200 "), READING),
    ("drips one header", dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), READING),
    ("drips its body", dripping(b"HTTP/1.1 200 OK\r\n\r\n"), READING),
    (
        "drips chunks",
        dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        READING,
    ),
    ("never comes to the point", dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), READING),
]


@pytest.mark.parametrize(
    ("manner", "step"),
    [(manner, step) for _, manner, step in DRAWN_OUT],
    ids=[name for name, _, _ in DRAWN_OUT],
)
def test_the_deadline_ends_it(manner: Manner, step: str) -> None:
    with serving(manner) as server:
        observation = look(HttpTarget(url=server.url, deadline=DEADLINE), allow=LOOPBACK)
    assert observation.failure == Failure(FailureKind.TIMEOUT, f"no answer within 0.4 s ({step})")


def test_the_deadline_ends_it_over_tls_too() -> None:
    with serving(dripping(b"HTTP/1.1 200 OK\r\n\r\n"), tls_server()) as server:
        target = HttpTarget(url=server.url, deadline=DEADLINE)
        observation = look(target, allow=LOOPBACK, context=trusting(authority()))
    detail = f"no answer within 0.4 s ({READING})"
    assert observation.failure == Failure(FailureKind.TIMEOUT, detail)


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_server_that_does_not_read_is_not_waited_for(tls: bool) -> None:
    with serving(silent, tls_server() if tls else None) as server:
        target = HttpTarget(
            url=server.url,
            method="POST",
            body="x" * 20_000_000,
            deadline=DEADLINE,
        )
        observation = look(target, allow=LOOPBACK, context=trusting(authority()))
    detail = "no answer within 0.4 s (while sending the request)"
    assert observation.failure == Failure(FailureKind.TIMEOUT, detail)


def test_redirects_do_not_begin_the_deadline_anew() -> None:
    def leisurely(server: Server, connection: socket) -> None:
        read_request(server, connection)
        server.leaving.wait(0.1)
        connection.sendall(redirect("/again"))

    with serving(leisurely) as server:
        target = HttpTarget(url=server.url, deadline=DEADLINE, redirects=1000)
        observation = look(target, allow=LOOPBACK)
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.TIMEOUT
    assert len(observation.redirected_to) < 5


def test_a_failure_tells_the_time_it_took_and_the_steps_that_were_done() -> None:
    with serving(silent) as server:
        target = HttpTarget(url=server.url, deadline=DEADLINE)
        phases = look(target, allow=LOOPBACK).phases
    assert phases.total_ms >= 400
    assert phases.connect_ms is not None
    assert phases.first_byte_ms is None


def test_a_server_that_is_quick_is_not_cut_off() -> None:
    with serving(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as server:
        observation = look(HttpTarget(url=server.url), allow=LOOPBACK)
    assert observation.status == 204
