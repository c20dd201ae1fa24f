"""What the team asks for: decided on what stands, written once however often it is asked for.

A decision is made anew when somebody else wrote first. What was written is published and sent at
once; what fails of that is made up for by the next tick.
"""

import json
import random
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import AuditEntry, Facts, entry
from chalicelib.domain.board import Change
from chalicelib.domain.errors import CandorError, Conflict, LostRace, Unavailable
from chalicelib.domain.incidents import IncidentUpdate
from chalicelib.domain.telling import Ground
from chalicelib.observability import logger
from chalicelib.services import notifying, passes, publishing
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.limiting import digest_of
from chalicelib.storage import handled, states
from chalicelib.storage.handled import Handled

_ATTEMPTS = 20
_LONGEST_PAUSE_S = 0.25

Values = Mapping[str, object]


def request_id(given: str = "") -> str:
    """The id that a request was given, else one that no other has."""
    return given or secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an actor asks for, and when. One with the same `id` is handled once.

    `based_on` is the number of the last update that the actor had read, None for any. `pass_id` is
    that of the pass with which the actor came, which is used up by it.
    """

    values: Values
    actor: Actor
    now: datetime
    id: str = field(default_factory=request_id)
    based_on: int | None = None
    pass_id: str = ""

    @property
    def seed(self) -> str:
        """Of the ids of what it makes: the same when it comes again."""
        return f"{self.actor.id}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a request comes to: what is written, what the audit log says, and what it is about."""

    change: Change
    entry: AuditEntry
    about: str


def decided(
    request: Request,
    action: str,
    change: Change,
    about: tuple[str, str],
    *,
    before: Facts | None = None,
    after: Facts | None = None,
) -> Decision:
    """The change, with its entry in the audit log; `about` is an id and a name."""
    note = entry(
        request.actor,
        action,
        about,
        before=before,
        after=after,
        now=request.now,
        seed=f"{action}:{about[0]}:{request.seed}",
    )
    return Decision(change=change, entry=note, about=about[0])


def require_read(updates: Sequence[IncidentUpdate], request: Request) -> None:
    """Raises Conflict when there is an update that the actor hadn't read."""
    number = updates[-1].number
    if request.based_on is not None and request.based_on != number:
        raise Conflict(
            "Meanwhile update {number} was written. Read it, and send yours once more if it still "
            "says something new.",
            number=number,
        )


def carry_out(request: Request, what: str, decide: Callable[[Ground], Decision]) -> str:
    """Decide and write, once; gives the id of what it is about.

    `what` names the kind of request: one id is for one thing. Raises Conflict where it isn't,
    NotFound before the first apply and for a pass that is used up, Unavailable when too many write
    at once, and what `decide` raises.
    """
    for _ in range(_ATTEMPTS):
        ground = ground_of(request.now)  # what was left half done is finished first
        if about := done_before(request, what):
            return about
        spent = passes.used_up_by(request.pass_id, request.now)
        decision = decide(ground)
        assert all(each.told_id == decision.about for each in spent), "A pass is for one incident."
        change = replace(decision.change, passes=spent)
        record = record_of(request, what, decision.about)
        try:
            states.commit(ground.board, change, handled=record, entries=[decision.entry])
        except LostRace:
            time.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - spreads, hides nothing
            continue
        _go_out(request.now)
        return decision.about
    raise Unavailable("Too many write at the same moment; please try again.")


def record_of(request: Request, what: str, about: str) -> Handled:
    """What is written so that the request counts once; `about` is the id of what came of it."""
    asked = digest_of(what, json.dumps(request.values, sort_keys=True, default=str))
    return Handled(id=_id_of(request), asked=asked, about=about, at=request.now)


def done_before(request: Request, what: str) -> str | None:
    """The id of what came of the request if it was handled already, else None.

    Raises Conflict when its id was used for something else.
    """
    if (done := handled.load(_id_of(request))) is None:
        return None
    if done.asked != record_of(request, what, done.about).asked:
        raise Conflict("This request id was used before, for something else; take another.")
    return done.about


def ground_of(now: datetime) -> Ground:
    """What is written upon; raises NotFound before the first apply."""
    definition = definition_in_force()
    return Ground(
        definition=definition,
        board=states.load(),
        now=now,
        base_url=public_url(definition.page),
    )


def _id_of(request: Request) -> str:
    return digest_of(request.actor.id, request.id)


def _go_out(now: datetime) -> None:
    """Show it and send it. What fails here is on record, and the next tick makes up for it."""
    for step in (publishing.publish, notifying.flush):
        try:
            step(now)
        except CandorError as error:
            logger.error("left to the next tick", step=step.__name__, reason=str(error))
