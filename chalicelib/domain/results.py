"""From what a probe saw to a verdict with its reason. Probes look; this judges."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from chalicelib.domain.checks import Check, HttpTarget, StatusRange

BODY_LIMIT = 256 * 1024  # bytes of a body that are read, and looked into
_SHOWN = 60  # characters of an expected text that a reason repeats
_MILLISECOND = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)


class FailureKind(StrEnum):
    """At which step an exchange ended without an answer."""

    REFUSED = "refused"  # by ourselves: an address or port that is never probed
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # what came back isn't HTTP, or broke off
    REDIRECTS = "redirects"
    OURS = "ours"  # a fault of our own machine or code, which says nothing of the endpoint


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
    """The facts that one probe brought back: either `status` is set, or `failure` is.

    `body` is at most the first `BODY_LIMIT` bytes; `charset` is what the answer says that it is in.
    """

    phases: Phases
    status: int | None = None
    body: bytes = b""
    body_complete: bool = True
    charset: str = "utf-8"
    address: str | None = None
    redirected_to: tuple[str, ...] = ()
    certificate_expires_at: datetime | None = None
    failure: Failure | None = None

    def __post_init__(self) -> None:
        if (self.status is None) == (self.failure is None):
            raise ValueError("An observation has either a status or a failure.")


class Verdict(StrEnum):
    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    UNKNOWN = "unknown"  # we could not look: neither up nor down


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The verdict on one check in one tick, and why, in words; `status` is that of its answer."""

    check_id: str
    verdict: Verdict
    reason: str
    status: int | None = None
    phases: Phases = field(default_factory=Phases)
    certificate_days_left: int | None = None


def judge(check: Check, observation: Observation, *, now: datetime) -> Result:
    """The verdict on what a probe saw of this check's target, and the reason in words.

    A certificate's days are whole ones, counted down: on its last day there are 0 left.
    """
    expires_at = observation.certificate_expires_at
    verdict, reason = _verdict(check.target, observation)
    return Result(
        check_id=check.id,
        verdict=verdict,
        reason=reason,
        status=observation.status,
        phases=observation.phases,
        certificate_days_left=(expires_at - now) // timedelta(days=1) if expires_at else None,
    )


def _verdict(target: HttpTarget, seen: Observation) -> tuple[Verdict, str]:
    if seen.failure:
        return _of_failure(seen.failure.kind), seen.failure.detail
    took = timedelta(milliseconds=seen.phases.total_ms)
    if not any(seen.status in range(each.first, each.last + 1) for each in target.expected_status):
        return Verdict.DOWN, f"got status {seen.status}, expected {_listed(target.expected_status)}"
    if target.contains is not None and not _holds(seen, target.contains):
        return Verdict.DOWN, _missing(target.contains, seen)
    if target.slow_after is not None and took > target.slow_after:
        return Verdict.SLOW, _slow(took, target.slow_after)
    return Verdict.UP, answered(seen.status, seen.phases)


def answered(status: int | None, phases: Phases) -> str:
    """The reason of what is up, such as: answered 200 in 84 ms."""
    took = timedelta(milliseconds=phases.total_ms)
    return f"answered {status} in {_span(_rounded(took))}"


def _of_failure(kind: FailureKind) -> Verdict:
    """Where it is we who didn't look, the endpoint gets no blame."""
    match kind:
        case FailureKind.REFUSED | FailureKind.OURS:
            return Verdict.UNKNOWN
        case (
            FailureKind.DNS
            | FailureKind.CONNECT
            | FailureKind.TLS
            | FailureKind.TIMEOUT
            | FailureKind.PROTOCOL
            | FailureKind.REDIRECTS
        ):
            return Verdict.DOWN
        case _:
            assert_never(kind)


def _listed(expected: tuple[StatusRange, ...]) -> str:
    """Such as: 200–299; 200–299 or 404; 200, 204 or 404."""
    *others, last = [str(each) for each in expected]
    return f"{', '.join(others)} or {last}" if others else last


def _holds(seen: Observation, text: str) -> bool:
    """Whether the body has the text, in the charset that the answer claims or in UTF-8."""
    if text.encode() in seen.body:
        return True
    try:
        return text.encode(seen.charset) in seen.body
    except (LookupError, ValueError):  # there is no such charset, or it can't write the text
        return False


def _missing(text: str, seen: Observation) -> str:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    if seen.body_complete:
        return f'the answer does not contain "{shown}"'
    read = f"the first {BODY_LIMIT // 1024} KB of the answer"
    return f'{read} do not contain "{shown}", and no more than that is read'


def _slow(took: timedelta, slow_after: timedelta) -> str:
    """Rounding must not make it "2 s, slower than 2 s"."""
    rounded, limit = _rounded(took), _span(slow_after)
    shown = _span(rounded) if rounded > slow_after else f"just over {limit}"
    return f"answered in {shown}, slower than {limit}"


def _rounded(took: timedelta) -> timedelta:
    """As precise as a reader cares for: to 1 ms below a second, to 0.1 s from there on."""
    unit = _MILLISECOND if took < _SECOND else _SECOND / 10
    return round(took / unit) * unit


def _span(duration: timedelta) -> str:
    """Such as: 84 ms; 2.4 s."""
    if duration < _SECOND:
        return f"{duration / _MILLISECOND:g} ms"
    return f"{duration / _SECOND:g} s"
