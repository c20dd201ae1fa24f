"""Audiences: the people who chose the same hear by one SNS topic of theirs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import Impact, Incident
from chalicelib.domain.page import Component
from chalicelib.domain.selections import Selection, Updates

# SNS takes 256 characters of a name, and shows it in its own mails: it is to be read by people.
_SLUG_LENGTH = 80
_ID_SHOWN = 6
# SNS has room for 100,000 topics an account; each piece of news is published to many of them.
AT_MOST = 500
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


# Nobody is in it for so long: then it is closed, and a day later, if still nobody came, removed.
_EMPTY_FOR = timedelta(days=7)
_CLOSED_FOR = timedelta(days=1)
# An incident that is over for that long doesn't open again.
_TOLD_FOR = timedelta(days=1)


class AudienceState(StrEnum):
    """GOING is on its way out: its topic is being removed, and nobody can come in."""

    OPEN = "open"
    CLOSED = "closed"
    GOING = "going"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """`topic` is the name of its SNS topic; `id` is that of the selection.

    `empty_since` is when it was first seen without anybody, as long as nobody comes.
    """

    selection: Selection
    topic: str
    made_at: datetime | None = None
    state: AudienceState = AudienceState.OPEN
    empty_since: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is AudienceState.OPEN

    @property
    def id(self) -> str:
        return self.selection.id


def everybody(definition: Definition, topic: str) -> Audience:
    """Those who asked for everything, in the page's first language: there always are such."""
    return Audience(selection=Selection(language=definition.page.languages[0]), topic=topic)


def topic_name(selection: Selection, definition: Definition, beginning: str) -> str:
    """A topic's name that people may read, such as `candor-prod-news-checkout-de-0a1b2c`."""
    words = (_plain(word) for word in _words(selection, definition))
    slug = "-".join(filter(None, words))[:_SLUG_LENGTH].strip("-")
    return f"{beginning}-{slug}-{selection.id[:_ID_SHOWN]}"


def _words(selection: Selection, definition: Definition) -> Iterator[str]:
    if selection.incident_id:
        yield "back"
    yield from _about(selection, definition) or ("everything",)
    if selection.updates is not Updates.ALL:
        yield selection.updates
    if selection.least_impact is not Impact.NONE:
        yield selection.least_impact
    if not selection.maintenance:
        yield "no-maintenance"
    yield selection.language


def _about(selection: Selection, definition: Definition) -> tuple[str, ...]:
    groups = (each.key for each in definition.groups if each.id == selection.group_id)
    components = (each.key for each in definition.components if each.id in selection.component_ids)
    return (*groups, *components)


def _plain(word: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", ascii_only).strip("-")


def counted(audience: Audience, members: int, now: datetime) -> Audience:
    """The audience, of which so many are members or were asked."""
    if members:
        return replace(audience, state=AudienceState.OPEN, empty_since=None)
    since = audience.empty_since or now
    after = replace(audience, empty_since=since)
    if audience.is_open and now - since >= _EMPTY_FOR:
        return replace(after, state=AudienceState.CLOSED)
    if audience.state is AudienceState.CLOSED and now - since >= _EMPTY_FOR + _CLOSED_FOR:
        return replace(after, state=AudienceState.GOING)
    return after


def outlived(audience: Audience, incident: Incident | None, now: datetime) -> Audience:
    """The audience of one incident, which goes when that is over for good."""
    over = incident.resolved_at if incident and not incident.is_open else None
    if incident is None or (over and now - over >= _TOLD_FOR):
        return replace(audience, state=AudienceState.GOING)
    return audience


def is_full(known: Sized) -> bool:
    """Whether there may be no more of them."""
    return len(known) >= AT_MOST


def widest_digest(language: str) -> Selection:
    """What stands in for other digests when there is no room: it may always be made."""
    return Selection(updates=Updates.DIGEST, language=language)


def needs_room(selection: Selection) -> bool:
    """Whether an audience of it may only be made while there is room for one more."""
    is_waiting = selection.incident_id is not None
    return not (is_waiting or selection.id == widest_digest(selection.language).id)


def nearest_broader(
    selection: Selection, known: Iterable[Selection], components: Sequence[Component]
) -> Selection | None:
    """Of those there are, the narrowest that hears all that this one would; None without one.

    `components` are all of the page.
    """
    broader = [each for each in known if _covers(each, selection, components)]
    return min(broader, key=_breadth, default=None)


def _covers(wide: Selection, narrow: Selection, components: Sequence[Component]) -> bool:
    if wide.incident_id or narrow.incident_id or wide.language != narrow.language:
        return False
    return (
        _is_about_all_of(wide, narrow, components)
        and _tells_as_much(wide, narrow)
        and wide.least_impact.rank <= narrow.least_impact.rank
        and (wide.maintenance or not narrow.maintenance)
    )


def _tells_as_much(wide: Selection, narrow: Selection) -> bool:
    """Of the ends alone, who chose more hears the beginning sooner, and not when it is due here.
    Whoever wants one mail a day is told nothing at once, and the other way round.
    """
    if Updates.DIGEST in (wide.updates, narrow.updates):
        return wide.updates is narrow.updates
    is_alike = (wide.group_id, set(wide.component_ids), wide.least_impact) == (
        narrow.group_id,
        set(narrow.component_ids),
        narrow.least_impact,
    )
    return wide.updates is Updates.ALL or (narrow.updates is Updates.ENDS and is_alike)


def _is_about_all_of(wide: Selection, narrow: Selection, components: Sequence[Component]) -> bool:
    if wide.is_of_everything:
        return True
    if narrow.is_of_everything:
        return False
    if narrow.group_id:
        return wide.group_id == narrow.group_id
    within = (
        {each.id for each in components if each.group_id == wide.group_id}
        if wide.group_id
        else set(wide.component_ids)
    )
    return within >= set(narrow.component_ids)


def _breadth(selection: Selection) -> tuple[int, int, int, int, int]:
    """Larger for those who hear more of what they didn't ask for."""
    about = 2 if selection.is_of_everything else int(selection.group_id is not None)
    return (
        about,
        len(selection.component_ids),
        int(selection.updates is Updates.ALL),
        -selection.least_impact.rank,
        int(selection.maintenance),
    )
