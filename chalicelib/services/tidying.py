"""Tidying: audiences in which nobody is any more are closed, and then removed."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from chalicelib.channels import sns
from chalicelib.domain.audiences import Audience, AudienceState, counted, outlived
from chalicelib.domain.errors import CandorError, LostRace
from chalicelib.observability import logger
from chalicelib.storage import audiences, incidents

# Counting asks SNS about each audience: once a day is enough.
_COUNTED_AT_HOUR = 3


def tidy(now: datetime) -> None:
    """Close and remove what nobody is in; it never raises. What fails is done the next time."""
    try:
        for before, after in _changes(now):
            with suppress(LostRace):  # somebody has just come in
                _carry_out(before, after)
    except CandorError as error:
        logger.warning("audiences wait to be tidied", reason=str(error))


def _changes(now: datetime) -> Iterator[tuple[Audience, Audience]]:
    known = audiences.load()
    about = {each.selection.incident_id for each in known if each.selection.incident_id}
    told = incidents.load(about) if about else {}
    for each in known:
        if each.selection.incident_id:
            yield each, outlived(each, told.get(each.selection.incident_id), now)
        elif each.state is AudienceState.GOING:
            yield each, each
        elif now.hour == _COUNTED_AT_HOUR:
            members = sns.members_of(each.topic)
            yield each, counted(each, members.confirmed + members.asked, now)


def _carry_out(before: Audience, after: Audience) -> None:
    """Once it is going nobody comes in, so that nobody is in the topic that is then removed."""
    if after != before:
        audiences.change(before, after)
    if after.state is AudienceState.GOING:
        sns.remove_topic(after.topic)
        audiences.remove(after)
        logger.info("an audience is gone", topic=after.topic)
