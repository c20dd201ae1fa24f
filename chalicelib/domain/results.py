"""From what a probe saw to a verdict with its reason. Probes look; this judges."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum




class FailureKind(StrEnum):
    """At which step an exchange ended without an answer."""

    REFUSED = "refused"  # by ourselves: an address or port that is never probed
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # what came back isn't HTTP, or broke off
    REDIRECTS = "redirects"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. `detail` completes the sentence "The check failed: …"."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """How long each step of the last exchange took, in milliseconds; None for a step not taken.

    `total_ms` covers the whole look, redirects included.
    """

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The facts that one probe brought back: either `status` is set, or `failure` is."""

    phases: Phases
    status: int | None = None
    body: bytes = b""
    body_complete: bool = True
    address: str | None = None
    redirected_to: tuple[str, ...] = ()
    certificate_expires_at: datetime | None = None
    failure: Failure | None = None


class Verdict(StrEnum):
    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    UNKNOWN = "unknown"  # we could not look: neither up nor down


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The verdict on one check in one tick, and why, in words."""

    check_id: str
    verdict: Verdict
    reason: str
    phases: Phases = field(default_factory=Phases)
    certificate_days_left: int | None = None
