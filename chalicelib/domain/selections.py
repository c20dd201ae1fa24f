"""Selections: what somebody wants to hear of, and whether news meets it."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Component

MOST_COMPONENTS = 5


class Updates(StrEnum):
    """How much somebody wants to hear of one incident or maintenance."""

    ALL = "all"
    ENDS = "ends"  # that it began, and that it is over
    DIGEST = "digest"  # every update, once a day in one mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom an incident or maintenance hits, from its beginning until now.

    `group_ids` are those of its components. `impact` is its peak; a maintenance has none.
    """

    component_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    impact: Impact = Impact.NONE
    is_planned: bool = False


NOBODY = Reach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What somebody chose. With neither `group_id` nor `component_ids` it is about everything.

    With `incident_id` it is about that one alone, and only that it is over.
    """

    group_id: str | None = None
    component_ids: tuple[str, ...] = ()
    updates: Updates = Updates.ALL
    least_impact: Impact = Impact.NONE
    maintenance: bool = True
    language: str = "en"
    incident_id: str | None = None

    @property
    def id(self) -> str:
        """The same for all who chose the same, in whatever order."""
        chosen = [
            self.group_id,
            sorted(self.component_ids),
            self.updates,
            self.least_impact,
            self.maintenance,
            self.language,
            self.incident_id,
        ]
        return derived_id("selection", json.dumps(chosen))

    @property
    def is_of_everything(self) -> bool:
        return not (self.group_id or self.component_ids or self.incident_id)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What JSON can hold of it: all of it."""
        return {
            "group_id": self.group_id,
            "component_ids": self.component_ids,
            "updates": self.updates,
            "least_impact": self.least_impact,
            "maintenance": self.maintenance,
            "language": self.language,
            "incident_id": self.incident_id,
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> "Selection":
        """The selection whose `facts` those are."""
        return cls(
            group_id=facts["group_id"],
            component_ids=tuple(facts["component_ids"]),
            updates=Updates(facts["updates"]),
            least_impact=Impact(facts["least_impact"]),
            maintenance=facts["maintenance"],
            language=facts["language"],
            incident_id=facts["incident_id"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """What selections are held against: whom news hits, and where in its story it stands.

    `told` is whom the story hit when subscribers last heard of it, None when they never did.
    `is_turn` marks a beginning, such as that of a maintenance, and `is_over` the end.
    """

    about: str
    reach: Reach
    told: Reach | None
    is_over: bool = False
    is_turn: bool = False


def meets(bearing: Bearing, selection: Selection) -> bool:
    """Whether who chose that is to hear this now.

    That it is over is for those who were told that it began. Who wants to hear of the ends alone
    hears first when it first concerns them, which may be late.
    """
    if selection.updates is Updates.DIGEST:
        return False
    if selection.incident_id:
        return bearing.is_over and bearing.about == selection.incident_id
    if bearing.is_over and bearing.told is not None:
        return was_told(bearing, selection)
    if not _concerns(bearing.reach, selection):
        return False
    return selection.updates is Updates.ALL or bearing.is_turn or not was_told(bearing, selection)


def was_told(bearing: Bearing, selection: Selection) -> bool:
    """Whether who chose that heard of the story before."""
    return bearing.told is not None and _concerns(bearing.told, selection)


def reach_of(
    component_ids: Sequence[str],
    components: Iterable[Component],
    *,
    impact: Impact = Impact.NONE,
    is_planned: bool = False,
) -> Reach:
    """Whom something about those components hits; `components` are all of the page."""
    groups = {each.id: each.group_id for each in components}
    return Reach(
        component_ids=tuple(component_ids),
        group_ids=tuple(
            dict.fromkeys(group for each in component_ids if (group := groups.get(each)))
        ),
        impact=impact,
        is_planned=is_planned,
    )


def _concerns(reach: Reach, selection: Selection) -> bool:
    if reach.is_planned:
        return selection.maintenance and _touches(reach, selection)
    return reach.impact.rank >= selection.least_impact.rank and _touches(reach, selection)


def _touches(reach: Reach, selection: Selection) -> bool:
    if selection.is_of_everything:
        return True
    if selection.group_id:
        return selection.group_id in reach.group_ids
    chosen: Set[str] = frozenset(selection.component_ids)
    return not chosen.isdisjoint(reach.component_ids)


def grown(before: Reach | None, now: Reach) -> Reach:
    """All that either reaches."""
    if before is None:
        return now
    return Reach(
        component_ids=tuple(dict.fromkeys((*before.component_ids, *now.component_ids))),
        group_ids=tuple(dict.fromkeys((*before.group_ids, *now.group_ids))),
        impact=max(before.impact, now.impact, key=lambda impact: impact.rank),
        is_planned=now.is_planned,
    )
