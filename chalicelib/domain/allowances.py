"""How often somebody may ask for something, and who counts as one."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many in so long; windows stand still, they do not slide."""

    count: int
    window: timedelta


def connection_of(client: str) -> str:
    """The client's address as a connection is counted: of IPv6 the /64, which is one subscriber's.

    Whoever has an IPv6 connection has at least so many addresses (RFC 6177). IPv4 within IPv6
    counts as IPv4; what is no address, as it is.
    """
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
