"""Which messages stand where, as things are."""

from chalicelib.domain.incidents import Impact
from chalicelib.domain.messages import Message, Slot, shown
from chalicelib.domain.snapshot import View


def standing(view: View, slot: Slot) -> tuple[Message, ...]:
    """What the company has to say in the slot now; amid the worst only what suits it."""
    is_critical = any(i.impact is Impact.CRITICAL for i in view.snapshot.open_incidents)
    return shown(view.snapshot.messages, view.at, critical_is_open=is_critical, slot=slot)
