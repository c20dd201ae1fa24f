"""Pacing: how many mails an audience is sent in an hour, and what waits until there is room.

SNS disables an address that gets more than ten mails a second, and people leave long before.
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import groupby

from chalicelib.domain.audiences import Audience
from chalicelib.domain.notifications import Notification
from chalicelib.domain.selections import Bearing, was_told

_HOUR = timedelta(hours=1)
# Flushes that overlap may take as many each: that is still what SNS bears.
AT_ONCE = 5
_A_SECOND = timedelta(seconds=1)


class Urgency(IntEnum):
    """Where the room of the hour is used up, a beginning has half as much more, and an end twice
    that: nobody hears an hour late that something broke, or is back, because much was said of it.
    """

    LATER = 0  # what is said in between, and a story that is over before it was told
    BEGINNING = 1
    END = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """News that waits, `since` then, until an audience may be sent another mail.

    `place` is where it stands in its story. `is_first` says that the audience was told nothing of
    that story before, `is_turn` and `is_over` are those of the news.
    """

    topic: str
    told_id: str
    place: int
    outgoing_id: str
    since: datetime
    is_first: bool = False
    is_turn: bool = False
    is_over: bool = False


def held(news: Notification, bearing: Bearing, audience: Audience, now: datetime) -> Held:
    """The news as it would wait for that audience."""
    waits_for_it = audience.selection.incident_id is not None  # and knows that it began
    return Held(
        topic=audience.topic,
        told_id=news.told_id,
        place=news.place,
        outgoing_id=news.id,
        since=now,
        is_first=not (waits_for_it or was_told(bearing, audience.selection)),
        is_turn=news.is_turn,
        is_over=news.is_over,
    )


def urgency(story: Sequence[Held]) -> Urgency:
    """How urgent the mail is that tells all of it: that of its end if its beginning was told."""
    is_first = any(each.is_first for each in story)
    if any(each.is_over for each in story):
        return Urgency.LATER if is_first else Urgency.END
    return Urgency.BEGINNING if is_first or any(each.is_turn for each in story) else Urgency.LATER


def has_room(
    sent: Iterable[datetime], urgent: Urgency, *, mails_per_hour: int, now: datetime
) -> bool:
    """Whether one more mail may go to an audience that was `sent` mails at these times."""
    recent = within_the_hour(sent, now)
    # Of functions that work at the same time, one may have looked at its clock later than another.
    if sum(abs(now - at) < _A_SECOND for at in recent) >= AT_ONCE:
        return False
    return len(recent) < mails_per_hour + mails_per_hour * urgent // 2


def within_the_hour(sent: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """Those of the times that still count."""
    return tuple(at for at in sent if now - at < _HOUR)


def stories(waiting: Iterable[Held]) -> tuple[tuple[Held, ...], ...]:
    """What waits for one audience, by what it tells, each in its order; the most urgent first, and
    among those what has waited longest.
    """
    ordered = sorted(waiting, key=lambda each: (each.told_id, each.place))
    found = (tuple(story) for _, story in groupby(ordered, key=lambda each: each.told_id))
    return tuple(sorted(found, key=lambda story: (-urgency(story), story[0].since)))
