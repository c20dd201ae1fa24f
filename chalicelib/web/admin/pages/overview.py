"""The first page: what is open now, and what waits for the team."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.drills import in_words
from chalicelib.domain.errors import NotFound, Unavailable
from chalicelib.domain.incidents import Incident
from chalicelib.domain.promises import is_missed, is_stale
from chalicelib.domain.roles import Action, may
from chalicelib.domain.snapshot import ComponentView, View
from chalicelib.services import (
    drafting,
    drilling,
    ledger,
    offering,
    postmortems,
    publishing,
    replaying,
)
from chalicelib.web.admin import shell
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply


def overview(visit: Visit) -> Reply:
    """What waits to be published, open incidents with what they want, what doesn't work, and what
    couldn't be told.
    """
    view = _view(visit)
    known = drilling.known()
    incidents = view.snapshot.open_incidents if view else ()
    names = (
        {each.component.id: each.component.name for each in view.snapshot.components}
        if view
        else {}
    )
    return shell.shown(
        "overview.html",
        visit,
        title="Overview",
        is_set_up=view is not None,
        checked_at=view.last_checked_at if view else None,
        incidents=incidents,
        names=names,
        now=visit.request.now,
        wants={each.id: tuple(_wants(each, visit.request.now)) for each in incidents},
        drafts=drafting.drafts() if view else (),
        postmortems=postmortems.waiting() if view else (),
        troubled=tuple(_troubled(view)) if view else (),
        ledger=ledger.current(visit.request.now) if view else None,
        dead_letters=_dead_letters() if may(visit.actor.role, Action.REPLAY) else 0,
        sms_held_back=offering.is_held_back(),
        drills=known,
        proof=in_words(known, visit.request.now),
        may_drill=may(visit.actor.role, Action.RUN_CHECKS),
        may_write=may(visit.actor.role, Action.WRITE_INCIDENTS),
    )


def _dead_letters() -> int:
    """How many there are; none as long as SQS doesn't say: the page is about more than that."""
    try:
        return sum(replaying.counts().values())
    except Unavailable:
        return 0


def drill(visit: Visit) -> Reply:
    """Start a drill; what came of it stands on this page within a minute."""
    drilling.start(visit.actor, visit.request.now)
    return shell.done(visit, "/admin", "drilled")


def _troubled(view: View) -> Iterator[tuple[ComponentView, ComponentStatus]]:
    """The components that don't work, with how they are; those under maintenance are as planned."""
    fine = (ComponentStatus.OPERATIONAL, ComponentStatus.UNDER_MAINTENANCE)
    for shown in view.snapshot.components:
        if (status := view.statuses[shown.component.id]) not in fine:
            yield shown, status


def _wants(incident: Incident, now: datetime) -> Iterator[str]:
    """What somebody should do about it, the most urgent first."""
    if is_missed(incident, now):
        yield "The promised update is late."
    if incident.working_since and incident.is_taken_over:
        yield "Our checks see it working: is it over?"
    if is_stale(incident, now):
        yield "Nobody has written for an hour."


def _view(visit: Visit) -> View | None:
    """None before the page is set up."""
    request = visit.request
    try:
        return publishing.current(request.now, monotonic=request.monotonic)
    except NotFound:
        return None
