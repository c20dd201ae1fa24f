"""The ledger: what was to be told and wasn't, or not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.drills import Drill
from chalicelib.domain.incidents import IncidentUpdate
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import deliveries, outbox
from chalicelib.storage.deliveries import Failing, State

# News is handed over at once, and tried again with each tick.
_LATE = timedelta(minutes=2)
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """News or a nudge, by its title, that waits `since` then or can't be sent for a `reason`."""

    title: str
    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What is `late` waits for SNS, `set_aside` can never be sent, and `failing` are webhooks of
    the team's at which nothing arrives.
    """

    late: tuple[Untold, ...]
    set_aside: tuple[Untold, ...]
    failing: tuple[Failing, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.late or self.set_aside or self.failing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whom one update was told: so many audiences and webhooks, and how many addresses are behind
    those that were told, None where SNS couldn't say. `last_at` is when the last of them was.
    """

    number: int
    told: int
    waiting: int
    failed: int
    addresses: int | None
    last_at: datetime | None


def of_updates(updates: Sequence[IncidentUpdate]) -> tuple[Entry, ...]:
    """Of the updates that were to be told, the newest first; what is known for thirty days."""
    newest_first = sorted(updates, key=lambda each: -each.number)
    return tuple(_entry(each) for each in newest_first if each.is_told)


def _entry(update: IncidentUpdate) -> Entry:
    found = deliveries.progress_of(update.id)
    told = [each for each in found if each.state is State.TOLD]
    counts = [each.addresses for each in told]
    return Entry(
        number=update.number,
        told=len(told),
        waiting=sum(each.state is State.WAITING for each in found),
        failed=sum(each.state is State.FAILED for each in found),
        addresses=sum(each or 0 for each in counts) if None not in counts else None,
        last_at=max((each.at for each in told), default=None),
    )


def current(now: datetime) -> Ledger:
    """How it stands; what was set aside is of the last seven days. Raises NotFound before the first
    apply.
    """
    webhooks = definition_in_force().team.webhooks
    known = {each.destination.digest for each in webhooks}
    return Ledger(
        late=tuple(
            _untold(each)
            for each in outbox.waiting()
            if now - each.at > _LATE and not isinstance(each, Drill)
        ),
        set_aside=tuple(
            _untold(each.outgoing, each.reason)
            for each in outbox.aside()
            if now - each.outgoing.at < _RECENT and not isinstance(each.outgoing, Drill)
        ),
        failing=tuple(each for digest, each in deliveries.failing().items() if digest in known),
    )


def _untold(outgoing: Notification | Nudge, reason: str = "") -> Untold:
    title = outgoing.title if isinstance(outgoing, Nudge) else outgoing.told_name
    return Untold(title=title, since=outgoing.at, reason=reason)
