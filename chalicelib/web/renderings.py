"""Renderings that are kept for as long as the view they were made of stands."""

import sys
from collections.abc import Callable

from chalicelib.domain.snapshot import View
from chalicelib.web.responses import Reply

# More than is asked for within a minute; a crawler can't fill the memory, be pages few or large.
_AT_MOST = 200
_BYTES_AT_MOST = 16_000_000


class _Renderings:
    """Those of one view: what another thread makes of another never gets among them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._replies: dict[tuple[str, ...], Reply] = {}
        self._bytes = 0

    def get(self, key: tuple[str, ...], make: Callable[[], Reply]) -> Reply:
        reply = self._replies.get(key)
        if reply is None:
            reply = make()
            self._keep(key, reply)
        return reply

    def _keep(self, key: tuple[str, ...], reply: Reply) -> None:
        size = sys.getsizeof(reply.body)
        if len(self._replies) >= _AT_MOST or self._bytes + size > _BYTES_AT_MOST:
            self._replies, self._bytes = {}, 0
        self._replies[key] = reply
        self._bytes += size


_kept: _Renderings | None = None


def rendered(view: View, key: tuple[str, ...], make: Callable[[], Reply]) -> Reply:
    """The reply that `make` gives for this view, made once; `key` tells its address."""
    global _kept  # noqa: PLW0603 - one view at a time is kept, the last
    kept = _kept
    if kept is None or kept.view is not view:
        _kept = kept = _Renderings(view)
    return kept.get(key, make)
