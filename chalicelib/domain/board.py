"""All that is believed at one moment, and what one tick changes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.automatic import Episode
from chalicelib.domain.components import ComponentState
from chalicelib.domain.incidents import Incident
from chalicelib.domain.notifications import Notification
from chalicelib.domain.state import CheckState
from chalicelib.domain.timeline import StatusChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`version` is that of everything the page shows; states are by check and component id."""

    version: int
    episodes: tuple[Episode, ...]
    checks: Mapping[str, CheckState]
    components: Mapping[str, ComponentState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be written. `told_before` counts, by incident, the updates already on record.

    `history` says since when the components are so, for the record. `is_news_of_checks` is set when
    something new is believed of any check: a page may show that also when no component changes.
    `episodes` is None when they stay as they are.
    """

    checks: tuple[CheckState, ...] = ()
    components: tuple[ComponentState, ...] = ()
    history: tuple[StatusChange, ...] = ()
    incidents: tuple[Incident, ...] = ()
    told_before: Mapping[str, int] = field(default_factory=dict)
    notifications: tuple[Notification, ...] = ()
    is_news_of_checks: bool = False
    episodes: tuple[Episode, ...] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether readers see anything of it; streaks of checks are nothing to see."""
        changed = self.components or self.incidents or self.is_news_of_checks
        return bool(changed) or self.episodes is not None

    @property
    def is_any(self) -> bool:
        return bool(self.checks) or self.is_shown
