"""A TCP connection to what the guard has let pass. Every exchange begins here."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from chalicelib.domain.results import FailureKind
from chalicelib.network import guard
from chalicelib.network.notes import NoAnswerError, Notes, Step
from chalicelib.network.resolving import look_up


@dataclass(frozen=True, slots=True)
class Peer:
    """Where to connect to: the host as it was named, and its address, as it was judged."""

    host: str
    address: IPv4Address
    port: int

    def __str__(self) -> str:
        return f"{self.address} port {self.port}"


def find(host: str, port: int, notes: Notes, *, allow: Sequence[IPv4Network]) -> Peer:
    """The peer at the first of the host's addresses; NoAnswerError when the guard refuses it.

    The others aren't tried when that one fails: an exchange is one attempt.
    """
    if reason := guard.refused_port(port):
        raise NoAnswerError(FailureKind.REFUSED, reason)
    found = guard.literal(host) or _looked_up(host, notes)
    if reason := guard.refused_host(host, found, allow):
        raise NoAnswerError(FailureKind.REFUSED, reason)
    peer = Peer(host, found.ipv4[0], port)
    notes.address = str(peer.address)
    return peer


def connect(peer: Peer, notes: Notes) -> socket.socket:
    """A connection; NoAnswerError when there is none."""
    try:
        with notes.taking(Step.CONNECT):
            return dial(peer, notes)
    except OSError as error:
        detail = f"could not connect to {peer}: {said(error)}"
        raise NoAnswerError(FailureKind.CONNECT, detail) from None


def dial(peer: Peer, notes: Notes) -> socket.socket:
    """A connection, without a note of it; OSError when there is none."""
    connection = _socket()
    try:
        connection.settimeout(notes.remaining())
        connection.connect((str(peer.address), peer.port))
    except BaseException:
        connection.close()
        raise
    return connection


def said(error: OSError) -> str:
    """What the system says of an error, fit for the middle of a sentence: "connection refused"."""
    return os.strerror(error.errno).lower() if error.errno else str(error)


def _looked_up(host: str, notes: Notes) -> guard.Found:
    with notes.taking(Step.LOOK_UP):
        return look_up(host, notes.remaining)


def _socket() -> socket.socket:
    try:
        return socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    except OSError as error:  # such as too many open files
        detail = f"our own machine gave no socket: {said(error)}"
        raise NoAnswerError(FailureKind.OURS, detail) from None
