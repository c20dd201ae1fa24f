"""Enrolling: an address comes into the audience of those who chose the same, once it says yes."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from chalicelib import settings
from chalicelib.channels import sns, sns_email
from chalicelib.domain.audiences import (
    Audience,
    AudienceState,
    is_full,
    nearest_broader,
    needs_room,
    topic_name,
    widest_digest,
)
from chalicelib.domain.definition import Definition
from chalicelib.domain.enrolments import (
    Enrolment,
    Membership,
    SignUp,
    asked,
    digest_of,
    first_look,
    settled,
)
from chalicelib.domain.errors import CandorError, DeliveryFailed, LostRace, Unavailable
from chalicelib.domain.selections import Bearing, Selection, Updates, meets, reach_of
from chalicelib.observability import logger
from chalicelib.services import all_audiences
from chalicelib.services.in_force import definition_in_force
from chalicelib.storage import audiences, enrolments, incidents
from chalicelib.storage.enrolments import Look

_ATTEMPTS = 5
_LOOKED_AT_ONCE = 25


def enrol(sign_up: SignUp, now: datetime) -> None:
    """Have SNS ask the address whether it wants to be in that audience.

    An address that is in it already is asked nothing, nor is one that SNS refuses. Doing it again
    sends the question again, as SNS does, and changes nothing else. Raises DeliveryFailed and
    Unavailable when it is to be done again.
    """
    definition = definition_in_force()
    if _hears_anyway(sign_up, definition):
        logger.info("not asked: it hears of that anyway")
        return
    audience = _audience(sign_up.selection, definition, now)
    try:
        arn = sns_email.subscribe(sign_up.address, audience.topic)
    except DeliveryFailed as error:
        if not error.permanent:
            raise
        logger.warning("SNS refuses an address", reason=str(error))
        return
    membership = Membership(audience_id=audience.id, topic=audience.topic, arn=arn)

    def with_question(before: Enrolment) -> tuple[Enrolment, datetime | None]:
        if before.current and before.current.arn == arn:
            return before, None
        known = _with_former(before, sign_up, definition, audience)
        return asked(known, membership, now), first_look(now)

    _change(digest_of(sign_up.address, sign_up.selection.incident_id), with_question)
    logger.info("asked", audience=audience.topic)


def follow(now: datetime) -> None:
    """Ask SNS what has become of its questions, of those whose time has come.

    It never raises: what can't be said now is left to the next tick.
    """
    _follow_all(lambda: enrolments.due(now, _LOOKED_AT_ONCE), now)


def settle_moves(now: datetime) -> None:
    """The same, of those who are in one audience and were asked about another, whenever that was:
    before news goes out, so that who has just followed the link hears it once. It never raises.
    """
    _follow_all(lambda: enrolments.moving(_LOOKED_AT_ONCE), now)


def _follow_all(found: Callable[[], Iterable[Look]], now: datetime) -> None:
    try:
        for look in found():
            _follow(look, now)
    except CandorError as error:
        logger.warning("enrolments wait", reason=str(error))


def _follow(look: Look, now: datetime) -> None:
    kept = enrolments.load(look.digest)
    answers = [(each, sns.answer_of(each.arn)) for each in kept.enrolment.asked]
    outcome = settled(kept.enrolment, answers, now)
    # First: who were still in two audiences when we died would hear everything twice.
    for each in outcome.ended:
        sns.end(each.arn)
    enrolments.save(kept, outcome.enrolment, outcome.look_again_at, done=look)


def _audience(selection: Selection, definition: Definition, now: datetime) -> Audience:
    """The audience of that selection, made when there is none; the nearest broader one when there
    may be no more.
    """
    first, *made_before = all_audiences.known(definition)
    known = {each.id: each for each in (first, *made_before)}
    if selection.id in known:
        return _opened(known[selection.id])
    if is_full(made_before) and needs_room(selection):
        broader = nearest_broader(
            selection, [each.selection for each in known.values()], definition.components
        )
        if broader or selection.updates is not Updates.DIGEST:
            return _opened(known[broader.id]) if broader else first
        selection = widest_digest(selection.language)
    name = topic_name(selection, definition, settings.names().news_topic)
    made = Audience(selection=selection, topic=name, made_at=now)
    # The topic first: an audience without one would hold back all news.
    sns.make_topic(name, definition.page.name)
    audiences.add(made)
    return made


def _opened(audience: Audience) -> Audience:
    """The audience, to which somebody comes; raises Unavailable while it is being removed."""
    if audience.state is AudienceState.GOING:
        raise Unavailable(f"{audience.topic} is being removed; it is made anew when it is gone.")
    opened = replace(audience, state=AudienceState.OPEN, empty_since=None)
    if opened != audience:
        audiences.change(audience, opened)
    return opened


def _hears_anyway(sign_up: SignUp, definition: Definition) -> bool:
    """Whether who waits for one incident is in an audience that will hear that it is over."""
    if not sign_up.selection.incident_id:
        return False
    current = enrolments.load(digest_of(sign_up.address)).enrolment.current
    incident = incidents.load({sign_up.selection.incident_id}).get(sign_up.selection.incident_id)
    if current is None or incident is None:
        return False
    chosen = {each.id: each.selection for each in all_audiences.known(definition)}
    if current.audience_id not in chosen:
        return False
    reach = reach_of(incident.component_ids, definition.components, impact=incident.impact)
    over = Bearing(about=incident.id, reach=reach, told=reach, is_over=True)
    return meets(over, chosen[current.audience_id])


def _with_former(
    before: Enrolment, sign_up: SignUp, definition: Definition, audience: Audience
) -> Enrolment:
    """Who subscribed before there were audiences is known to SNS alone, as one of everybody."""
    first = all_audiences.first(definition)
    if before.current or before.asked or sign_up.selection.incident_id or audience.id == first.id:
        return before
    found = sns.arn_of(first.topic, sign_up.address)
    if found is None:
        return before
    return replace(before, current=Membership(audience_id=first.id, topic=first.topic, arn=found))


def _change(digest: str, change: Callable[[Enrolment], tuple[Enrolment, datetime | None]]) -> None:
    for _ in range(_ATTEMPTS):
        kept = enrolments.load(digest)
        after, look_at = change(kept.enrolment)
        if after == kept.enrolment:
            return
        with suppress(LostRace):
            enrolments.save(kept, after, look_at)
            return
    raise LostRace("Somebody else changed this enrolment at the same moment, time and again.")
