"""Posting to real servers: what is taken, what never will be, and when to try again."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from socket import create_server
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels import posting
from chalicelib.channels.posting import LONGEST_PAUSE, post
from chalicelib.domain.destinations import Destination, Kind
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.network.exchange import Answer
from tests.integration.network.servers import (
    LOOPBACK,
    OK,
    Manner,
    Server,
    answering,
    authority,
    dripping,
    redirect,
    serving,
    silent,
    tls_server,
    trusting,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BODY = b'{"text":"Gr\xc3\xbc\xc3\x9fe"}'
SECRET = "s3cret"
PATH = f"/{SECRET}?key={SECRET}"


def destination(server: Server, kind: Kind = Kind.WEBHOOK) -> Destination:
    return Destination(kind, f"{server.url}{PATH}")


def posted(server: Server, kind: Kind = Kind.WEBHOOK) -> None:
    headers = (("X-Candor-Id", "1"),)
    post(destination(server, kind), BODY, headers, now=NOW, allow=LOOPBACK)


@contextmanager
def failing() -> Iterator[list[DeliveryFailed]]:
    """What goes wrong within; it never says what is secret of the address."""
    failed: list[DeliveryFailed] = []
    with pytest.raises(DeliveryFailed) as caught:
        yield failed
    assert SECRET not in str(caught.value)
    assert str(caught.value).endswith(".")
    failed.append(caught.value)


def refused_by(manner: Manner) -> DeliveryFailed:
    with serving(manner) as server, failing() as failed:
        posted(server)
    return failed[0]


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    lines = (f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_every_status_of_success_is_enough(status: int) -> None:
    with serving(answering(answer(status, body=b"ok"))) as server:
        posted(server)
    assert len(server.requests) == 1


def test_success_needs_no_body() -> None:
    with serving(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as server:
        posted(server)
    assert len(server.requests) == 1


def test_what_is_sent_is_one_request_with_exactly_these_bytes() -> None:
    with serving(answering(OK)) as server:
        posted(server)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == BODY
    assert head.decode().split("\r\n") == [
        f"POST {PATH} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: Candor (status page news)",
        "Accept: */*",
        "Content-Type: application/json",
        "X-Candor-Id: 1",
        "Accept-Encoding: identity",
        "Connection: close",
        f"Content-Length: {len(BODY)}",
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 413, 422, 300, 304])
def test_what_the_other_side_does_not_want_it_will_never_want(status: int) -> None:
    failed = refused_by(answering(answer(status, "Retry-After: 5")))
    assert (failed.permanent, failed.retry_after) == (True, None)
    assert str(failed).startswith("Webhook at 127.0.0.1:")
    assert str(failed).endswith(f" took nothing: it answered with status {status}.")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_is_final(status: int) -> None:
    with serving(answering(OK)) as elsewhere:
        failed = refused_by(answering(redirect(elsewhere.url, status)))
    assert failed.permanent
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599, 600, 999])
def test_what_passes_by_itself_may_be_tried_again(status: int) -> None:
    failed = refused_by(answering(answer(status)))
    assert (failed.permanent, failed.retry_after) == (False, None)


@pytest.mark.parametrize(
    ("written", "pause"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("1.5", timedelta(seconds=1.5)),
        ("999999999", LONGEST_PAUSE),
        ("Sun, 22 Nov 2026 12:02:00 GMT", timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 12:02:00 -0000", timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        ("1e9", None),
        ("9" * 400, None),
        ("Sun, 99 Nov 2026 12:02:00 GMT", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_when_to_try_again_is_told_within_a_day(
    status: int, written: str, pause: timedelta | None
) -> None:
    failed = refused_by(answering(answer(status, f"Retry-After: {written}")))
    assert (failed.permanent, failed.retry_after) == (False, pause)


@pytest.mark.parametrize(
    ("body", "pause"),
    [
        (
            b'{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}',
            64.57,
        ),
        (b'{"retry_after": 2}', 2),
        (b'{"retry_after": 1e300}', None),
        (b'{"retry_after": NaN}', None),
        (b'{"retry_after": -1}', None),
        (b'{"retry_after": "2"}', None),
        (b"[]", None),
        (b"[" * 100_000, None),
        (b"9" * 5000, None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_discord_may_say_it_in_its_body(body: bytes, pause: float | None) -> None:
    failed = refused_by(answering(answer(429, body=body)))
    assert failed.retry_after == (None if pause is None else timedelta(seconds=pause))


def test_a_header_goes_before_the_body() -> None:
    failed = refused_by(answering(answer(429, "Retry-After: 65", body=b'{"retry_after": 64.57}')))
    assert failed.retry_after == timedelta(seconds=65)


@given(st.text(max_size=60), st.binary(max_size=60))
def test_whatever_is_written_there_is_a_pause_or_none(written: str, body: bytes) -> None:
    said = Answer(status=429, headers={"retry-after": written}, body=body)
    pause = posting._pause(said, NOW)
    assert pause is None or timedelta(0) <= pause <= LONGEST_PAUSE


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "DEADLINE", timedelta(seconds=0.5))


def test_five_seconds_are_all_the_time_there_is() -> None:
    assert timedelta(seconds=5) == posting.DEADLINE


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "manner",
    [silent, dripping(b""), dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ")],
    ids=["silent", "dripping", "dripping headers"],
)
def test_who_takes_too_long_may_be_tried_again(manner: Manner) -> None:
    failed = refused_by(manner)
    assert not failed.permanent
    assert "no answer within 0.5 s" in str(failed)


@pytest.mark.usefixtures("_impatient")
def test_what_was_taken_counts_although_its_answer_never_ends() -> None:
    """It would else be sent again, to somebody who has it."""
    with serving(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")) as server:
        posted(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_answer_of_any_size_is_left_unread(status: int) -> None:
    huge = answering(answer(status, body=b"x" * 5_000_000))
    if status == 200:
        with serving(huge) as server:
            posted(server)
        return
    assert refused_by(huge).permanent is (status == 404)


def test_a_huge_answer_that_wants_a_pause_is_read_to_its_limit_alone() -> None:
    failed = refused_by(answering(answer(429, body=b"x" * 5_000_000)))
    assert (failed.permanent, failed.retry_after) == (False, None)


@pytest.mark.parametrize("said", [b"", f"SSH-2.0 {SECRET}\r\n".encode(), b"HTTP/1.1 2"])
def test_what_is_no_answer_may_become_one(said: bytes) -> None:
    failed = refused_by(answering(said))
    assert not failed.permanent
    assert "took nothing: the connection broke, or what came back is not HTTP." in str(failed)


def test_where_nobody_listens_somebody_may_again() -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with failing() as failed:
        post(
            Destination(Kind.SLACK, f"http://127.0.0.1:{port}{PATH}"), BODY, now=NOW, allow=LOOPBACK
        )
    assert not failed[0].permanent
    assert str(failed[0]) == (
        f"Slack at 127.0.0.1:{port} took nothing: could not connect to 127.0.0.1 port {port}: "
        "connection refused."
    )


def test_a_certificate_that_holds_is_needed_and_enough() -> None:
    with serving(answering(OK), tls_server()) as server:
        post(destination(server), BODY, now=NOW, allow=LOOPBACK, context=trusting(authority()))
        assert len(server.requests) == 1
        with failing() as failed:  # by the system's own authorities
            posted(server)
    assert not failed[0].permanent
    assert len(server.requests) == 1, "nothing is told to whom we don't know"


def test_a_certificate_of_another_name_may_be_mended() -> None:
    with serving(answering(OK), tls_server("other.example")) as server, failing() as failed:
        post(destination(server), BODY, now=NOW, allow=LOOPBACK, context=trusting(authority()))
    assert not failed[0].permanent
    assert "the certificate is not for 127.0.0.1" in str(failed[0])
    assert server.requests == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"],
)
def test_what_is_not_public_is_refused_without_a_word_of_where_it_leads(host: str) -> None:
    with serving(answering(OK)) as server:
        url = f"http://{host}:{server.port}{PATH}"
        with failing() as failed:
            post(Destination(Kind.WEBHOOK, url), BODY, now=NOW)
    assert failed[0].permanent
    assert str(failed[0]).endswith("is not posted to, because its host has no public IPv4 address.")
    assert server.requests == []


def test_metadata_is_refused_even_where_it_is_allowed() -> None:
    everything = (IPv4Network("0.0.0.0/0"),)
    with failing() as failed:
        url = f"http://169.254.169.254{PATH}"
        post(Destination(Kind.WEBHOOK, url), BODY, now=NOW, allow=everything)
    assert failed[0].permanent


def test_a_name_is_judged_by_the_address_that_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: what the name led to when somebody subscribed says nothing of now."""
    asked: list[str] = []

    def rebinding(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with serving(answering(OK)) as server:
        url = f"http://rebinding.example:{server.port}{PATH}"
        with failing() as failed:
            post(Destination(Kind.WEBHOOK, url), BODY, now=NOW)
    assert failed[0].permanent
    assert asked == ["rebinding.example"], "it is looked up once, and what was found is judged"
    assert server.requests == []


def test_a_name_that_leads_nowhere_may_lead_somewhere_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nowhere(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with failing() as failed:
        post(Destination(Kind.WEBHOOK, f"https://gone.example{PATH}"), BODY, now=NOW)
    assert not failed[0].permanent
    assert str(failed[0]) == (
        "Webhook at gone.example took nothing: there is no address for the name gone.example."
    )
