"""Dead letters: messages that a function of ours died of, or gave back, time and again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.incidents import OVER, Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification


class Queue(StrEnum):
    """Our queues, each of which has dead letters."""

    PROBES = "probes"
    SIGN_UPS = "sign-ups"
    RELAYS = "relays"
    DELIVERIES = "deliveries"


WORK: dict[Queue, str] = {
    Queue.PROBES: "Looking at checks",
    Queue.SIGN_UPS: "Signing up, changing and leaving",
    Queue.RELAYS: "Handing news on to subscribers",
    Queue.DELIVERIES: "Telling webhooks, chats and phones",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One, as SQS has it. Its `body` may hold an address, and so is never shown."""

    id: str
    body: str = field(repr=False)
    receipt: str = field(repr=False)
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a dead letter asks for, without anything secret.

    `moot` is why it isn't replayed, "" where it is.
    """

    sent_at: datetime
    asks: str
    moot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """About how many lie there by SQS's count, and some of them, the oldest first."""

    queue: Queue
    count: int
    letters: Sequence[Explained] = ()

    @property
    def is_moot(self) -> bool:
        """Whether none is left that replaying would be of use for, as far as that was looked at."""
        return len(self.letters) >= self.count and all(each.moot for each in self.letters)

    @property
    def since(self) -> datetime | None:
        """When the oldest of those that were looked at was first sent."""
        return self.letters[0].sent_at if self.letters else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many go their way once more, and how many stay, as that would be of no use."""

    sent: int
    kept: int


def superseded(news: Notification, told: Incident | Maintenance | None) -> str:
    """Why news of it would be old news today, "" where it wouldn't.

    Of an open incident it is none: who has heard something newer doesn't get it, which each
    delivery sees to, and who chose to hear of the ends alone has yet to hear that it broke.
    """
    match told:
        case None:
            return "What it tells of isn't there any more."
        case Incident() if _was_over(news, told) != (not told.is_open):
            return "It is open again since." if told.is_open else "It is over since."
        case Maintenance() if told.updates[-1].number > news.number:
            return "Something newer was told of it since."
        case _:
            return ""


def _was_over(news: Notification, told: Incident) -> bool:
    return any(each.number == news.number and each.stage in OVER for each in told.updates)


def pile_document(pile: Pile) -> dict[str, object]:
    """The pile as programs read it."""
    return {
        "queue": pile.queue.value,
        "count": pile.count,
        "since": pile.since and pile.since.isoformat(),
        "messages": [
            {"sent_at": each.sent_at.isoformat(), "asks": each.asks, "moot": each.moot or None}
            for each in pile.letters
        ],
    }
