"""Relays: one piece of news on its way to the subscribers, many at a time, and counting them."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=15)  # as long as SQS holds a message back
_DOUBLED_AT_MOST = 10
# Some thirty hours: longer than any delivery is tried.
_LAST_TURN = 125


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Asks for the news to be handed on to the subscribers that come `after` that one."""

    outgoing_id: str
    after: str = ""

    def to_json(self) -> str:
        return json.dumps({"outgoing_id": self.outgoing_id, "after": self.after})

    @classmethod
    def from_json(cls, text: str) -> "Relay":
        """What `to_json` wrote; or the first of news that came through the notifications topic."""
        match json.loads(text):
            case {"notification": {"id": outgoing_id}}:
                return cls(outgoing_id=outgoing_id)
            case facts:
                return cls(outgoing_id=facts["outgoing_id"], after=facts["after"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """Asks for how far the news is to be counted; the first time is turn 1."""

    outgoing_id: str
    turn: int = 1

    @property
    def pause(self) -> timedelta:
        """How long it waits: at first soon, when most is posted, then ever longer."""
        doubled = min(self.turn - 1, _DOUBLED_AT_MOST)
        pause: timedelta = _FIRST_PAUSE * 2**doubled
        return min(pause, _LONGEST_PAUSE)

    @property
    def next(self) -> "Recount | None":
        """None when whatever may come would have come."""
        return replace(self, turn=self.turn + 1) if self.turn < _LAST_TURN else None

    def to_json(self) -> str:
        return json.dumps({"count": self.outgoing_id, "turn": self.turn})

    @classmethod
    def from_json(cls, text: str) -> "Recount | None":
        """What `to_json` wrote; None for a relay."""
        facts = json.loads(text)
        if "count" not in facts:
            return None
        return cls(outgoing_id=facts["count"], turn=facts["turn"])
