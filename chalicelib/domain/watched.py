"""What is watched, as the team sees it: components with their checks, and what is believed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from chalicelib.domain.board import Pin
from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.page import Component, Group
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.state import CheckState

_WORST_FIRST = (Verdict.DOWN, Verdict.SLOW, Verdict.UNKNOWN, Verdict.UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one check of a component saw in one tick, and how it was judged."""

    tick: datetime
    check_name: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCheck:
    """`state` is None before the first look; `evidence` is of the last looks, newest first."""

    check: Check
    state: CheckState | None
    evidence: tuple[Evidence, ...]

    @property
    def believed(self) -> Verdict:
        return self.state.condition if self.state else Verdict.UNKNOWN

    @property
    def since(self) -> datetime | None:
        return self.state.since if self.state else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedComponent:
    """`status` is what readers see; `since` is None where it isn't known from when on.

    `pins` are how people say that it is, `checked_at` is when it was looked at last. One without
    checks is as people say.
    """

    component: Component
    group: Group | None
    status: ComponentStatus
    since: datetime | None
    checked_at: datetime | None
    pins: tuple[Pin, ...]
    checks: tuple[WatchedCheck, ...]


def counted(checks: Iterable[WatchedCheck]) -> tuple[tuple[Verdict, int], ...]:
    """How many are believed to be what, the worst first; what none is, is left out."""
    believed = [each.believed for each in checks]
    return tuple((each, believed.count(each)) for each in _WORST_FIRST if each in believed)


def shown_url(url: str) -> str:
    """The address without what may be a secret: name and password, query, fragment."""
    parts = urlsplit(url)
    more = "?…" if parts.query or parts.fragment else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{more}"
