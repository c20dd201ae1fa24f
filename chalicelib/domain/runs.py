"""Runs: what checks see when a person asks them to look now. Nothing of it is believed.

A run is kept in its entry of the audit log, and read from there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from chalicelib.domain.allowances import Allowance
from chalicelib.domain.audit import AuditEntry, Facts, Plain
from chalicelib.domain.checks import Check
from chalicelib.domain.component_tree import check_id
from chalicelib.domain.durations import duration_text
from chalicelib.domain.page import Component
from chalicelib.domain.results import (
    FailureKind,
    Observation,
    Phases,
    Result,
    Verdict,
    judge,
)

RAN = "check.run"
# Half of what the function behind the team's pages has: the rest is for the table to be slow.
LONGEST = timedelta(seconds=10)
PER_ACTOR = Allowance(6, timedelta(minutes=1))
_PHASES = tuple(each.name for each in fields(Phases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check saw in a run. `name` is what it is called now; its key once it is gone."""

    key: str
    name: str
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the checks of one component saw when somebody asked. `id` is that of its entry."""

    id: str
    at: datetime
    by: str
    component_id: str
    findings: tuple[Finding, ...]


def bounded(check: Check) -> Check:
    """The check, with as much time as a run has."""
    target = check.target
    return replace(check, target=replace(target, deadline=min(target.deadline, LONGEST)))


def judged(check: Check, observation: Observation, *, now: datetime) -> Result:
    """The verdict of a run: as of a tick, but no blame for what had less time than it may take."""
    result, deadline = judge(check, observation, now=now), check.target.deadline
    failure = observation.failure
    if failure is None or failure.kind is not FailureKind.TIMEOUT or deadline <= LONGEST:
        return result
    reason = (
        f"{failure.detail}, which is as long as a run waits; the check itself waits "
        f"{duration_text(deadline)}"
    )
    return replace(result, verdict=Verdict.UNKNOWN, reason=reason)


def run_facts(results: Mapping[str, Result]) -> Facts:
    """What the audit log says of the results, which come by the key of their check."""
    return {
        f"{key}.{name}": value
        for key, result in results.items()
        for name, value in _plain(result)
        if value is not None
    }


def run_of(entry: AuditEntry, component: Component, checks: Iterable[Check]) -> Run:
    """The run that the entry tells of; `component` is its target, with the checks that it has."""
    names = {each.key: each.name for each in checks}
    told: dict[str, dict[str, object]] = {}
    for fact, value in entry.after.items():
        key, _, name = fact.rpartition(".")
        told.setdefault(key, {})[name] = value
    return Run(
        id=entry.id,
        at=entry.at,
        by=entry.actor_name,
        component_id=component.id,
        findings=tuple(
            Finding(
                key=key, name=names.get(key, key), result=_result(check_id(component.key, key), of)
            )
            for key, of in told.items()
        ),
    )


def _plain(result: Result) -> Iterator[tuple[str, Plain]]:
    yield "verdict", result.verdict.value
    yield "reason", result.reason
    yield "status", result.status
    for name in _PHASES:
        took = getattr(result.phases, name)
        yield name, None if took is None else round(took, 1)
    yield "certificate_days_left", result.certificate_days_left


def _result(of_check: str, told: Mapping[str, object]) -> Result:
    return Result(
        check_id=of_check,
        verdict=Verdict(str(told["verdict"])),
        reason=str(told["reason"]),
        status=_whole(told.get("status")),
        phases=Phases(**{name: float(str(told[name])) for name in _PHASES if name in told}),
        certificate_days_left=_whole(told.get("certificate_days_left")),
    )


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))
