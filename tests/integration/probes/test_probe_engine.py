"""Many looks at a time."""

from datetime import UTC, datetime
from socket import socket
from threading import Barrier
from typing import cast

from chalicelib.domain.checks import Check, HttpTarget
from chalicelib.domain.results import FailureKind, Verdict, judge
from chalicelib.probes.engine import look_at_all
from tests.integration.network.servers import LOOPBACK, OK, Server, answering, read_request, serving


def check(id_: str, url: str) -> Check:
    return Check(id=id_, key=id_, component_id="c", name=id_, target=HttpTarget(url=url))


def unheard_of(id_: str) -> Check:
    """A check of a kind that no probe knows, which only a fault of ours can bring about."""
    target = cast(HttpTarget, object())
    return Check(id=id_, key=id_, component_id="c", name=id_, target=target)


def test_no_checks_are_no_observations() -> None:
    assert look_at_all([]) == {}


def test_every_check_gets_its_own_observation() -> None:
    with serving(answering(OK)) as up, serving(answering(b"")) as down:
        checks = [check("up", up.url), check("down", down.url), check("private", "http://10.0.0.1")]
        observations = look_at_all(checks, allow=LOOPBACK, concurrency=2)
    assert list(observations) == ["up", "down", "private"]
    assert observations["up"].status == 200
    assert observations["down"].failure is not None
    assert observations["private"].failure is not None


def test_checks_are_looked_at_side_by_side() -> None:
    """Each answer waits until all requests have come: one after the other, none would."""
    together = Barrier(5)

    def waiting(server: Server, connection: socket) -> None:
        read_request(server, connection)
        together.wait()
        connection.sendall(OK)

    with serving(waiting) as server:
        checks = [check(str(number), server.url) for number in range(5)]
        observations = look_at_all(checks, allow=LOOPBACK, concurrency=5)
    assert [seen.status for seen in observations.values()] == [200] * 5


def test_more_checks_than_threads_are_all_looked_at() -> None:
    with serving(answering(OK)) as server:
        checks = [check(str(number), server.url) for number in range(30)]
        observations = look_at_all(checks, allow=LOOPBACK, concurrency=3)
    assert {seen.status for seen in observations.values()} == {200}
    assert len(observations) == len(server.requests) == 30


def test_a_probe_that_breaks_says_nothing_of_its_target_and_stops_no_other() -> None:
    with serving(answering(OK)) as server:
        checks = [unheard_of("broken"), check("fine", server.url)]
        observations = look_at_all(checks, allow=LOOPBACK)
    assert observations["fine"].status == 200
    failure = observations["broken"].failure
    assert failure is not None
    assert failure.kind is FailureKind.OURS
    assert failure.detail == "the probe itself broke (KeyError); the log says more"
    result = judge(checks[0], observations["broken"], now=datetime(2026, 11, 22, tzinfo=UTC))
    assert result.verdict is Verdict.UNKNOWN
