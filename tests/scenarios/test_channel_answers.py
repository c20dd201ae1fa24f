"""Stories of what the other side answers: told, told later, or never again and the team hears why.

Each service stands under its own name, with TLS, on loopback.
"""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channels import posting
from chalicelib.domain.destinations import Kind
from chalicelib.network import handshake
from tests.integration.network.servers import (
    Manner,
    Server,
    answering,
    authority,
    dripping,
    read_request,
    redirect,
    reset_at_close,
    serving,
    silent,
    tls_server,
)
from tests.scenarios.test_subscribers import page_behind, signs_up, wishes
from tests.telling import opened
from tests.world import World

HOOKS = {
    Kind.WEBHOOK: ("hooks.shop.example", "/hook/s3cret"),
    Kind.SLACK: ("hooks.slack.com", "/services/T0/B0/s3cret"),
    Kind.TEAMS: ("prod-01.westeurope.logic.azure.com", "/workflows/s3cret/triggers/manual"),
    Kind.DISCORD: ("discord.com", "/api/webhooks/1234/s3cret"),
}
_LINK = re.compile(rb"/subscriptions/manage/[0-9a-f]{64}")
_SELECTION = re.compile(r'name="selection" value="(\w+)"')


@dataclass
class Service:
    """One service's server; `manner` is how it takes what comes, until that is set anew."""

    kind: Kind
    server: Server
    manner: Manner

    @property
    def url(self) -> str:
        host, path = HOOKS[self.kind]
        return f"https://{host}:{self.server.port}{path}"

    @property
    def came(self) -> list[bytes]:
        return self.server.requests

    @property
    def link(self) -> str:
        found = _LINK.search(self.came[0].replace(rb"\/", b"/"))
        assert found, self.came[0]
        return found[0].decode()


@contextmanager
def standing_for(kind: Kind) -> Iterator[Service]:
    holder: list[Service] = []

    def manner(server: Server, connection: socket.socket) -> None:
        holder[0].manner(server, connection)

    with serving(manner, tls_server(HOOKS[kind][0])) as server:
        holder.append(Service(kind, server, said(200)))
        yield holder[0]


@pytest.fixture
def _names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The services' names lead to loopback, and the tests' authority vouches for them."""
    real, ours = socket.getaddrinfo, {host for host, _ in HOOKS.values()}

    def getaddrinfo(host: str, *rest: Any, **more: Any) -> list[Any]:
        if host not in ours:
            return list(real(host, *rest, **more))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    bundle = tmp_path / "authority.pem"
    authority().cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    handshake._trusted_context.cache_clear()
    yield
    handshake._trusted_context.cache_clear()


def said(status: int, *headers: str, body: bytes = b"") -> Manner:
    lines = (f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers)
    return answering("\r\n".join([*lines, "", ""]).encode() + body)


def hangs_up(server: Server, connection: socket.socket) -> None:
    read_request(server, connection)
    reset_at_close(connection)


def is_slow(server: Server, connection: socket.socket) -> None:
    """It says all of “200”, and too late."""
    read_request(server, connection)
    server.leaving.wait(1.5)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def discord_wants(seconds: float) -> Manner:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
    return said(429, "Content-Type: application/json", body=json.dumps(body).encode())


def hears(shop: World, service: Service) -> None:
    assert signs_up(shop, service.url).status == 202
    shop.sign_up()
    shop.deliver()
    seen = _SELECTION.search(page_behind(shop, service.link).text)
    assert seen
    assert wishes(shop, service.link, wish="confirm", selection=seen[1]).status == 303


def breaks(shop: World, service: Service) -> int:
    """Something to tell, told for the first time; answers with what had come before."""
    before = len(service.came)
    opened(shop)
    shop.tick()
    return before


def later(shop: World, span: timedelta) -> None:
    shop.pass_quietly(span)
    shop.deliver_later()


DAY = timedelta(days=1)
WEBHOOK, SLACK, TEAMS, DISCORD = Kind.WEBHOOK, Kind.SLACK, Kind.TEAMS, Kind.DISCORD
TAKEN = [
    (WEBHOOK, said(200)),
    (WEBHOOK, said(202)),
    (WEBHOOK, said(204)),
    (WEBHOOK, dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")),
    (SLACK, said(200, body=b"ok")),
    (TEAMS, said(202)),
    (TEAMS, said(200)),
    (DISCORD, said(204)),
]
PASSING = [
    (WEBHOOK, said(429, "Retry-After: 600"), 600),
    (WEBHOOK, said(503, "Retry-After: Sun, 22 Nov 2026 12:30:00 GMT"), 1500),
    (WEBHOOK, said(500), 30),
    (WEBHOOK, said(408), 30),
    (WEBHOOK, hangs_up, 30),
    (WEBHOOK, answering(b"SSH-2.0 s3cret\r\n"), 30),
    (WEBHOOK, answering(b""), 30),
    (SLACK, said(429, "Retry-After: 120", body=b"rate_limited"), 120),
    (SLACK, said(500, body=b"rollup_error"), 30),
    (TEAMS, said(429, "Retry-After: 300"), 300),
    (TEAMS, said(502), 30),
    (DISCORD, discord_wants(90.5), 90),
    (DISCORD, said(502), 30),
]
FINAL = [
    (WEBHOOK, said(404), 404),
    (WEBHOOK, said(410), 410),
    (SLACK, said(404, body=b"no_service"), 404),
    (SLACK, said(410, body=b"channel_is_archived"), 410),
    (SLACK, said(403, body=b"invalid_token"), 403),
    (TEAMS, said(404), 404),
    (TEAMS, said(401), 401),
    (DISCORD, said(404, body=b'{"message": "Unknown Webhook", "code": 10015}'), 404),
]
TOO_LATE = [
    (WEBHOOK, silent),
    (WEBHOOK, is_slow),
    (WEBHOOK, dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ")),
    (SLACK, silent),
    (TEAMS, silent),
    (DISCORD, silent),
]
pytestmark = pytest.mark.usefixtures("_names")


@pytest.mark.parametrize(("kind", "manner"), TAKEN)
def test_what_is_taken_is_told_once(shop: World, kind: Kind, manner: Manner) -> None:
    with standing_for(kind) as service:
        hears(shop, service)
        service.manner = manner
        before = breaks(shop, service)
        later(shop, DAY)
        assert len(service.came) == before + 1
        assert b"Payments are slow" in service.came[-1]


@pytest.mark.parametrize(("kind", "manner", "pause_s"), PASSING)
def test_what_passes_is_told_when_its_time_has_come(
    shop: World, kind: Kind, manner: Manner, pause_s: int
) -> None:
    with standing_for(kind) as service:
        hears(shop, service)
        service.manner = manner
        tried = breaks(shop, service) + 1
        assert len(service.came) == tried
        service.manner = said(204)
        later(shop, timedelta(seconds=pause_s * 0.8))
        assert len(service.came) == tried, "it is not yet time"
        later(shop, timedelta(seconds=pause_s))
        assert len(service.came) == tried + 1
        assert _body(service.came[-1]) == _body(service.came[-2])
        later(shop, DAY)
        assert len(service.came) == tried + 1
        assert "Nothing is told here any more" not in page_behind(shop, service.link).text


@pytest.mark.parametrize(("kind", "manner", "status"), FINAL)
def test_what_is_refused_for_good_ends_it_and_the_team_hears(
    shop: World, kind: Kind, manner: Manner, status: int
) -> None:
    shop.hear_as_team()
    with standing_for(kind) as service:
        hears(shop, service)
        service.manner = manner
        tried = breaks(shop, service) + 1
        _is_over(shop, service, f"it answered with status {status}", tried)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(WEBHOOK, each) for each in (301, 302, 303, 307, 308)]
    + [(each, 302) for each in (SLACK, TEAMS, DISCORD)],
)
def test_a_redirect_to_the_inside_is_not_followed(shop: World, kind: Kind, status: int) -> None:
    shop.hear_as_team()
    with standing_for(kind) as service, serving(said(200)) as inside:
        hears(shop, service)
        service.manner = answering(redirect(f"{inside.url}/latest/meta-data", status))
        tried = breaks(shop, service) + 1
        _is_over(shop, service, f"it answered with status {status}", tried)
        assert inside.requests == []


@pytest.mark.parametrize(("kind", "manner"), TOO_LATE)
def test_who_answers_too_late_is_told_later(
    shop: World, kind: Kind, manner: Manner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing_for(kind) as service:
        hears(shop, service)
        service.manner = manner
        with monkeypatch.context() as impatient:
            impatient.setattr(posting, "DEADLINE", timedelta(seconds=0.5))
            breaks(shop, service)
        tried = len(service.came)
        assert "Nothing is told here any more" not in page_behind(shop, service.link).text
        service.manner = said(204)
        _again(shop, service, tried)


def _again(shop: World, service: Service, tried: int) -> None:
    later(shop, timedelta(minutes=1))
    assert len(service.came) == tried + 1
    later(shop, DAY)
    assert len(service.came) == tried + 1


def _is_over(shop: World, service: Service, reason: str, tried: int) -> None:
    service.manner = said(204)
    later(shop, DAY)
    assert len(service.came) == tried, "nothing more is posted there"
    shown = page_behind(shop, service.link).text
    assert "Nothing is told here any more" in shown
    assert reason in shown
    assert "s3cret" not in shown
    for _ in range(2):
        shop.roll_up()
        shop.tick()
    assert (
        shop.nudges().count("One webhook, chat or phone of a customer hears nothing any more") == 1
    )


def _body(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]
