"""Messages: what the company wants its customers to remember, besides how things are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.incidents import Text
from chalicelib.domain.page import Link, Logo

SHOWN_AT_MOST = 2  # more would stand in the way of how things are


class Slot(StrEnum):
    """Where a message may stand."""

    PAGE = "page"
    NOTICE = "notice"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A small picture. `alt` says what it shows, in the message's language; "" when it decorates.

    `digest` is of what it holds: its bytes are kept under it, and are empty where nobody shows it.
    """

    picture: Logo
    alt: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text for readers, from `starts_at` up to `ends_at`, for ever without one.

    `text` is in `language`, `texts` are its translations by language. The larger `weight` comes
    first. `suits_outage` says that it may stand beside an open incident of critical impact.
    """

    id: str
    text: str
    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict)
    link: Link | None = None
    image: Image | None = None
    slots: tuple[Slot, ...] = (Slot.PAGE,)
    starts_at: datetime
    ends_at: datetime | None = None
    weight: int = 0
    suits_outage: bool = False

    def runs(self, now: datetime) -> bool:
        """Whether it is its time."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def is_current(self, now: datetime) -> bool:
        """Whether it is or will be shown."""
        return self.ends_at is None or now < self.ends_at

    def ended(self, now: datetime) -> "Message":
        """The message, over at `now` at the latest."""
        return replace(self, ends_at=min(now, self.ends_at or now))


def shown(
    messages: Iterable[Message], now: datetime, *, critical_is_open: bool, slot: Slot
) -> tuple[Message, ...]:
    """The few that stand in the slot at `now`, heaviest first; among equals the newest first."""
    fitting = (
        message
        for message in messages
        if slot in message.slots
        and message.runs(now)
        and (message.suits_outage or not critical_is_open)
    )
    ranked = sorted(fitting, key=lambda m: (m.weight, m.starts_at, m.id), reverse=True)
    return tuple(ranked[:SHOWN_AT_MOST])


def message_in(message: Message, language: str) -> Text:
    """Its words in the language; where there are none, as they were written."""
    if language in message.texts:
        return Text(message.texts[language], language)
    return Text(message.text, message.language)


def turns(messages: Iterable[Message]) -> tuple[datetime, ...]:
    """The moments at which a message comes or goes."""
    times = (at for message in messages for at in (message.starts_at, message.ends_at))
    return tuple(at for at in times if at is not None)
