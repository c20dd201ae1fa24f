"""Incidents, maintenance and messages by the API of the team."""

import json

import pytest

from chalicelib.domain.roles import Role
from tests.gateway import Answer
from tests.integration.web.admin.cast import Cast
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

JSON = "application/json"


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(page_of(target))
    cast.here.tick()
    return cast.here


def test_programs_plan_maintenance(cast: Cast, shop: World) -> None:
    program = cast.program(Role.OPERATOR)
    plan = {"name": "Work", "start": "2026-11-23T10:00", "duration": "1h", "components": ["search"]}
    made = program.post("/api/admin/maintenances", json.dumps(plan), JSON, Idempotency_Key="m")
    assert made.status == 201, made.text
    again = program.post("/api/admin/maintenances", json.dumps(plan), JSON, Idempotency_Key="m")
    assert again.json["id"] == made.json["id"]
    address = f"/api/admin/maintenances/{made.json['id']}"
    moved = program.post(f"{address}/move", json.dumps({"start": "2026-11-24T10:00"}), JSON)
    assert moved.json["end"] == "2026-11-24T11:00:00+00:00"
    assert [each["id"] for each in program.get("/api/admin/maintenances").json["maintenances"]] == [
        made.json["id"]
    ]
    over = program.post(f"{address}/cancel", "{}", JSON, If_Match=moved.headers["etag"])
    assert over.json["status"] == "cancelled"
    assert program.post(f"{address}/begin", "{}", JSON).status == 409


def test_a_program_opens_once_and_goes_on_where_it_stood(cast: Cast, shop: World) -> None:
    program = cast.program(Role.OPERATOR)
    body = json.dumps(
        {"name": "Payments fail", "body": "!", "components": {"checkout": "major_outage"}}
    )
    first, second = (
        program.post("/api/admin/incidents", body, JSON, Idempotency_Key="one") for _ in range(2)
    )
    assert (first.status, first.json["id"]) == (201, second.json["id"])
    address = f"/api/admin/incidents/{first.json['id']}"
    tag = program.get(address).headers["etag"]
    more = json.dumps({"body": "More."})
    assert program.post(f"{address}/updates", more, JSON, If_Match=tag).status == 201
    late = program.post(f"{address}/updates", more, JSON, If_Match=tag)
    assert (late.status, late.headers["content-type"]) == (
        409,
        "application/problem+json; charset=utf-8",
    )
    assert len(program.get("/api/admin/incidents").json["incidents"][0]["updates"]) == 2
    for tag in ("x", "9" * 5_000, '"٣"'.encode().decode("latin-1")):
        assert program.post(f"{address}/updates", more, JSON, If_Match=tag).status == 422


def test_ten_faults_are_named_at_their_places(cast: Cast, shop: World) -> None:
    wrong = {
        "status": "identifid",
        "body": " ",
        "what_you_notice": 3,
        "next_update_by": "2020-01-01T10:00",
        "components": {"chekout": "operational", "search": "down"},
        "signed_by": "anna",
        "at": "soon",
        "tell": "yes",
        "impact": "huge",
        "corrects": 1,
        "nmae": "x",
    }
    answer = cast.program(Role.OPERATOR).post("/api/admin/incidents", json.dumps(wrong), JSON)
    assert answer.status == 422
    assert len(answer.json["faults"]) >= 10
    assert {"components.chekout", "nmae", "tell"} <= {
        each["field"] for each in answer.json["faults"]
    }
    assert shop.incidents == []


def test_programs_write_messages(cast: Cast, shop: World) -> None:
    program = cast.program(Role.COMMUNICATOR)
    made = program.post("/api/admin/messages", json.dumps({"text": "Hello."}), JSON)
    assert made.status == 201
    address = f"/api/admin/messages/{made.json['id']}"
    changed = program.send("PATCH", address, json.dumps({"weight": 5}), Content_Type=JSON)
    assert (changed.json["weight"], changed.json["text"]) == (5, "Hello.")
    assert program.send("DELETE", address).status == 200
    assert program.get("/api/admin/messages").json["messages"] == []


def test_programs_write_post_mortems(cast: Cast, shop: World) -> None:
    program = cast.program(Role.OPERATOR)
    body = json.dumps({"name": "Slow", "body": "!", "status": "resolved"})
    made = program.post("/api/admin/incidents", body, JSON)
    address = f"/api/admin/incidents/{made.json['id']}/postmortem"
    assert program.get(address).status == 404

    def save(text: str, **headers: str) -> Answer:
        return program.send(
            "PUT", address, json.dumps({"body": text}), Content_Type=JSON, **headers
        )

    first = save("One.", Idempotency_Key="one")
    assert save("One.", Idempotency_Key="one").headers["etag"] == first.headers["etag"]
    assert save("Other.", Idempotency_Key="one").status == 409
    assert program.get(address).headers["etag"] == first.headers["etag"]
    second = save("Two.", If_Match=first.headers["etag"])
    assert save("Late.", If_Match=first.headers["etag"]).status == 409
    late = program.post(f"{address}/publish", "{}", JSON, If_Match=first.headers["etag"])
    assert late.status == 409
    told = program.post(
        f"{address}/publish", '{"tell": false}', JSON, If_Match=second.headers["etag"]
    )
    assert (told.json["updates"][-1]["body"], told.headers["etag"]) == ("Two.", '"2"')
    assert program.get(address).status == 404
    assert program.send("DELETE", address).status == 404
    assert save("Three.").status == 409
