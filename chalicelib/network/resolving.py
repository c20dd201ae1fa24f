"""From a host name to addresses, in bounded time.

The C library's resolver knows no time-out, so that it runs in a thread of its own, which is left
behind when it takes too long. Such threads end by themselves, after half a minute or so with the
usual settings; until then each holds one of a limited number of slots.
"""

import socket
from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import IPv4Address
from threading import BoundedSemaphore, Thread

from chalicelib.domain.results import FailureKind
from chalicelib.network.guard import Found
from chalicelib.network.notes import NoAnswerError

# Twice the probes that run at a time: a name server that hangs for one tick doesn't stop the next.
LOOKUPS_AT_ONCE = 100
LOOKUP_THREAD = "look-up"
_slots = BoundedSemaphore(LOOKUPS_AT_ONCE)


def look_up(host: str, remaining: Callable[[], float]) -> Found:
    """What the name leads to. `remaining` tells the seconds that are left.

    TimeoutError when they run out; NoAnswerError when the name leads nowhere. IPv6 is asked for
    only when there is no IPv4 address.
    """
    if not _slots.acquire(timeout=remaining()):
        raise TimeoutError
    found: Future[Found] = Future()
    try:
        Thread(target=_work, args=(host, found), name=LOOKUP_THREAD, daemon=True).start()
    except RuntimeError:  # the system gives no more threads
        _slots.release()
        raise
    try:
        return found.result(remaining())
    except socket.gaierror as error:
        raise _no_address(host, error) from None


def _work(host: str, found: Future[Found]) -> None:
    try:
        found.set_result(_ask(host))
    except Exception as error:  # noqa: BLE001 - it is raised again by the thread that waits
        found.set_exception(error)
    finally:
        _slots.release()


def _ask(host: str) -> Found:
    try:
        return Found(ipv4=_ipv4(host))
    except socket.gaierror as error:
        if error.errno != socket.EAI_AGAIN and _has_ipv6(host):
            return Found(has_ipv6=True)
        raise


def _ipv4(host: str) -> tuple[IPv4Address, ...]:
    entries = socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return tuple(IPv4Address(entry[4][0]) for entry in entries)


def _has_ipv6(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None, family=socket.AF_INET6, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return False
    return True


def _no_address(host: str, error: socket.gaierror) -> NoAnswerError:
    """The codes are those of RFC 3493, section 6.1."""
    match error.errno:
        case socket.EAI_SYSTEM | socket.EAI_MEMORY:
            detail = f"the look-up of {host} broke on our own machine: {error.strerror}"
            return NoAnswerError(FailureKind.OURS, detail)
        case socket.EAI_AGAIN:
            return NoAnswerError(FailureKind.DNS, f"no name server gave an answer for {host}")
        case _:
            return NoAnswerError(FailureKind.DNS, f"there is no address for the name {host}")
