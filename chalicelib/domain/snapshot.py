"""The page as data at one moment: of which HTML, JSON and all else are renderings.

A Snapshot is written when something changes; a Pulse with every tick. Together with the time
they make a View, which is honest about what we can't see any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chalicelib.domain.components import ComponentStatus, PageStatus, page_status, worst
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message, turns
from chalicelib.domain.offers import Offer
from chalicelib.domain.page import TICK, Component, Group, PageSettings
from chalicelib.domain.record import Record
from chalicelib.domain.timeline import StatusChange, Stretch

# When no pulse has come for three ticks, we don't know any more.
BLIND_AFTER = 3 * TICK
RECENT_INCIDENTS = 50  # as many as Statuspage's incidents.json holds


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """A component as the snapshot knows it. `shard` is None when nothing checks it.

    `known` is the last status that was seen. `since` is dated back to the first result that says
    so, `updated_at` is when that was believed, None where nobody wrote it down. `believed` is the
    status that the last tick left, None before the first; they differ from `status` only after a
    definition changed what is checked. `pinned` is what people say of it, None when they don't.
    """

    component: Component
    status: ComponentStatus
    known: ComponentStatus
    since: datetime
    updated_at: datetime | None = None
    created_at: datetime
    shard: int | None
    believed: ComponentStatus | None = None
    pinned: ComponentStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """`version` grows with every change; `url` is the page's public address, without a slash.

    `incidents` are the most recent, newest first, and every open one. `record` is what was rolled
    up when it was made, None before the first look; `changes` are all that was believed since.
    `place` is where the checks run, in words. `maintenances` are all that are to come and the most
    recent, latest first; `messages` are those that are, or will be, shown. `offer` is of SMS.
    """

    version: int
    made_at: datetime
    page_id: str
    url: str
    created_at: datetime
    page: PageSettings
    groups: tuple[Group, ...]
    components: tuple[ComponentView, ...]
    incidents: tuple[Incident, ...]
    maintenances: tuple[Maintenance, ...] = ()
    messages: tuple[Message, ...] = ()
    record: Record | None = None
    changes: tuple[StatusChange, ...] = ()
    place: str = ""
    offer: Offer | None = None

    @property
    def open_incidents(self) -> tuple[Incident, ...]:
        return tuple(incident for incident in self.incidents if incident.is_open)

    @property
    def promises(self) -> tuple[datetime, ...]:
        """Until when further updates are promised: once that has passed, the page says so."""
        return tuple(each.promised_by for each in self.open_incidents if each.promised_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The sign that the checks still run: when each shard last looked, and for which tick.

    `gaps` are the stretches of the last day whose ticks were missed, as far as they are known.
    """

    looked: Mapping[int, datetime]
    ticks: Mapping[int, datetime] = field(default_factory=dict)
    gaps: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What readers are shown. `blind_since` is set when nothing at all is seen any more.

    `statuses` and `checked_at` are by component id; a component whose shard has gone quiet is
    shown as no data, and one that nothing checks has no `checked_at`. `until` is the moment from
    which the same snapshot and pulse have to be shown differently, as they grew too old; `at` is
    the time that they were put together for.
    """

    snapshot: Snapshot
    pulse: Pulse
    at: datetime
    statuses: Mapping[str, ComponentStatus]
    checked_at: Mapping[str, datetime]
    blind_since: datetime | None
    until: datetime

    @property
    def page_status(self) -> PageStatus:
        """The status of the API v2: from what is known last, whatever its age."""
        return page_status(shown.known for shown in self.snapshot.components)

    @property
    def last_checked_at(self) -> datetime | None:
        return max(self.checked_at.values(), default=None)


def view(snapshot: Snapshot, pulse: Pulse | None, now: datetime) -> View:
    """The snapshot as it may be shown at `now`."""
    pulse = pulse or Pulse(looked={})
    looked = pulse.looked
    checked_at = {
        shown.component.id: looked[shown.shard]
        for shown in snapshot.components
        if shown.shard is not None and shown.shard in looked
    }
    statuses = {
        shown.component.id: _status(shown, checked_at.get(shown.component.id), now)
        for shown in snapshot.components
    }
    blind_since = _blind_since(looked.values(), snapshot, now)
    # While nothing is seen, the time without data grows by the minute.
    minutes = (now.replace(second=0, microsecond=0) + TICK,) if blind_since else ()
    return View(
        snapshot=snapshot,
        pulse=pulse,
        at=now,
        statuses=statuses,
        checked_at=checked_at,
        blind_since=blind_since,
        until=_until(
            (*looked.values(), snapshot.made_at),
            (*turns(snapshot.messages), *minutes, *snapshot.promises),
            now,
        ),
    )


def group_status(view: View, group_id: str) -> ComponentStatus:
    """The worst of the group's components."""
    return worst(
        view.statuses[shown.component.id]
        for shown in view.snapshot.components
        if shown.component.group_id == group_id
    )


def is_quiet(looked_at: datetime | None, now: datetime) -> bool:
    """Whether a look is too old to speak of the present."""
    return looked_at is None or now - looked_at > BLIND_AFTER


def _status(shown: ComponentView, looked_at: datetime | None, now: datetime) -> ComponentStatus:
    """What isn't looked at any more is as people say; when they don't, nobody knows."""
    if shown.shard is not None and is_quiet(looked_at, now):
        return shown.pinned or ComponentStatus.NO_DATA
    return shown.status


def _until(looked: Iterable[datetime], turning: Iterable[datetime], now: datetime) -> datetime:
    """A look counts up to and including BLIND_AFTER, hence the microsecond."""
    ends = (*(at + BLIND_AFTER + timedelta.resolution for at in looked), *turning)
    return min((end for end in ends if end > now), default=datetime.max.replace(tzinfo=UTC))


def _blind_since(looked: Iterable[datetime], snapshot: Snapshot, now: datetime) -> datetime | None:
    last = max(looked, default=snapshot.made_at)
    return last if is_quiet(last, now) else None
