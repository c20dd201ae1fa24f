"""Renderings that are kept for as long as the view they were made of stands."""

import sys
from collections.abc import Callable

from chalicelib.domain.snapshot import View
from chalicelib.web.responses import Reply

# More than is asked for within a minute; a crawler can't fill the memory, be pages few or large.
_AT_MOST = 200
_BYTES_AT_MOST = 16_000_000


class _Renderings:
    def __init__(self) -> None:
        self._view: View | None = None
        self._replies: dict[tuple[str, ...], Reply] = {}
        self._bytes = 0

    def get(self, view: View, key: tuple[str, ...], make: Callable[[], Reply]) -> Reply:
        if view is not self._view:
            self._begin(view)
        if key not in self._replies:
            self._keep(key, make())
        return self._replies[key]

    def _begin(self, view: View | None) -> None:
        self._view, self._replies, self._bytes = view, {}, 0

    def _keep(self, key: tuple[str, ...], reply: Reply) -> None:
        size = sys.getsizeof(reply.body)
        if len(self._replies) >= _AT_MOST or self._bytes + size > _BYTES_AT_MOST:
            self._begin(self._view)
        self._replies[key] = reply
        self._bytes += size


_renderings = _Renderings()


def rendered(view: View, key: tuple[str, ...], make: Callable[[], Reply]) -> Reply:
    """The reply that `make` gives for this view, made once; `key` tells its address."""
    return _renderings.get(view, key, make)
