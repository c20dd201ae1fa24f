"""The API for the team's programs answers in the shapes that `/openapi.json` says."""

import json
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.browser import states
from tests.gateway import Browser
from tests.integration.web.admin.cast import Cast
from tests.openapi import DOCUMENT, fitting
from tests.target import Target
from tests.telling import opened, updated
from tests.world import World


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    states.healthy(cast.here, target)
    return cast.here


def sent(by: Browser, path: str, body: Any = None, method: str = "POST", **names: str) -> Any:
    address = path.format(**names)
    text = None if body is None else json.dumps(body)
    answer = by.send(method, address, text, Content_Type="application/json")
    assert answer.status < 300, answer.text
    return fitting(answer, path, method)


def example(name: str) -> Any:
    """The first example of that shape: what the document shows can be done."""
    return DOCUMENT["components"]["schemas"][name]["examples"][0]


def opened_and_over(shop: World) -> str:
    incident = opened(shop, {"name": "Slow", "body": "We look."})
    return updated(shop, incident, {"status": "resolved", "body": "Over."}).id


def test_the_api_of_the_team_takes_the_examples_and_answers_in_its_shapes(
    cast: Cast, shop: World
) -> None:
    carla = cast.program(Role.COMMUNICATOR)
    made = sent(carla, "/api/admin/incidents", example("NewIncident"))
    named = {"incident_id": made["id"]}
    path = "/api/admin/incidents/{incident_id}"
    sent(carla, f"{path}/updates", example("NewUpdate"), **named)
    sent(carla, path, method="GET", **named)
    draft = f"{path}/postmortem"
    sent(carla, draft, example("NewPostmortem"), method="PUT", **named)
    sent(carla, draft, method="GET", **named)
    sent(carla, f"{draft}/publish", example("PublishedPostmortem"), **named)
    other = {"incident_id": opened_and_over(shop)}
    sent(carla, draft, example("NewPostmortem"), method="PUT", **other)
    sent(carla, draft, method="DELETE", **other)
    sent(carla, "/api/admin/incidents", method="GET")
    planned = sent(carla, "/api/admin/maintenances", example("NewMaintenance"))
    named = {"maintenance_id": planned["id"]}
    path = "/api/admin/maintenances/{maintenance_id}"
    for word, name in DEEDS.items():
        sent(carla, f"{path}/{word}", example(name), **named)
    sent(carla, path, method="GET", **named)
    sent(carla, "/api/admin/maintenances", method="GET")
    message = sent(carla, "/api/admin/messages", example("NewMessage"))
    named = {"message_id": message["id"]}
    path = "/api/admin/messages/{message_id}"
    sent(carla, path, example("MessageChange"), method="PATCH", **named)
    sent(carla, "/api/admin/messages", method="GET")
    sent(carla, path, method="DELETE", **named)
    sent(carla, path, method="GET", **named)
    sent(carla, "/api/admin/settings", example("SettingsChange"), method="PATCH")
    sent(carla, "/api/admin/settings", method="GET")
    sent(carla, "/api/admin/drafts", method="GET")
    otto = cast.program(Role.OPERATOR)
    sent(otto, "/api/admin/me", method="GET")
    assert sent(otto, "/api/admin/score", method="GET")["incidents"]
    known = sent(otto, "/api/admin/components", method="GET")["components"][0]
    named = {"component_id": known["id"], "check_id": known["checks"][0]["id"]}
    sent(otto, "/api/admin/components/{component_id}", method="GET", **named)
    sent(otto, "/api/admin/components/{component_id}/run", **named)
    sent(otto, "/api/admin/checks/{check_id}/run", **named)
    assert sent(otto, "/api/admin/audit", method="GET")["entries"]


DEEDS = {
    "update": "MaintenanceUpdate",
    "move": "MaintenanceMove",
    "extend": "MaintenanceExtension",
    "begin": "MaintenanceWords",
    "verify": "MaintenanceWords",
    "cancel": "MaintenanceCancellation",
}


def test_what_the_team_is_refused_has_its_shape(cast: Cast, shop: World) -> None:
    path = "/api/admin/incidents"
    known = cast.program(Role.COMMUNICATOR)
    for by, body, status in (
        (cast.program(None), {}, 401),
        (cast.program(Role.VIEWER), {}, 403),
        (known, {"name": 5, "stauts": "resolved"}, 422),
        (known, {"name": "x" * 300_000}, 413),
    ):
        answer = by.post(path, json.dumps(body), "application/json")
        assert answer.status == status
        fitting(answer, path, "POST")
    opened(shop, {"name": "Slow", "body": "We look."})
    gone = known.get(f"{path}/000000000000")
    assert gone.status == 404
    fitting(gone, f"{path}/{{incident_id}}")


def test_numbers_of_any_length_are_refused_in_words(cast: Cast, shop: World) -> None:
    path = "/api/admin/audit"
    for limit in ("0", "201", "0000000019999", "9" * 5000):
        answer = cast.program(Role.OPERATOR).get(f"{path}?limit={limit}")
        assert answer.status == 422, limit
        fitting(answer, path)
    incident = opened(shop, {"name": "Slow", "body": "We look."})
    late = cast.program(Role.OPERATOR).post(
        f"/api/admin/incidents/{incident.id}/updates",
        '{"body": "More."}',
        "application/json",
        If_Match=f'"{"9" * 5000}"',
    )
    assert late.status == 422
