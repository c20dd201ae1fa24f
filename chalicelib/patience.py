"""How long we wait for AWS: the numbers of every client, in one place.

A call that hangs must not eat the time of a whole function: it fails in a sentence instead, and
whoever asked tries again. The longest ways through the HTTP function stay below its time-out in
`.chalice/config.json`, and that below the 29 seconds after which API Gateway answers by itself.
"""

from dataclasses import dataclass

from botocore.config import Config

# What botocore waits at most before a second attempt, which is when it was asked to slow down.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_LONGEST_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to connect, and then to be answered, in each of so many attempts: at most two."""

    connect_s: float
    read_s: float
    attempts: int

    @property
    def longest_s(self) -> float:
        """The seconds after which a call has ended, one way or another."""
        pauses = (self.attempts - 1) * _LONGEST_PAUSE_S
        return self.attempts * (self.connect_s + self.read_s) + pauses

    def config(self) -> Config:
        """The same for a client of boto3's."""
        return Config(
            connect_timeout=self.connect_s,
            read_timeout=self.read_s,
            retries={"total_max_attempts": self.attempts, "mode": "standard"},
        )


TABLE = Patience(connect_s=1, read_s=2, attempts=2)
# Two attempts also make up for a connection that went stale while the function was frozen.
SERVICE = Patience(connect_s=1, read_s=3, attempts=2)
# A copy of the page is asked for while the table is silent; there may be another one elsewhere.
COPY = Patience(connect_s=1, read_s=2, attempts=1)
# Asked once an instance, before anything else there: no connection can be stale.
ACCOUNT = Patience(connect_s=1, read_s=3, attempts=1)
# The function behind the team's pages, which writes: a second attempt could do all of it again.
# It may have to start first, which its own time-out doesn't count.
TEAM = Patience(connect_s=1, read_s=25, attempts=1)
