"""Checks: what we watch, and what we expect of it."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.components import ComponentStatus

DEFAULT_DEADLINE = timedelta(seconds=10)
MAX_DEADLINE = timedelta(seconds=30)
# So many are looked at at once by one invocation, each within its deadline.
LOOKED_AT_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class StatusRange:
    """An inclusive range of HTTP status codes; a single code is a range of one."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


SUCCESS = (StatusRange(200, 299),)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTarget:
    """An HTTP exchange, and the answer that counts as good.

    `deadline` bounds the whole exchange, from the look-up of the name to the last byte, redirects
    included. `redirects` is how many are followed; with 0 a redirect is the answer itself.
    """

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    expected_status: tuple[StatusRange, ...] = SUCCESS
    contains: str | None = None
    slow_after: timedelta | None = None
    deadline: timedelta = DEFAULT_DEADLINE
    redirects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked at in every tick, for one component.

    It takes `failure_threshold` results in a row to believe a failure, and `recovery_threshold`
    to believe that it is over; `when_down` is what a believed failure makes of the component.
    """

    id: str
    key: str
    component_id: str
    name: str
    target: HttpTarget
    failure_threshold: int = 2
    recovery_threshold: int = 2
    when_down: ComponentStatus = ComponentStatus.MAJOR_OUTAGE
