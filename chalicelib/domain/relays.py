"""Relays: one piece of news on its way to the subscribers, many at a time."""

import json
from dataclasses import dataclass


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
