"""Maintenance that people plan in tests: by the services, at the time of the world's clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.maintenances import Maintenance
from tests.telling import asked
from tests.world import World

# The world begins at noon, UTC.
PLAN: Mapping[str, object] = {
    "name": "New database",
    "body": "We move to new machines.",
    "start": "2026-11-22T12:10",
    "duration": "5m",
    "components": ["checkout"],
    "reminders": [],
}


def announced(shop: World, values: Mapping[str, object] = PLAN, **more: Any) -> Maintenance:
    from chalicelib.services import maintenance

    planned = maintenance.announce(asked(shop, values, **more))
    shop.forget()
    return planned


def done(
    shop: World,
    deed: str,
    planned: Maintenance,
    values: Mapping[str, object] | None = None,
    **more: Any,
) -> Maintenance:
    """`deed` is the name of a service: update, move, extend, begin, verify, complete, cancel."""
    from chalicelib.services import maintenance

    after: Maintenance = getattr(maintenance, deed)(planned.id, asked(shop, values or {}, **more))
    shop.forget()
    return after


def stored(planned: Maintenance) -> Maintenance:
    from chalicelib.services import reading

    return reading.maintenance(planned.id)


def every(shop: World) -> list[Maintenance]:
    """All of them, by when they begin."""
    from chalicelib.storage import maintenances

    return sorted(maintenances.recent(shop.clock.now()), key=lambda each: each.scheduled_for)


def tick_at(shop: World, at: datetime) -> None:
    """Let time pass until that minute, and fire it alone."""
    shop.leap(at)
    shop.fire(at)
