"""Redirects: followed as often as the check says, past the guard each time, with no secret told."""

from ipaddress import IPv4Network

import pytest

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.network.request import Request
from chalicelib.network.urls import parse_url
from chalicelib.probes.asking import following
from chalicelib.probes.http import look
from tests.integration.network.servers import LOOPBACK, OK, answering, redirect, serving

SECRETS = (("Authorization", "Bearer s3cret"), ("Cookie", "a=b"), ("X-Key", "s3cret"))


def test_a_redirect_is_the_answer_when_none_are_followed() -> None:
    with serving(answering(redirect("/b"))) as server:
        observation = look(HttpTarget(url=server.url), allow=LOOPBACK)
    assert (observation.status, observation.redirected_to) == (302, ())
    assert len(server.requests) == 1


def test_redirects_are_followed_as_often_as_the_check_says() -> None:
    with serving(answering(redirect("/b"), redirect("c?d=1#e"), OK)) as server:
        observation = look(HttpTarget(url=server.url, redirects=2), allow=LOOPBACK)
    assert observation.status == 200
    assert observation.redirected_to == (f"{server.url}/b", f"{server.url}/c?d=1")
    assert [head.splitlines()[0] for head in server.heads] == [
        "GET / HTTP/1.1",
        "GET /b HTTP/1.1",
        "GET /c?d=1 HTTP/1.1",
    ]


@pytest.mark.parametrize(("redirects", "times"), [(1, "once"), (3, "3 times")])
def test_redirects_in_a_circle_end_where_the_check_says(redirects: int, times: str) -> None:
    with serving(answering(redirect("/"))) as server:
        observation = look(HttpTarget(url=server.url, redirects=redirects), allow=LOOPBACK)
    detail = f"after a redirect to {server.url}: it redirects more than {times}"
    assert observation.failure == Failure(FailureKind.REDIRECTS, detail)
    assert len(server.requests) == redirects + 1


def test_every_step_of_a_redirect_passes_the_guard() -> None:
    allow = (IPv4Network("127.0.0.1/32"),)
    with serving(answering(redirect("http://127.0.0.2:8080/token=s3cret"))) as server:
        observation = look(HttpTarget(url=server.url, redirects=5), allow=allow)
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.REFUSED
    assert observation.failure.detail.startswith(
        "after a redirect to http://127.0.0.2:8080: 127.0.0.2 is an address of the machine"
    )
    assert observation.phases.connect_ms is None


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/meta-data/", "//127.0.0.1:25/", "http://[::1]/"]
)
def test_a_redirect_leads_nowhere_that_is_never_probed(location: str) -> None:
    with serving(answering(redirect(location))) as server:
        observation = look(HttpTarget(url=server.url, redirects=1), allow=LOOPBACK)
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    "location", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://:0/"]
)
def test_a_redirect_that_nobody_can_follow_is_a_failure(location: str) -> None:
    with serving(answering(redirect(location))) as server:
        observation = look(HttpTarget(url=server.url, redirects=1), allow=LOOPBACK)
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.REDIRECTS
    assert "it redirects to where nobody can follow" in observation.failure.detail


def test_a_redirect_without_a_destination_is_the_answer() -> None:
    with serving(answering(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")) as server:
        observation = look(HttpTarget(url=server.url, redirects=1), allow=LOOPBACK)
    assert (observation.status, observation.failure) == (302, None)


def test_the_checks_headers_stay_with_its_own_origin() -> None:
    headers = (*SECRETS, ("User-Agent", "me"))
    with serving(answering(OK)) as stranger, serving(answering(redirect(stranger.url))) as server:
        look(HttpTarget(url=server.url, headers=headers, redirects=1), allow=LOOPBACK)
    assert all(f"{name}: {value}" in server.heads[0] for name, value in headers)
    assert not any(name in stranger.heads[0] for name, _ in SECRETS)
    assert "User-Agent: me" in stranger.heads[0]


def test_the_checks_headers_go_along_within_its_origin() -> None:
    with serving(answering(redirect("/b"), OK)) as server:
        look(HttpTarget(url=server.url, headers=SECRETS, redirects=1), allow=LOOPBACK)
    assert all(f"{name}: {value}" in server.heads[1] for name, value in SECRETS)


def test_headers_that_were_left_behind_do_not_come_back() -> None:
    """Else a stranger could choose where on the check's own server a secret is sent to."""
    start = Request(url=parse_url("https://shop.example/"), method="GET", headers=SECRETS)
    away = following(start, 302, "https://stranger.example/")
    assert following(away, 302, "https://shop.example/logs?show=").headers == ()


# By the Fetch standard, "HTTP-redirect fetch".
METHODS = [
    (301, "GET", "GET"),
    (302, "HEAD", "HEAD"),
    (301, "POST", "GET"),
    (302, "POST", "GET"),
    (302, "PUT", "PUT"),
    (303, "GET", "GET"),
    (303, "HEAD", "HEAD"),
    (303, "PUT", "GET"),
    (307, "POST", "POST"),
    (308, "POST", "POST"),
]


@pytest.mark.parametrize(("status", "method", "then"), METHODS)
def test_the_method_changes_as_it_does_in_browsers(status: int, method: str, then: str) -> None:
    request = Request(
        url=parse_url("https://shop.example/a"),
        method=method,
        headers=(("Content-Type", "text/plain"), ("X-Key", "1")),
        body=b"x",
    )
    onward = following(request, status, "/b")
    kept = then == method
    assert onward.method == then
    assert onward.body == (b"x" if kept else None)
    assert ("Content-Type" in dict(onward.headers)) is kept
    assert "X-Key" in dict(onward.headers)


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_goes_to_no_other_origin(status: int) -> None:
    with serving(answering(OK)) as stranger:
        with serving(answering(redirect(stranger.url, status))) as server:
            target = HttpTarget(url=server.url, method="POST", body="s3cret", redirects=1)
            observation = look(target, allow=LOOPBACK)
        detail = f"it redirects to {stranger.url}, and the body goes to no other origin"
    assert observation.failure == Failure(FailureKind.REFUSED, detail)
    assert stranger.requests == []
