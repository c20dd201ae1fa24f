"""From names to addresses, with the resolver's answers chosen: real name servers are elsewhere."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Address
from typing import Any

import pytest

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.network.guard import Found
from chalicelib.network.notes import NoAnswerError
from chalicelib.network.resolving import LOOKUP_THREAD, LOOKUPS_AT_ONCE, look_up
from chalicelib.probes.http import look

Answer = list[str] | socket.gaierror


def resolving(monkeypatch: pytest.MonkeyPatch, ipv4: Answer, ipv6: Answer) -> list[int]:
    """Let the system's resolver answer so; the families that it is asked for are listed."""
    asked: list[int] = []

    def getaddrinfo(*_: object, family: int, **__: object) -> list[Any]:
        asked.append(family)
        answer = ipv4 if family == socket.AF_INET else ipv6
        if isinstance(answer, socket.gaierror):
            raise answer
        return [(family, socket.SOCK_STREAM, 6, "", (address, 0)) for address in answer]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def nothing(code: int = socket.EAI_NONAME) -> socket.gaierror:
    return socket.gaierror(code, "in the system's words")


def long_enough() -> float:
    return 30.0


def test_ipv4_addresses_come_in_the_resolvers_order(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving(monkeypatch, ["9.9.9.9", "1.1.1.1"], ["2606:4700::1111"])
    found = look_up("shop.example", long_enough)
    assert found == Found((IPv4Address("9.9.9.9"), IPv4Address("1.1.1.1")))
    assert asked == [socket.AF_INET]


def test_ipv6_is_noticed_when_there_is_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, nothing(), ["2606:4700::1111"])
    observation = look(HttpTarget(url="https://six.example/"))
    detail = "six.example has only IPv6 addresses, and Lambda functions have no IPv6 by default"
    assert observation.failure == Failure(FailureKind.REFUSED, detail)


@pytest.mark.parametrize(
    ("code", "kind", "detail"),
    [
        (
            socket.EAI_NONAME,
            FailureKind.DNS,
            "there is no address for the name shop.example",
        ),
        (socket.EAI_AGAIN, FailureKind.DNS, "no name server gave an answer for shop.example"),
        (
            socket.EAI_SYSTEM,
            FailureKind.OURS,
            "the look-up of shop.example broke on our own machine: in the system's words",
        ),
    ],
)
def test_what_the_resolver_lacks_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, code: int, kind: FailureKind, detail: str
) -> None:
    resolving(monkeypatch, nothing(code), nothing(code))
    with pytest.raises(NoAnswerError) as stopped:
        look_up("shop.example", long_enough)
    assert stopped.value.failure == Failure(kind, detail)


def test_a_name_that_does_not_exist_is_a_failure_of_the_dns() -> None:
    failure = look(HttpTarget(url="http://nowhere.invalid/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.DNS
    assert "nowhere.invalid" in failure.detail


def test_a_thread_that_cannot_be_started_holds_no_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_more)
        for _ in range(LOOKUPS_AT_ONCE + 1):
            with pytest.raises(RuntimeError, match="can't start new thread"):
                look_up("shop.example", long_enough)
    resolving(monkeypatch, ["9.9.9.9"], [])
    assert look_up("shop.example", long_enough) == Found((IPv4Address("9.9.9.9"),))


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that doesn't come back before the test is over."""
    over = threading.Event()

    def getaddrinfo(*_: object, **__: object) -> list[Any]:
        over.wait()
        raise nothing()

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    over.set()
    for thread in lookups():
        thread.join()


def lookups() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == LOOKUP_THREAD]


@pytest.mark.usefixtures("hanging")
def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    target = HttpTarget(url="http://shop.example/", deadline=timedelta(seconds=0.05))
    detail = "no answer within 0.05 s (while looking up the name)"
    assert look(target).failure == Failure(FailureKind.TIMEOUT, detail)


@pytest.mark.usefixtures("hanging")
def test_a_resolver_that_hangs_for_long_holds_only_so_many_threads() -> None:
    target = HttpTarget(url="http://shop.example/", deadline=timedelta(seconds=0.002))
    for _ in range(LOOKUPS_AT_ONCE + 20):
        assert look(target).failure is not None
    assert len(lookups()) == LOOKUPS_AT_ONCE
