"""Components and their checks: how they are, what was seen last, and looking now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from chalicelib.domain.board import Pin
from chalicelib.domain.checks import Check
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.durations import duration_text
from chalicelib.domain.errors import NotFound
from chalicelib.domain.page import Group
from chalicelib.domain.results import Verdict
from chalicelib.domain.roles import Action, may
from chalicelib.domain.runs import Run
from chalicelib.domain.watched import (
    WatchedCheck,
    WatchedComponent,
    counted,
    shown_url,
)
from chalicelib.services import checking, publishing, watching
from chalicelib.web.admin import fields, shell, wishes
from chalicelib.web.admin.visits import Visit
from chalicelib.web.pages.component_page import STATUS_OF_VERDICT, Look, look, verdict_words
from chalicelib.web.responses import Reply
from chalicelib.words import ENGLISH

# From here on groups that are well are closed: a phone shows a dozen at once.
_LONG = 60
_VERDICTS = {each: verdict_words(each, ENGLISH) for each in Verdict}


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """How people say that a component is, and in what: an incident or a maintenance."""

    status: ComponentStatus
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A check as it is shown. `facts` are what it expects; `looks` are newest first."""

    watched: WatchedCheck
    status: ComponentStatus
    verdict: str
    url: str
    facts: tuple[tuple[str, str], ...]
    looks: tuple[Look, ...]


def everything(visit: Visit) -> Reply:
    """All components, group by group, in the page's order."""
    try:
        request = visit.request
        found = watching.everything(request.now, monotonic=request.monotonic, with_evidence=False)
    except NotFound:
        found = ()  # it isn't set up yet
    return shell.shown(
        "components.html",
        visit,
        title="Components",
        groups=[(group, list(members)) for group, members in groupby(found, key=_group)],
        is_long=len(found) > _LONG,
        pins=_pins(found, visit),
        counts={each.component.id: _counts(each) for each in found},
    )


def one(visit: Visit, component_id: str) -> Reply:
    """One component, what is believed of its checks, and what they saw last."""
    request = visit.request
    found = watching.one(component_id, request.now, monotonic=request.monotonic)
    return shell.shown(
        "component.html",
        visit,
        title=found.component.name,
        known=found,
        pins=_pins([found], visit)[component_id],
        checks=[_row(each) for each in found.checks],
        may_run=may(visit.actor.role, Action.RUN_CHECKS),
        fresh=wishes.fresh,
    )


def run(visit: Visit, component_id: str) -> Reply:
    """Look with all of its checks now, and show what they see."""
    wish = wishes.of_form(visit, fields.sent(visit.request), {})
    return _ran(visit, checking.run(component_id, wish))


def run_one(visit: Visit, check_id: str) -> Reply:
    """Look with one check now, and show what it sees."""
    wish = wishes.of_form(visit, fields.sent(visit.request), {})
    return _ran(visit, checking.run_one(check_id, wish))


def run_before(visit: Visit, component_id: str, run_id: str) -> Reply:
    """What a run saw. Loading it again looks at nothing."""
    request = visit.request
    done = checking.run_before(visit.actor, component_id, run_id)
    found = watching.one(component_id, request.now, monotonic=request.monotonic)
    believed = {each.check.key: _VERDICTS[each.believed] for each in found.checks}
    return shell.shown(
        "run.html",
        visit,
        title=f"Run of {found.component.name}",
        known=found,
        run=done,
        findings=[
            (each, look(each.result, done.at, each.name, ENGLISH), believed.get(each.key))
            for each in done.findings
        ],
        again=_again(done, found),
        fresh=wishes.fresh,
    )


def _ran(visit: Visit, done: Run) -> Reply:
    return shell.done(visit, f"/admin/components/{done.component_id}/runs/{done.id}", "ran")


def _again(done: Run, found: WatchedComponent) -> str:
    """Where the same is asked once more; "" when what was looked at isn't there any more."""
    ids = {each.check.id for each in found.checks}
    if not ids.issuperset(each.result.check_id for each in done.findings):
        return ""
    if len(done.findings) > 1:
        return f"/admin/components/{done.component_id}/run"
    return f"/admin/checks/{done.findings[0].result.check_id}/run"


def _group(watched: WatchedComponent) -> Group | None:
    return watched.group


def _row(watched: WatchedCheck) -> CheckRow:
    return CheckRow(
        watched=watched,
        status=STATUS_OF_VERDICT[watched.believed],
        verdict=_VERDICTS[watched.believed],
        url=shown_url(watched.check.target.url),
        facts=tuple(_facts(watched.check)),
        looks=tuple(look(each.result, each.tick, "", ENGLISH) for each in watched.evidence),
    )


def _facts(check: Check) -> Iterable[tuple[str, str]]:
    """What it sends and expects; secrets are said to be there, and not shown."""
    target = check.target
    yield "Looks", "each minute"
    yield "Expects", " or ".join(f"status {each}" for each in target.expected_status)
    if target.contains is not None:
        yield "With the text", target.contains
    if target.headers:
        yield "Sends the headers", ", ".join(name for name, _ in target.headers)
    if target.body is not None:
        yield "Sends", "a body"
    if target.redirects:
        yield "Follows redirects", f"at most {target.redirects}"
    if target.slow_after is not None:
        yield "Is slow after", duration_text(target.slow_after)
    yield "Waits at most", duration_text(target.deadline)
    yield "Failure is believed after", _in_a_row(check.failure_threshold)
    yield "Recovery is believed after", _in_a_row(check.recovery_threshold)


def _in_a_row(looks: int) -> str:
    return "one look" if looks == 1 else f"{looks} looks in a row"


def _counts(watched: WatchedComponent) -> str:
    """Such as: 3 checks: 1 down, 2 up; 1 check: up."""
    known = [(_VERDICTS[each].lower(), number) for each, number in counted(watched.checks)]
    if len(watched.checks) == 1:
        return f"1 check: {known[0][0]}"
    return f"{len(watched.checks)} checks: {', '.join(f'{n} {word}' for word, n in known)}"


def _pins(watched: Iterable[WatchedComponent], visit: Visit) -> Mapping[str, list[PinRow]]:
    """By the component's id."""
    known = {each.component.id: each.pins for each in watched}
    names = _names(visit) if any(known.values()) else {}
    return {key: [_pin(each, names) for each in pins] for key, pins in known.items()}


def _pin(pin: Pin, names: Mapping[str, str]) -> PinRow:
    kind, place = (
        ("a maintenance", "maintenance") if pin.is_maintenance else ("an incident", "incidents")
    )
    return PinRow(
        status=pin.status,
        name=names.get(pin.told_id, kind),
        path=f"/admin/{place}/{pin.told_id}",
    )


def _names(visit: Visit) -> Mapping[str, str]:
    """What is told, by its id."""
    snapshot = publishing.current(visit.request.now, monotonic=visit.request.monotonic).snapshot
    incidents = {each.id: each.name for each in snapshot.incidents}
    return incidents | {each.id: each.name for each in snapshot.maintenances}
