"""What is never connected to: the rules as tables and laws, and then at a real connection."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.checks import HttpTarget
from chalicelib.domain.results import Failure, FailureKind
from chalicelib.network import guard
from chalicelib.network.guard import Found, literal, refused_host
from chalicelib.probes.http import look
from tests.integration.network.servers import LOOPBACK, OK, answering, serving

EVERYTHING = (IPv4Network("0.0.0.0/0"),)
METADATA = ("169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.169.123")
NOT_PUBLIC = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
)
PUBLIC = ("1.1.1.1", "9.255.255.255", "100.128.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.255")


def refused(*addresses: str, allow: tuple[IPv4Network, ...] = ()) -> str | None:
    return refused_host("shop.example", Found(tuple(map(IPv4Address, addresses))), allow)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public_is_refused_unless_the_page_allows_it(address: str) -> None:
    assert f"shop.example leads to {address}, " in (refused(address) or "")
    assert refused(address, allow=(IPv4Network(address),)) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_may_be_probed(address: str) -> None:
    assert refused(address) is None


@pytest.mark.parametrize("address", METADATA)
def test_metadata_is_never_probed_even_if_everything_is_allowed(address: str) -> None:
    assert "never probed" in (refused(address, allow=EVERYTHING) or "")


@given(st.ip_addresses(v=4))
def test_whatever_python_calls_not_global_is_refused(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert refused(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_an_address_mapped_into_ipv6_is_judged_as_what_it_is(address: IPv4Address) -> None:
    assert literal(str(IPv6Address(f"::ffff:{address}"))) == Found((address,))


@given(st.integers(2**48, 2**128 - 1).map(IPv6Address))  # below are those mapped from IPv4
def test_no_ipv6_address_is_probed_whatever_is_allowed(address: IPv6Address) -> None:
    found = literal(str(address))
    assert found == Found(has_ipv6=True)
    reason = refused_host(str(address), found, EVERYTHING)
    assert reason == f"{address} is an IPv6 address, and Lambda functions have no IPv6 by default"


def test_a_name_with_ipv6_addresses_alone_is_refused_by_name() -> None:
    reason = refused_host("six.example", Found(has_ipv6=True), EVERYTHING)
    assert reason == (
        "six.example has only IPv6 addresses, and Lambda functions have no IPv6 by default"
    )


@given(st.permutations(["1.1.1.1", "9.9.9.9", "10.0.0.1"]))
def test_one_private_address_refuses_the_name_in_whatever_order(addresses: list[str]) -> None:
    assert refused(*addresses) == (
        "shop.example leads to 10.0.0.1, a private address, "
        "which is probed only when the page's allow_addresses lists it"
    )


@given(st.integers(1, 65_535))
def test_port_25_is_the_only_port_that_is_refused(port: int) -> None:
    assert (guard.refused_port(port) is not None) is (port == 25)


def test_the_networks_of_a_page_are_single_addresses_too() -> None:
    assert guard.networks(["10.0.0.0/8", "127.0.0.1"]) == (
        IPv4Network("10.0.0.0/8"),
        IPv4Network("127.0.0.1/32"),
    )


# Every way to write the loopback address that a resolver understands.
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost", "[::ffff:127.0.0.1]"]
)
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with serving(answering(OK)) as server:
        observation = look(HttpTarget(url=f"http://{host}:{server.port}/"))
    assert observation.failure is not None
    assert observation.failure.kind is FailureKind.REFUSED
    assert "127.0.0.1" in observation.failure.detail
    assert observation.phases.connect_ms is None


def test_an_allowed_address_mapped_into_ipv6_is_connected_to_as_ipv4() -> None:
    with serving(answering(OK)) as server:
        url = f"http://[::ffff:127.0.0.1]:{server.port}/"
        assert look(HttpTarget(url=url), allow=LOOPBACK).status == 200
    assert "Host: [::ffff:127.0.0.1]" in server.heads[0]


@pytest.mark.parametrize("url", ["http://[::1]/", "https://[fd00:ec2::254]/latest/"])
def test_ipv6_in_a_url_is_refused_with_the_reason(url: str) -> None:
    failure = look(HttpTarget(url=url), allow=LOOPBACK).failure
    assert failure is not None
    assert failure.kind is FailureKind.REFUSED
    assert "Lambda functions have no IPv6" in failure.detail


def test_port_25_is_refused_before_anything_is_looked_up() -> None:
    observation = look(HttpTarget(url="http://nowhere.invalid:25/"))
    detail = "port 25 is never probed, because AWS blocks it for Lambda functions"
    assert observation.failure == Failure(FailureKind.REFUSED, detail)


def test_a_name_that_changes_after_it_was_judged_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the second look-up would lead elsewhere, but there is none."""
    answers = ["127.0.0.1", "127.0.0.2"]

    def rebinding(*_: object, **__: object) -> list[Any]:
        address = answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with serving(answering(OK)) as server:
        url = f"http://rebinding.example:{server.port}/"
        observation = look(HttpTarget(url=url), allow=(IPv4Network("127.0.0.1/32"),))
    assert (observation.status, observation.address) == (200, "127.0.0.1")
    assert answers == ["127.0.0.2"]
