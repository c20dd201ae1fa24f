"""Which servers are refused, and why. It is asked at the connection, after the name was looked up.

Asking later than that leaves no gap: the address which was judged is the one that is connected
to, and the name is not looked up again. Each step of a redirect passes here as the first one did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

from chalicelib.domain.addresses import METADATA, why_refused

_SMTP = 25


@dataclass(frozen=True, slots=True)
class Found:
    """What a host name leads to. IPv6 addresses are only known to be there or not."""

    ipv4: tuple[IPv4Address, ...] = ()
    has_ipv6: bool = False


def networks(written: Iterable[str]) -> tuple[IPv4Network, ...]:
    """The networks that a page allows, from its `allow_addresses`; ValueError when one is none."""
    return tuple(IPv4Network(each) for each in written)


def literal(host: str) -> Found | None:
    """What an address that stands in place of a name leads to; None when it is a name.

    An IPv4 address mapped into IPv6 (RFC 4291, section 2.5.5.2) is the IPv4 address that systems
    connect to for it. Shorthand such as 127.1 counts as a name: resolvers know what it means.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return Found((mapped,)) if mapped else Found(has_ipv6=True)
    return Found((address,))


def refused_port(port: int) -> str | None:
    """Why nothing at this port is connected to; None when it may be."""
    if port == _SMTP:
        return "port 25 is never probed, because AWS blocks it for Lambda functions"
    return None


def refused_host(host: str, found: Found, allow: Sequence[IPv4Network]) -> str | None:
    """Why the host is not connected to, given what it leads to; None when it may be.

    One address that must not be connected to refuses the host, whichever comes first in the answer:
    resolvers shuffle addresses, and the verdict must not change with the order.
    """
    if not found.ipv4:
        what = f"{host} is an IPv6 address" if ":" in host else f"{host} has only IPv6 addresses"
        return f"{what}, and Lambda functions have no IPv6 by default"
    reasons = (_refused_address(host, address, allow) for address in found.ipv4)
    return next((reason for reason in reasons if reason), None)


def _refused_address(host: str, address: IPv4Address, allow: Sequence[IPv4Network]) -> str | None:
    if (what := why_refused(address, allow)) is None:
        return None
    said = f"{address} is" if str(address) == host else f"{host} leads to {address},"
    if any(address in network for network in METADATA):
        return f"{said} {what}, which is never probed"
    return f"{said} {what}, which is probed only when the page's allow_addresses lists it"
