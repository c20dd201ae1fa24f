"""The ledger: who was told what, and what was to be told and wasn't, or not yet."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from chalicelib import queues
from chalicelib.domain.drills import Drill
from chalicelib.domain.errors import LostRace
from chalicelib.domain.incidents import IncidentUpdate
from chalicelib.domain.ledger import Count, Entry, counted, seen_now
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.relays import Recount
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import counts, deliveries, outbox
from chalicelib.storage.deliveries import Failing

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


def of_updates(updates: Sequence[IncidentUpdate]) -> tuple[Entry, ...]:
    """Of the updates that were to be told, the newest first; what is known for thirty days.

    What has settled is one small read for all of them. Of the others audiences are as they are now,
    and subscribers as they were at the last `recount`: they may be thousands.
    """
    told = sorted((each for each in updates if each.is_told), key=lambda each: -each.number)
    kept = counts.kept(each.id for each in told)
    return tuple(
        Entry(number=each.number, count=_count(each.id, kept.get(each.id))) for each in told
    )


def _count(outgoing_id: str, kept: Count | None) -> Count:
    if kept and kept.is_settled:
        return kept
    few = counts.few(outgoing_id)
    return seen_now(kept, few.due, few.progress)


def recount(wanted: Recount, now: datetime) -> None:
    """Count how far it is, of the rows of all its deliveries, keep that, and ask for it to be done
    again while something waits.

    Done twice it ends with the same. Raises Unavailable when the message is to come again.
    """
    few = counts.few(wanted.outgoing_id)
    found = chain(few.progress, deliveries.of_many(wanted.outgoing_id))
    count = counted(few.due, found, now)
    # First: a crash in between asks twice, and never not.
    again = None if count.is_settled else wanted.next
    if again is not None:
        queues.send_recount(again)
    with suppress(LostRace):
        counts.keep(wanted.outgoing_id, count, now)


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
