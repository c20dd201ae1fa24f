"""The mailbox: every email, SMS and webhook that would have gone out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devstack.clock import VirtualClock, in_json
from devstack.state import State

_LIST = "mailbox"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`at` is virtual time; an SMS and a webhook have no subject."""

    channel: Channel
    to: str
    subject: str | None
    text: str
    at: datetime

    def as_json(self) -> dict[str, str | None]:
        return {
            "channel": self.channel.value,
            "to": self.to,
            "subject": self.subject,
            "text": self.text,
            "at": in_json(self.at),
        }


class Mailbox:
    def __init__(self, state: State, clock: VirtualClock) -> None:
        self._state = state
        self._clock = clock

    def deliver(self, channel: Channel, *, to: str, text: str, subject: str | None = None) -> None:
        """Puts it in. When this returns, it outlives the process as far as the state does."""
        letter = Letter(channel=channel, to=to, subject=subject, text=text, at=self._clock.now())
        self._state.append(_LIST, letter.as_json())

    def letters(self) -> list[Letter]:
        """All of them, oldest first."""
        return [
            Letter(
                channel=Channel(entry["channel"]),
                to=entry["to"],
                subject=entry["subject"],
                text=entry["text"],
                at=datetime.fromisoformat(entry["at"]),
            )
            for entry in self._state.listed(_LIST)
        ]
