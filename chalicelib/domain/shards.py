"""Shards: the checks that one invocation looks at together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.checks import LOOKED_AT_AT_ONCE, Check
from chalicelib.domain.definition import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardMessage:
    """Asks for one shard of the checks to be looked at, as it was scheduled."""

    shard: int
    scheduled_at: datetime

    def to_json(self) -> str:
        return json.dumps({"shard": self.shard, "scheduled_at": self.scheduled_at.isoformat()})

    @classmethod
    def from_json(cls, text: str) -> "ShardMessage":
        """What `to_json` wrote."""
        facts = json.loads(text)
        scheduled_at = datetime.fromisoformat(facts["scheduled_at"])
        return cls(shard=facts["shard"], scheduled_at=scheduled_at)


def shards(definition: Definition) -> tuple[tuple[Check, ...], ...]:
    """The checks, cut into shards; a component's checks stay together. There is at least one.

    A shard is looked at all at once, and so takes no longer than its slowest check.
    """
    of_components: dict[str, list[Check]] = {}
    for check in definition.checks:
        of_components.setdefault(check.component_id, []).append(check)
    cut: list[list[Check]] = [[]]
    for checks in of_components.values():
        if cut[-1] and len(cut[-1]) + len(checks) > LOOKED_AT_AT_ONCE:
            cut.append([])
        cut[-1].extend(checks)
    return tuple(tuple(shard) for shard in cut)


def shard_of_components(definition: Definition) -> Mapping[str, int]:
    """By component id, the shard that looks at it; components without checks are left out."""
    return {
        check.component_id: number
        for number, shard in enumerate(shards(definition))
        for check in shard
    }


@dataclass(frozen=True, slots=True)
class Post:
    """One place in a roster: a check, whose it is, and what it is called."""

    check_id: str
    component_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The checks of one shard, in the order in which their results are written down.

    Results are kept without ids, beside the name of their roster: an hour's results say 60 times
    the same of everything but how long it took.
    """

    posts: tuple[Post, ...]

    @property
    def digest(self) -> str:
        """The roster's own name: rosters that differ in anything have different ones."""
        text = json.dumps([[post.check_id, post.component_id, post.name] for post in self.posts])
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def roster_of(checks: Iterable[Check]) -> Roster:
    return Roster(tuple(Post(each.id, each.component_id, each.name) for each in checks))


def rosters(definition: Definition) -> tuple[Roster, ...]:
    """The rosters of all shards."""
    return tuple(roster_of(shard) for shard in shards(definition))
