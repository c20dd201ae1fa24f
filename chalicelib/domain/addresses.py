"""Which addresses may be looked at: the public ones, and the private ones that the page allows."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network

LOCALHOST = IPv4Address("127.0.0.1")
# Where clouds hand out the credentials of the machine itself: link-local on AWS, Google Cloud,
# Azure and most others, and Alibaba Cloud's own.
METADATA = (IPv4Network("169.254.0.0/16"), IPv4Network("100.100.100.200/32"))
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.ASCII)


def why_refused(address: IPv4Address, allowed: Iterable[IPv4Network]) -> str | None:
    """Why this address must not be looked at, in words that follow "it is"; None when it may be.

    Metadata addresses are refused even when an allowed network holds them.
    """
    if any(address in network for network in METADATA):
        return "an address where clouds keep credentials"
    if any(address in network for network in allowed):
        return None
    if address.is_loopback:
        return "an address of the machine that looks"
    return None if address.is_global and not address.is_multicast else "a private address"


def is_numeric(host: str) -> bool:
    """Whether resolvers take the host for an IPv4 address, in whatever notation.

    The rule is the URL Standard's "ends in a number": 127.1, 0x7f000001 and 2130706433 are all
    the loopback address to a C library.
    """
    last = host.rstrip(".").rpartition(".")[2].lower()
    return bool(_NUMERIC.fullmatch(last))
