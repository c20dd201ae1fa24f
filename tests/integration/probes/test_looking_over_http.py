"""One look over plain HTTP: what is sent, and what is brought back."""

from socket import SHUT_RDWR, socket

import pytest

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import BODY_LIMIT, FailureKind, Observation
from chalicelib.probes.http import look
from tests.integration.network.servers import LOOPBACK, OK, Server, answering, serving


def seen(answer: bytes, method: str = "GET") -> Observation:
    with serving(answering(answer)) as server:
        return look(HttpTarget(url=server.url, method=method), allow=LOOPBACK)


def sent(**fields: object) -> bytes:
    """What goes over the wire for a target with these fields, on the path /a."""
    with serving(answering(OK)) as server:
        look(HttpTarget(url=f"{server.url}/a", **fields), allow=LOOPBACK)  # type: ignore[arg-type]  # each is of its field's type
        (request,) = server.requests
    return request.replace(str(server.port).encode(), b"PORT")


def test_an_answer_comes_back_with_all_its_facts() -> None:
    observation = seen(OK)
    assert (observation.status, observation.body, observation.failure) == (200, b"hi", None)
    assert observation.body_complete
    assert observation.address == "127.0.0.1"
    assert observation.redirected_to == ()
    assert observation.certificate_expires_at is None


def test_each_step_that_was_taken_has_its_time_and_no_other() -> None:
    with serving(answering(OK)) as server:
        url = f"http://localhost:{server.port}"
        phases = look(HttpTarget(url=url), allow=LOOPBACK).phases
    steps = (phases.dns_ms, phases.connect_ms, phases.first_byte_ms)
    assert all(step is not None and step > 0 for step in steps)
    assert sum(step or 0 for step in steps) <= phases.total_ms
    assert phases.tls_ms is None


def test_an_address_in_place_of_a_name_is_not_looked_up() -> None:
    assert seen(OK).phases.dns_ms is None


def test_a_plain_get_says_who_asks_and_wants_no_compression() -> None:
    assert sent() == (
        b"GET /a HTTP/1.1\r\n"
        b"Host: 127.0.0.1:PORT\r\n"
        b"User-Agent: Candor (status page check)\r\n"
        b"Accept: */*\r\n"
        b"Accept-Encoding: identity\r\n"
        b"Connection: close\r\n\r\n"
    )


def test_the_checks_own_headers_replace_ours() -> None:
    request = sent(headers=(("user-agent", "me"), ("HOST", "shop.example"), ("X-Key", "s3cret")))
    assert request.startswith(b"GET /a HTTP/1.1\r\nHOST: shop.example\r\nuser-agent: me\r\n")
    assert b"X-Key: s3cret\r\n" in request
    assert request.lower().count(b"host:") == request.lower().count(b"user-agent:") == 1


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Connection"])
def test_headers_that_frame_the_exchange_are_not_for_checks_to_set(name: str) -> None:
    assert b"bogus" not in sent(headers=((name, "bogus"),))


def test_a_body_goes_out_with_its_length_in_bytes() -> None:
    request = sent(method="POST", body="Grüße")
    assert b"Content-Length: 7\r\n" in request
    assert request.endswith("\r\n\r\nGrüße".encode())


def test_a_post_without_a_body_says_so() -> None:
    assert b"Content-Length: 0\r\n" in sent(method="POST")
    assert b"Content-Length" not in sent(method="DELETE")


def test_an_answer_to_head_has_no_body_whatever_its_length_says() -> None:
    observation = seen(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", method="HEAD")
    assert (observation.status, observation.body, observation.failure) == (200, b"", None)


def test_a_body_is_read_up_to_the_limit() -> None:
    whole = seen(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * BODY_LIMIT)
    assert (len(whole.body), whole.body_complete) == (BODY_LIMIT, True)
    longer = seen(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (BODY_LIMIT + 1))
    assert (len(longer.body), longer.body_complete) == (BODY_LIMIT, False)


def test_a_chunked_body_is_put_together() -> None:
    chunks = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    observation = seen(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert observation.body == b"hello world"


def test_interim_answers_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    observation = seen(interim + OK)
    assert (observation.status, observation.body) == (200, b"hi")


def test_an_upgrade_is_an_answer() -> None:
    assert seen(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n").status == 101


def test_the_charset_is_what_the_answer_claims() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=ISO-8859-1\r\n\r\ncaf\xe9"
    assert seen(answer).charset == "iso-8859-1"
    assert seen(OK).charset == "utf-8"


def test_an_answer_that_comes_before_the_request_is_read_counts() -> None:
    refusal = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"

    def in_a_hurry(server: Server, connection: socket) -> None:
        connection.sendall(refusal)
        connection.shutdown(SHUT_RDWR)  # what is sent from now on breaks the connection
        server.leaving.wait()

    with serving(in_a_hurry) as server:
        target = HttpTarget(url=server.url, method="POST", body="x" * 5_000_000)
        assert look(target, allow=LOOPBACK).status == 413


BROKEN = [
    (b"", "the server closed the connection without an answer"),
    (b"HTTP/1.1 103 Early Hints\r\n\r\n", "the server closed the connection without an answer"),
    (
        b"SSH-2.0-OpenSSH_9.6\r\n",
        "what came back is not HTTP; it begins with 'SSH-2.0-OpenSSH_9.6'",
    ),
    (b"HTTP/2.0 200 OK\r\n\r\n", "what came back is not proper HTTP: HTTP/2.0"),
    (
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi",
        "the answer broke off within its body",
    ),
    (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "the answer broke off within its body",
    ),
    (
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 101 + b"\r\n",
        "what came back is not proper HTTP: got more than 100 headers",
    ),
    (
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        "what came back is not proper HTTP: got more than 65536 bytes when reading header line",
    ),
    (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + b"x" * 5_000_000,
        "what came back is not proper HTTP: more than 4 MB came for one answer",
    ),
]


@pytest.mark.parametrize(("answer", "detail"), BROKEN)
def test_what_is_not_http_is_a_failure_in_words(answer: bytes, detail: str) -> None:
    failure = seen(answer).failure
    assert failure is not None
    assert (failure.kind, failure.detail) == (FailureKind.PROTOCOL, detail)
