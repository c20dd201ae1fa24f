"""Incidents that people write in tests: by the services, at the time of the world's clock."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.domain.actors import Actor, terminal
from chalicelib.domain.incidents import Incident
from tests.world import World

HERB = terminal("herb")
SLOW = {
    "name": "Payments are slow",
    "body": "We are on it.",
    "components": {"checkout": "degraded_performance"},
}


def asked(
    shop: World,
    values: Mapping[str, object],
    *,
    by: Actor = HERB,
    key: str = "",
    based_on: int | None = None,
) -> Any:
    from chalicelib.services.requests import Request, request_id

    shop.pass_quietly(timedelta(seconds=5))
    return Request(
        values=values, actor=by, now=shop.clock.now(), id=request_id(key), based_on=based_on
    )


def opened(shop: World, values: Mapping[str, object] = SLOW, **more: Any) -> Incident:
    from chalicelib.services import telling

    incident = telling.open_incident(asked(shop, values, **more))
    shop.forget()
    return incident


def updated(shop: World, incident: Incident, values: Mapping[str, object], **more: Any) -> Incident:
    from chalicelib.services import telling

    after = telling.update_incident(incident.id, asked(shop, values, **more))
    shop.forget()
    return after
