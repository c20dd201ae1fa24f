"""What is watched, and what a run saw, as plain values: for the API and the terminal alike."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from chalicelib.domain.board import Pin
from chalicelib.domain.checks import Check
from chalicelib.domain.durations import duration_text
from chalicelib.domain.page import TICK
from chalicelib.domain.results import Result
from chalicelib.domain.runs import Finding, Run
from chalicelib.domain.watched import Evidence, WatchedCheck, WatchedComponent, shown_url

Document = Mapping[str, object]
KIND = "http"


def component_document(watched: WatchedComponent) -> Document:
    """How it is, and its checks with what they saw last, newest first. Times are ISO 8601."""
    component = watched.component
    return {
        "id": component.id,
        "key": component.key,
        "name": component.name,
        "group": watched.group and watched.group.name,
        "status": watched.status.value,
        "since": _moment(watched.since),
        "checked_at": _moment(watched.checked_at),
        "pins": [_pin(each) for each in watched.pins],
        "checks": [_check(each) for each in watched.checks],
    }


def run_document(run: Run) -> Document:
    """What each check saw when somebody asked, and who that was."""
    return {
        "id": run.id,
        "at": run.at.isoformat(),
        "by": run.by,
        "component_id": run.component_id,
        "findings": [_finding(each) for each in run.findings],
    }


def _pin(pin: Pin) -> Document:
    told_in = "maintenance_id" if pin.is_maintenance else "incident_id"
    return {"status": pin.status.value, told_in: pin.told_id}


def _check(watched: WatchedCheck) -> Document:
    check, state = watched.check, watched.state
    return {
        "id": check.id,
        "key": check.key,
        "name": check.name,
        "kind": KIND,
        "target": _target(check),
        "every": duration_text(TICK),
        "failure_threshold": check.failure_threshold,
        "recovery_threshold": check.recovery_threshold,
        "when_down": check.when_down.value,
        "believed": watched.believed.value,
        "since": _moment(watched.since),
        "reason": state.reason if state else "",
        "last": [_look(each) for each in watched.evidence],
    }


def _target(check: Check) -> Document:
    """Without secrets: of headers there are names, of a body and a query that there is one."""
    target = check.target
    return {
        "method": target.method,
        "url": shown_url(target.url),
        "headers": [name for name, _ in target.headers],
        "has_body": target.body is not None,
        "expected_status": [str(each) for each in target.expected_status],
        "contains": target.contains,
        "slow_after": target.slow_after and duration_text(target.slow_after),
        "deadline": duration_text(target.deadline),
        "redirects": target.redirects,
    }


def _look(seen: Evidence) -> Document:
    return {"at": seen.tick.isoformat(), **_result(seen.result)}


def _finding(finding: Finding) -> Document:
    result = finding.result
    named = {"check_id": result.check_id, "key": finding.key, "name": finding.name}
    return {**named, **_result(result)}


def _result(result: Result) -> Document:
    return {
        "verdict": result.verdict.value,
        "reason": result.reason,
        "status": result.status,
        **asdict(result.phases),
        "certificate_days_left": result.certificate_days_left,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
