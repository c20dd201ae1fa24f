"""The bytes that arrive on a connection, under one deadline and one limit for all of them."""

import io
from collections.abc import Callable
from http.client import HTTPException
from socket import socket
from typing import TYPE_CHECKING

from chalicelib.domain.results import BODY_LIMIT

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Chunks of one byte make a body six times as long on its way; headers come on top.
WIRE_LIMIT = 16 * BODY_LIMIT


class Arriving(io.BufferedReader):
    """A file for `http.client.HTTPResponse`, and the socket to get it from, in one.

    A socket's own time-out begins anew with each read, so that a server which sends a byte now
    and then could hold it forever; here each read gets what is left of the whole. Reading raises
    TimeoutError when nothing is, and HTTPException beyond `WIRE_LIMIT`.
    """

    def __init__(self, connection: socket, remaining: Callable[[], float]) -> None:
        super().__init__(_Received(connection, remaining))

    def makefile(self, _mode: str) -> "Arriving":
        return self

    def close(self) -> None:
        """Nothing: a response closes its file, but the next one may go on reading from it."""


class _Received(io.RawIOBase):
    def __init__(self, connection: socket, remaining: Callable[[], float]) -> None:
        self._connection = connection
        self._remaining = remaining
        self._left = WIRE_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        self._connection.settimeout(self._remaining())
        count = self._connection.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise HTTPException(f"more than {WIRE_LIMIT // 1024**2} MB came for one answer")
        return count
