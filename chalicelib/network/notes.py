"""Notes: what one attempt has brought so far, and the time that is left to it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.results import Failure, FailureKind, Phases


class Step(StrEnum):
    """The steps of an exchange, each in the words that say where time ran out."""

    LOOK_UP = "while looking up the name"
    CONNECT = "while connecting"
    TLS = "during the TLS handshake"
    SEND = "while sending the request"
    WAIT = "while waiting for the first byte"
    READ = "while reading the answer"


class NoAnswerError(Exception):
    """The attempt ends here. No wing lets it out: it becomes a failure in the wing's own words."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)


class Notes:
    """The facts of one attempt, redirects included, under one deadline over all of it.

    The deadline runs from the making of the notes. Times are real ones, from the monotonic clock.
    """

    def __init__(self, deadline: timedelta) -> None:
        self._deadline = deadline.total_seconds()
        self._began = time.perf_counter()
        self._took_ms: dict[Step, float] = {}
        self.redirected_to: list[str] = []
        self.address: str | None = None
        self.certificate_expires_at: datetime | None = None

    def remaining(self) -> float:
        """The seconds that are left; TimeoutError when none are."""
        left = self._deadline - (time.perf_counter() - self._began)
        if left <= 0:
            raise TimeoutError
        return left

    @contextmanager
    def taking(self, step: Step) -> Iterator[None]:
        """Time a step. When it runs out of time, the attempt ends with a sentence that names it."""
        began = time.perf_counter()
        try:
            yield
        except TimeoutError:
            detail = f"no answer within {self._deadline:g} s ({step})"
            raise NoAnswerError(FailureKind.TIMEOUT, detail) from None
        self._took_ms[step] = _ms_since(began)

    def redirected(self, url: str) -> None:
        """The attempt goes on at another URL: what is noted of an exchange is that of the last."""
        self.redirected_to.append(url)
        self._took_ms.clear()
        self.address = None
        self.certificate_expires_at = None

    def phases(self) -> Phases:
        """How long each step took, up to now."""
        waited = self._took_ms.get(Step.WAIT)
        return Phases(
            dns_ms=self._took_ms.get(Step.LOOK_UP),
            connect_ms=self._took_ms.get(Step.CONNECT),
            tls_ms=self._took_ms.get(Step.TLS),
            first_byte_ms=None if waited is None else self._took_ms[Step.SEND] + waited,
            total_ms=_ms_since(self._began),
        )


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
