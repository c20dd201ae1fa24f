"""Checking: looking now, when a person asks. It is a second opinion, which changes nothing.

The look is that of every tick, past the same guard; what it sees goes into the audit log alone.
"""

from collections.abc import Sequence

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.checks import Check
from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import InvalidInput, LostRace, NotFound, TooManyRequests
from chalicelib.domain.page import Component
from chalicelib.domain.results import Result, Verdict
from chalicelib.domain.roles import Action
from chalicelib.domain.runs import PER_ACTOR, RAN, Run, bounded, judged, run_facts, run_of
from chalicelib.network.guard import networks
from chalicelib.observability import logger
from chalicelib.probes.engine import look_at_all
from chalicelib.services import limiting
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, done_before, record_of
from chalicelib.services.watching import check_of, component_of
from chalicelib.storage import audit


def run(component_id: str, request: Request) -> Run:
    """What all checks of a component see now; asked again with the same id, what they saw then.

    It takes as long as the slowest look. Raises NotFound, Forbidden, TooManyRequests, Conflict as
    other requests do, and InvalidInput when nothing checks the component.
    """
    definition = definition_in_force()
    component = component_of(definition, component_id)
    checks = definition.checks_of(component)
    if not checks:
        raise InvalidInput("No check looks at {name}: it is as people say.", name=component.name)
    return _run(definition, component, checks, request, f"{RAN}:{component_id}")


def run_one(check_id: str, request: Request) -> Run:
    """What one check sees now; else as `run`."""
    definition = definition_in_force()
    check = check_of(definition, check_id)
    component = component_of(definition, check.component_id)
    return _run(definition, component, (check,), request, f"{RAN}:{check_id}")


def run_before(actor: Actor, component_id: str, run_id: str) -> Run:
    """A run of the component's that was; raises NotFound and Forbidden."""
    definition = definition_in_force()
    component = component_of(definition, component_id)
    require(actor, Action.RUN_CHECKS, [component_id])
    return _kept(definition, component, run_id)


def _run(
    definition: Definition,
    component: Component,
    checks: Sequence[Check],
    request: Request,
    what: str,
) -> Run:
    require(request.actor, Action.RUN_CHECKS, [component.id])
    if run_id := done_before(request, what):
        return _kept(definition, component, run_id)
    _require_patience(request)
    allow = networks(definition.page.allow_addresses)
    seen = look_at_all([bounded(each) for each in checks], allow=allow)
    results = {each.key: judged(each, seen[each.id], now=request.now) for each in checks}
    return _kept(definition, component, _told(component, results, request, what))


def _told(component: Component, results: dict[str, Result], request: Request, what: str) -> str:
    """The id of the run's entry in the audit log; of two at the same moment the first counts."""
    target = (component.id, component.name)
    seed = f"{what}:{request.seed}"
    note = entry(request.actor, RAN, target, after=run_facts(results), now=request.now, seed=seed)
    try:
        audit.append_once(note, record_of(request, what, note.id))
    except LostRace:
        if (first := done_before(request, what)) is None:
            raise
        return first
    not_up = {key: r.reason for key, r in results.items() if r.verdict is not Verdict.UP}
    logger.info("looked when asked", component=component.key, checks=len(results), not_up=not_up)
    return note.id


def _kept(definition: Definition, component: Component, run_id: str) -> Run:
    note = audit.load(run_id)
    if note is None or (note.action, note.target_id) != (RAN, component.id):
        raise NotFound("There is no run {id} of {name}.", id=run_id, name=component.name)
    return run_of(note, component, definition.checks_of(component))


def _require_patience(request: Request) -> None:
    """Raises TooManyRequests when somebody asks for more runs than one looks at."""
    wait = limiting.take("run", request.actor.id, PER_ACTOR, request.now)
    if wait is not None:
        raise TooManyRequests(
            "You may run checks {count} times a minute, and did. Please try again in {wait}.",
            retry_after=wait,
            count=PER_ACTOR.count,
            wait=wait,
        )
