"""Ports for what has to be told a number, and can't be handed a socket that listens already."""

import itertools
import os
import socket
from contextlib import suppress

from devstack.settings import PORTS

# Below those that Linux gives to whoever asks for any port. The last port of a block is its sign.
_LOWEST, _BLOCKS, _SIZE = 20_000, 1_200, 10
_SIGN = _SIZE - 1

_signs: dict[int, socket.socket] = {}
# Each process begins elsewhere, and comes back to what it had only when it has been everywhere.
_turns = itertools.cycle(
    _LOWEST + (os.getpid() + turn) % _BLOCKS * _SIZE for turn in range(_BLOCKS)
)


def free_ports() -> int:
    """The first of enough free ports in a row.

    Tests that run in other processes are given others, for as long as this process lives.
    """
    for first in itertools.islice(_turns, _BLOCKS):
        if _is_ours(first) and all(_is_free(first + each) for each in range(PORTS)):
            return first
    raise AssertionError("no free ports")


def _is_ours(first: int) -> bool:
    """Whether the block's sign is held by this process, from now on or since before."""
    if first not in _signs:
        sign = socket.socket()
        try:
            sign.bind(("127.0.0.1", first + _SIGN))
        except OSError:
            sign.close()
            return False
        _signs[first] = sign
    return True


def _is_free(port: int) -> bool:
    with suppress(OSError), socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        return True
    return False
