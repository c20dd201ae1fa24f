"""Drilling: a hidden notification is sent the whole way, and measured until our canaries heard it.

What one row says of it is all there is to know: whoever starts one while another is under way gets
that one, and each tick sees to it until it is over.
"""

import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from chalicelib import queues
from chalicelib.channels import webhook
from chalicelib.domain.actors import BY_ITSELF, Actor, require
from chalicelib.domain.audit import entry
from chalicelib.domain.drills import (
    PATIENCE,
    STARTED,
    Canary,
    Course,
    Drill,
    Drills,
    drill_id,
)
from chalicelib.domain.errors import CandorError, LostRace, NotFound
from chalicelib.domain.nudges import Nudge, of_failed_drill
from chalicelib.domain.roles import Action
from chalicelib.domain.tokens import SECRET_BYTES
from chalicelib.observability import logger
from chalicelib.services import notifying
from chalicelib.services.addresses import public_url
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import definitions, drills
from chalicelib.storage.drills import Kept
from chalicelib.words import marked


def known() -> Drills:
    """How far drills are, and what the last of them proved."""
    return drills.load().drills


def start(actor: Actor, now: datetime) -> Drills:
    """Start a drill, unless one is under way.

    Raises Forbidden, NotFound before the page is set up, InvalidInput when nothing says where the
    page is read, which is where the webhook listens, and Unavailable.
    """
    require(actor, Action.RUN_CHECKS)
    public_url(definition_in_force().page)
    with suppress(LostRace):  # then somebody else's is under way
        _start(actor, now)
    try:
        notifying.flush(now)
    except CandorError as error:
        logger.error("left to the next tick", step="drill", reason=str(error))
    return known()


def start_when_due(now: datetime) -> None:
    """Once a month, by itself. It never raises: what can't be started now is started an hour later.

    Before the page has its address there is nothing to drill.
    """
    try:
        definition = definitions.in_force()
        kept = drills.load()
        if definition and kept.drills.is_due(now):
            public_url(definition.page)
            _start(BY_ITSELF, now)
    except CandorError as error:
        logger.warning("no drill is started", reason=str(error))


def see_to(now: datetime) -> None:
    """Find out who has heard of the drill that is under way, and end it when it is over.

    It never raises: what can't be found out now is found out with the next tick.
    """
    try:
        kept = drills.load()
        if kept.drills.under_way:
            _see_to(kept.drills.under_way, kept, now)
    except LostRace:  # somebody else saw to it
        return
    except CandorError as error:
        logger.error("the drill isn't seen to", reason=str(error))


def hear(found_id: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Our own webhook was posted to. Raises NotFound for what isn't genuine, or of no drill."""
    drill = drills.awaited(found_id)
    timestamp = headers.get(webhook.TIMESTAMP.lower(), "")
    if drill is None or not _is_genuine(drill, headers, body) or not _is_recent(timestamp, now):
        raise NotFound(
            marked("Perhaps the link is old, or was cut off. The status page is still here.")
        )
    with suppress(LostRace):  # it has heard already
        drills.hear(found_id, now)


def _start(actor: Actor, now: datetime) -> None:
    kept = drills.load()
    if kept.drills.under_way:
        return
    made = secrets.token_hex(SECRET_BYTES)
    drill = Drill(id=drill_id(made), at=now, by=actor.name, secret=secrets.token_hex(SECRET_BYTES))
    note = entry(actor, STARTED, (drill.id, "a drill"), now=now, seed=drill.id)
    drills.start(drill, kept, [] if actor is BY_ITSELF else [note])
    logger.info("a drill has started", drill_id=drill.id)


def _see_to(course: Course, kept: Kept, now: datetime) -> None:
    taken = queues.take_canaries()
    heard: dict[Canary, datetime] = {}
    if came := [each.at for each in taken if each.drill_id == course.drill.id]:
        heard[Canary.QUEUE] = min(came)
    if Canary.WEBHOOK not in course.heard and (at := drills.heard_at(course.drill.id)):
        heard[Canary.WEBHOOK] = at
    after = course.with_heard(heard, now)
    if after != course:
        drills.move(after, kept, _for_team(after))
    # Last: what was taken by somebody who died before comes back.
    queues.drop_canaries(taken)
    if after.ended_at:
        logger.info("a drill is over", drill_id=after.drill.id, proven=after.is_proven)


def _for_team(course: Course) -> Nudge | None:
    if not course.ended_at or course.is_proven:
        return None
    page = definition_in_force().page
    return of_failed_drill(course, page, public_url(page), course.ended_at)


def _is_genuine(drill: Drill, headers: Mapping[str, str], body: bytes) -> bool:
    timestamp = headers.get(webhook.TIMESTAMP.lower(), "")
    expected = f"sha256={webhook.signature(drill.secret, timestamp, body)}"
    given = headers.get(webhook.SIGNATURE.lower(), "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal()):
        return False
    return abs(now.timestamp() - int(timestamp)) <= PATIENCE.total_seconds()
