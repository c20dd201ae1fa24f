"""Hands: who changed what of a definition since the last apply, for whoever applies next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib.domain.actors import ActorKind
from chalicelib.domain.definition import Definition
from chalicelib.domain.differences import PAGE, Difference, differences

_DOORS = {ActorKind.PERSON: "/admin/settings", ActorKind.KEY: "/api/admin/settings"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who changed a field last, by which door, and when."""

    name: str
    kind: ActorKind
    at: datetime

    def __str__(self) -> str:
        """Such as follows "changed"."""
        at = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"by {self.name} on {_DOORS.get(self.kind, f'the {self.kind}')} at {at}"


# By the field, as differences call it.
Hands = Mapping[str, Hand]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redefinition:
    """A definition that is to be in force, as that `revision`, without being applied.

    `former` are the pictures that the last apply left and this one lacks, by their files' names.
    """

    definition: Definition
    revision: int
    created_at: datetime
    hands: Hands = field(default_factory=dict)
    former: Mapping[str, bytes] = field(default_factory=dict)


def fields_changed(before: Definition, after: Definition) -> tuple[str, ...]:
    """The page's own fields that differ, as differences call them."""
    found = differences(before, after)
    return tuple(each.field for each in found if each.what == PAGE and each.field)


def hand_in(hands: Hands, drift: Difference) -> Hand | None:
    """Who made that difference since the last apply, if it was made on the team's pages."""
    return hands.get(drift.field or "") if drift.what == PAGE else None
