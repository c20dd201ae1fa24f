"""One look over TLS: whom it trusts, and what it says of certificates that don't hold."""

import ssl
from datetime import datetime, timedelta
from socket import AddressFamily, SocketKind, socket

import pytest
import trustme

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind, Observation
from chalicelib.probes.http import look
from tests.integration.network.servers import (
    LOOPBACK,
    OK,
    Server,
    answering,
    authority,
    midnight,
    reset_at_close,
    serving,
    silent,
    tls_server,
    trusting,
)


def seen(tls: ssl.SSLContext, host: str = "127.0.0.1") -> Observation:
    with serving(answering(OK), tls) as server:
        target = HttpTarget(url=f"https://{host}:{server.port}/")
        return look(target, allow=LOOPBACK, context=trusting(authority()))


def failure_of(observation: Observation) -> Failure:
    assert observation.failure is not None
    return observation.failure


def test_a_certificate_that_holds_tells_when_it_ends() -> None:
    expires_at = midnight(2040, 3, 1)
    observation = seen(tls_server(not_after=expires_at))
    assert (observation.status, observation.body) == (200, b"hi")
    assert observation.certificate_expires_at == expires_at
    assert observation.phases.tls_ms is not None


@pytest.mark.parametrize("host", ["shop.example", "shop.example."])
def test_the_certificate_is_held_against_the_name_without_the_dot_at_its_end(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = (AddressFamily.AF_INET, SocketKind.SOCK_STREAM, 6, "", ("127.0.0.1", 0))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [entry])
    assert seen(tls_server("shop.example"), host).status == 200


@pytest.mark.parametrize(
    ("not_before", "not_after", "detail"),
    [
        (midnight(2020, 1, 1), midnight(2021, 11, 3), "the certificate expired on 3 November 2021"),
        (
            midnight(2097, 5, 20),
            midnight(2098, 1, 1),
            "the certificate is not valid before 20 May 2097",
        ),
    ],
)
def test_a_certificate_out_of_its_time_is_refused_with_the_date(
    not_before: datetime, not_after: datetime, detail: str
) -> None:
    observation = seen(tls_server(not_before=not_before, not_after=not_after))
    assert failure_of(observation) == Failure(FailureKind.TLS, detail)
    assert observation.certificate_expires_at == not_after
    assert observation.status is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_for_another_host_is_refused_by_name(host: str) -> None:
    failure = failure_of(seen(tls_server("shop.example"), host))
    assert failure == Failure(FailureKind.TLS, f"the certificate is not for {host}")


def test_a_certificate_that_signed_itself_is_refused() -> None:
    stranger = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with stranger.cert_pem.tempfile() as certificate, stranger.private_key_pem.tempfile() as key:
        tls.load_cert_chain(certificate, key)
    observation = seen(tls)
    assert failure_of(observation).detail == "the certificate is self-signed"
    assert observation.certificate_expires_at is not None


def test_a_certificate_of_an_unknown_authority_is_refused() -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    assert failure_of(seen(tls)).detail.startswith("the issuer of the certificate is not known")


def test_without_a_context_the_systems_authorities_are_trusted() -> None:
    with serving(answering(OK), tls_server()) as server:
        observation = look(HttpTarget(url=server.url), allow=LOOPBACK)
    assert failure_of(observation).kind is FailureKind.TLS
    assert server.requests == []


def test_nothing_is_sent_to_a_server_that_is_not_trusted() -> None:
    with serving(answering(OK), tls_server("shop.example")) as server:
        target = HttpTarget(url=server.url, headers=(("Authorization", "s3cret"),))
        look(target, allow=LOOPBACK, context=trusting(authority()))
    assert server.requests == []


def test_a_server_that_speaks_no_tls_is_named_as_such() -> None:
    def astonished(_: Server, connection: socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(astonished) as server:
        observation = look(HttpTarget(url=f"https://127.0.0.1:{server.port}"), allow=LOOPBACK)
    detail = "the TLS handshake failed: the server does not speak TLS on this port"
    assert failure_of(observation) == Failure(FailureKind.TLS, detail)


def test_a_server_that_hangs_up_during_the_handshake_is_a_failure_of_tls() -> None:
    def hanging_up(_: Server, connection: socket) -> None:
        connection.recv(1)

    with serving(hanging_up) as server:
        observation = look(HttpTarget(url=f"https://127.0.0.1:{server.port}"), allow=LOOPBACK)
    assert failure_of(observation).kind is FailureKind.TLS


def test_a_handshake_that_is_reset_says_so() -> None:
    def resetting(_: Server, connection: socket) -> None:
        connection.recv(1)
        reset_at_close(connection)

    with serving(resetting) as server:
        observation = look(HttpTarget(url=f"https://127.0.0.1:{server.port}"), allow=LOOPBACK)
    detail = "the TLS handshake failed: connection reset by peer"
    assert failure_of(observation) == Failure(FailureKind.TLS, detail)


def test_any_other_fault_of_a_certificate_is_said_in_openssls_words() -> None:
    context = trusting(authority())
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF  # there is no such list here
    with serving(answering(OK), tls_server()) as server:
        observation = look(HttpTarget(url=server.url), allow=LOOPBACK, context=context)
    detail = "the certificate was refused: unable to get certificate CRL"
    assert failure_of(observation) == Failure(FailureKind.TLS, detail)


def test_a_handshake_that_nobody_answers_ends_at_the_deadline() -> None:
    with serving(silent) as server:
        target = HttpTarget(
            url=f"https://127.0.0.1:{server.port}", deadline=timedelta(seconds=0.25)
        )
        observation = look(target, allow=LOOPBACK)
    detail = "no answer within 0.25 s (during the TLS handshake)"
    assert failure_of(observation) == Failure(FailureKind.TIMEOUT, detail)


def test_a_server_that_asks_for_a_client_certificate_is_named_as_such() -> None:
    tls = tls_server()
    tls.verify_mode = ssl.CERT_REQUIRED
    authority().configure_trust(tls)
    failure = failure_of(seen(tls))
    assert failure.kind is FailureKind.TLS
    assert failure.detail.endswith("the server asks for a client certificate")


def test_when_the_dates_cannot_be_read_the_verdict_is_the_same() -> None:
    tls = tls_server(not_before=midnight(2020, 1, 1), not_after=midnight(2021, 1, 1))

    def answering_once(server: Server, connection: socket) -> None:
        server.requests.append(b"a handshake")
        if len(server.requests) == 1:
            tls.wrap_socket(connection, server_side=True)

    with serving(answering_once) as server:
        target = HttpTarget(url=f"https://127.0.0.1:{server.port}")
        observation = look(target, allow=LOOPBACK, context=trusting(authority()))
    detail = "the certificate, or one that it rests on, has expired"
    assert failure_of(observation) == Failure(FailureKind.TLS, detail)
    assert observation.certificate_expires_at is None
    assert len(server.requests) == 2
