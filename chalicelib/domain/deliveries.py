"""Deliveries: one piece of news on its way to one address, and how often that is tried."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# The first comes soon, as most of what fails is a moment's; the others twice as late each time.
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_DOUBLED_AT_MOST = 10
GIVEN_UP_AFTER = timedelta(days=1)
# In place of a destination: the notifications topic, behind which the relay tells one by one.
RELAY = "relay"
# The same: our own webhook, which hears of drills.
CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Asks for `outgoing_id` to be delivered to the destination of that digest.

    `attempt` counts those before it, and it isn't tried before `not_before`. `channel` is what the
    ledger counts it under, "" in what an earlier version asked for. `is_one_of_many` says that its
    row is to stand apart from those of others; that follows from what is delivered, and so isn't
    in the message.
    """

    outgoing_id: str
    to: str
    attempt: int = 0
    not_before: datetime | None = None
    channel: str = ""
    is_one_of_many: bool = False

    def to_json(self) -> str:
        not_before = self.not_before and self.not_before.isoformat()
        return json.dumps(
            {
                "outgoing_id": self.outgoing_id,
                "to": self.to,
                "attempt": self.attempt,
                "not_before": not_before,
                "channel": self.channel,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Delivery":
        """What `to_json` wrote."""
        facts = json.loads(text)
        not_before = facts["not_before"]
        return cls(
            outgoing_id=facts["outgoing_id"],
            to=facts["to"],
            attempt=facts["attempt"],
            not_before=datetime.fromisoformat(not_before) if not_before else None,
            channel=facts.get("channel", ""),
        )


def tried_again(
    delivery: Delivery,
    begun_at: datetime,
    now: datetime,
    wanted: timedelta | None = None,
    patience: timedelta = GIVEN_UP_AFTER,
) -> Delivery | None:
    """The next attempt, not before the receiver `wanted` it; None when that would be beyond all
    `patience`, as a rule a day.
    """
    doubled = min(delivery.attempt, _DOUBLED_AT_MOST)
    pause = max(min(_FIRST_PAUSE * 2**doubled, _LONGEST_PAUSE), wanted or timedelta(0))
    not_before = now + pause
    if not_before > begun_at + patience:
        return None
    return replace(delivery, attempt=delivery.attempt + 1, not_before=not_before)
