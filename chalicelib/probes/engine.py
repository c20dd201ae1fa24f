"""Many looks at a time, on threads: probes wait for the network nearly all of their time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Network

from chalicelib.domain.checks import LOOKED_AT_AT_ONCE, Check
from chalicelib.domain.results import Failure, FailureKind, Observation, Phases
from chalicelib.observability import logger
from chalicelib.probes import PROBES


def look_at_all(
    checks: Sequence[Check],
    *,
    allow: Sequence[IPv4Network] = (),
    concurrency: int = LOOKED_AT_AT_ONCE,
) -> dict[str, Observation]:
    """What each check's target answers, by the check's id; every check is in it.

    It takes as long as the slowest look; with more checks than `concurrency`, the later ones
    begin when earlier ones end.
    """
    if not checks:
        return {}
    with ThreadPoolExecutor(min(concurrency, len(checks)), thread_name_prefix="probe") as pool:
        observations = pool.map(partial(_look_safely, allow=allow), checks)
        return {check.id: seen for check, seen in zip(checks, observations, strict=True)}


def _look_safely(check: Check, allow: Sequence[IPv4Network]) -> Observation:
    """A probe that breaks takes no other check's result with it, and says nothing of its target."""
    try:
        return PROBES[type(check.target)](check.target, allow=allow)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks have their results
        logger.exception("A probe broke.", check_id=check.id)
        detail = f"the probe itself broke ({type(error).__name__}); the log says more"
        return Observation(phases=Phases(), failure=Failure(FailureKind.OURS, detail))
