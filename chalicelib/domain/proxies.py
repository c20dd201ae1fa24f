"""Proxies: whose address counts, where a CDN of the operator's own stands before the page."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def network_of(text: str) -> Network:
    """The network that is written so, in CIDR; ValueError when it is none."""
    return ip_network(text)


def client_of(connected: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of whoever asks: that of the connection, or what the last of the `trusted`
    proxies says of who connected to it.

    `forwarded` is X-Forwarded-For, to which each proxy appends who came to it. It is read from its
    end, and as far as those vouch for it whom we trust: what stands before that anybody may write.
    """
    client = connected
    for hop in reversed(forwarded.split(",")):
        if not _is_within(client, trusted) or not _is_address(hop.strip()):
            return client
        client = hop.strip()
    return client


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in each for each in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
