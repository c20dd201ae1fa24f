"""Sessions: a browser in which somebody is signed in, for how long, and the token of its forms."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.people import Person

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
# So often it is written down that somebody is still there; idle counts from the last time.
SEEN_EVERY = timedelta(minutes=1)
AGENT_LENGTH = 200

# Guessing is stopped where it comes from and where it goes to. Who hits an account on purpose
# keeps its person out for a quarter of an hour at most; nobody who is in notices.
PER_CLIENT = Allowance(30, timedelta(minutes=15))
PER_ACCOUNT = Allowance(10, timedelta(minutes=15))
# Whoever knows the passphrase guesses codes alone: of these a day, with three codes that are right
# of a million, one attempt in 16,000 days succeeds.
PER_KNOWN_PASSPHRASE = Allowance(20, timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that somebody signed in with. `id` is the token's digest, `stamp` the person's."""

    id: str
    person_id: str
    stamp: str
    started_at: datetime
    seen_at: datetime
    client: str
    agent: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is over, if nobody is seen any more."""
        return min(self.seen_at + IDLE, self.started_at + LONGEST)


def is_open(session: Session, person: Person, now: datetime) -> bool:
    """Whether the person may go on with it: not over by time, nor ended by a new stamp."""
    is_theirs = session.person_id == person.id and person.has_joined
    return is_theirs and session.stamp == person.stamp and now < session.ends_at


def csrf_token(session_token: str) -> str:
    """What a form of that session has to send back; another site can't know it."""
    return hmac.digest(session_token.encode(), b"candor csrf", hashlib.sha256).hex()


def is_csrf(token: str, session_token: str) -> bool:
    """Whether the form came out of that session; takes as long whatever differs."""
    return hmac.compare_digest(token.encode(), csrf_token(session_token).encode())
