"""Renderings that are kept for as long as the view they were made of stands."""

from collections.abc import Callable

from chalicelib.domain.snapshot import View
from chalicelib.web.responses import Reply

# More addresses than are asked for within a minute; a crawler can't fill the memory.
_AT_MOST = 200


class _Renderings:
    def __init__(self) -> None:
        self._view: View | None = None
        self._replies: dict[tuple[str, str], Reply] = {}

    def get(self, view: View, key: tuple[str, str], make: Callable[[], Reply]) -> Reply:
        if view is not self._view or len(self._replies) >= _AT_MOST:
            self._view, self._replies = view, {}
        replies = self._replies
        if key not in replies:
            replies[key] = make()
        return replies[key]


_renderings = _Renderings()


def rendered(view: View, key: tuple[str, str], make: Callable[[], Reply]) -> Reply:
    """The reply that `make` gives for this view, made once; `key` is its path and prefix."""
    return _renderings.get(view, key, make)
