"""Folding: news of one incident or maintenance that waited, as one mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.notifications import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """`newest` is told whole, and what was said `before` is listed, oldest first.

    `is_whole` says that whoever reads it was told nothing before, and that it is over already.
    """

    newest: Notification
    before: tuple[Notification, ...] = ()
    is_whole: bool = False


def folded(news: Sequence[Notification], *, is_first: bool) -> Folded:
    """All of it as one mail; `is_first` says that nothing of the story was told before."""
    *before, newest = sorted(news, key=lambda each: each.place)
    is_whole = is_first and newest.is_over and bool(before)
    return Folded(newest=newest, before=tuple(before), is_whole=is_whole)
