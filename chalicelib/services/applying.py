"""Putting a page definition in force: plan what would change, show it, then do it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib import settings
from chalicelib.domain.definition import Definition
from chalicelib.domain.differences import Difference, differences
from chalicelib.domain.errors import LostRace, NotFound
from chalicelib.domain.hands import Hands
from chalicelib.services import offering, publishing
from chalicelib.services.addresses import public_url
from chalicelib.storage import applied, definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What applying `wanted` would do to the definition of that `revision`.

    `drift` is what people changed elsewhere since the last apply, as far as the plan takes it
    back; `hands` say who did so on the team's pages. `is_recorded` says that the last apply left
    just this: there is nothing to write at all.
    """

    wanted: Definition
    changes: tuple[Difference, ...]
    drift: tuple[Difference, ...]
    hands: Hands
    revision: int
    is_recorded: bool

    def wants(self, drift: Difference) -> str | None:
        """What the field is to be that has drifted, in words."""
        wanted = (each.after for each in self.changes if each.touches(drift))
        return next(wanted, None)


def plan(wanted: Definition) -> Plan:
    """Compare with what is stored; writes nothing.

    Raises InvalidInput when neither the definition nor the deployment says where the page is
    read, which every mail has to say.
    """
    public_url(wanted.page)
    stored = definitions.load()
    needed = differences(stored.definition, wanted)
    return Plan(
        wanted=wanted,
        changes=needed,
        drift=_taken_back(stored, needed),
        hands=stored.hands,
        revision=stored.revision,
        is_recorded=stored.applied == wanted and not needed,
    )


def apply(plan: Plan, now: datetime) -> None:
    """Do what was planned, and show it on the page at once.

    It touches no status, incident or subscriber. Doing it again changes nothing. Raises LostRace
    when the definition was changed after the plan was made.
    """
    if plan.is_recorded:
        return
    try:
        applied.save(plan.wanted, expected_revision=plan.revision, now=now)
    except LostRace as error:
        raise LostRace(
            "Somebody else changed something while this was planned, and nothing was applied: "
            "run `candor apply` again."
        ) from error
    if plan.changes:
        publishing.publish(now=now)
    offering.look(now)


def export() -> Definition:
    """The definition in force; raises NotFound before the first apply."""
    if (definition := definitions.load().definition) is None:
        raise NotFound(
            f"Stage {settings.stage()} has no page yet; `candor apply page.yaml` makes one."
        )
    return definition


def _taken_back(
    stored: definitions.StoredDefinition, needed: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    """What differs from the last apply, and would be changed now."""
    if stored.applied is None or stored.definition is None:
        return ()
    drift = differences(stored.applied, stored.definition)
    return tuple(each for each in drift if any(each.touches(change) for change in needed))
