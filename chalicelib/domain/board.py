"""All that is believed at one moment, and what one tick changes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.agenda import Appointment
from chalicelib.domain.automatic import Episode
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.deadlines import Deadline
from chalicelib.domain.hands import Redefinition
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.passes import Pass
from chalicelib.domain.postmortems import Postmortem
from chalicelib.domain.state import CheckState
from chalicelib.domain.timeline import StatusChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """How people say that a component is, until they say otherwise, or what it is about is over.

    `told_id` is the incident or maintenance in which they say it.
    """

    told_id: str
    component_id: str
    status: ComponentStatus

    @property
    def is_maintenance(self) -> bool:
        return self.status is ComponentStatus.UNDER_MAINTENANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`version` is that of everything the page shows; states are by check and component id.

    `agenda` is what maintenances need next, each of them at most once. `drafts` are automatic
    incidents that nobody has read yet, as people may still stop them. `deadlines` are by when open
    incidents need a word of the team.
    """

    version: int
    episodes: tuple[Episode, ...]
    pins: tuple[Pin, ...] = ()
    agenda: tuple[Appointment, ...] = ()
    drafts: tuple[Incident, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    checks: Mapping[str, CheckState]
    components: Mapping[str, ComponentState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be written. `told_before` counts, by incident, the updates already on record.

    `history` says since when the components are so, for the record. `is_news_of_checks` is set when
    something new is believed of any check: a page may show that also when no component changes.
    `episodes`, `pins`, `agenda`, `drafts` and `deadlines` are None when they stay as they are;
    incidents bring deadlines of their own. `postmortems` are drafts, of which readers see nothing.
    `passes` are used up by it.
    `redefined` is the page as the team has changed it.
    """

    checks: tuple[CheckState, ...] = ()
    components: tuple[ComponentState, ...] = ()
    history: tuple[StatusChange, ...] = ()
    incidents: tuple[Incident, ...] = ()
    told_before: Mapping[str, int] = field(default_factory=dict)
    maintenances: tuple[Maintenance, ...] = ()
    notifications: tuple[Notification, ...] = ()
    is_news_of_checks: bool = False
    episodes: tuple[Episode, ...] | None = None
    pins: tuple[Pin, ...] | None = None
    agenda: tuple[Appointment, ...] | None = None
    drafts: tuple[Incident, ...] | None = None
    deadlines: tuple[Deadline, ...] | None = None
    nudges: tuple[Nudge, ...] = ()
    messages: tuple[Message, ...] = ()
    postmortems: tuple[Postmortem, ...] = ()
    passes: tuple[Pass, ...] = ()
    redefined: Redefinition | None = None

    @property
    def is_shown(self) -> bool:
        """Whether readers see anything of it; streaks of checks are nothing to see."""
        told = self.incidents or self.maintenances or self.messages or self.redefined
        changed = self.components or told or self.is_news_of_checks
        facts = (self.episodes, self.pins, self.agenda, self.drafts, self.deadlines)
        return bool(changed) or any(each is not None for each in facts)

    @property
    def is_any(self) -> bool:
        return bool(self.checks) or self.is_shown
