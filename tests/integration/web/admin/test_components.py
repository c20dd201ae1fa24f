"""Components and their checks, as the team and its programs see them."""

import re

import pytest

from chalicelib.domain.roles import Role
from tests.integration.web.admin.cast import Cast, Visitor
from tests.integration.web.admin.watched_shop import (
    SECRET,
    address,
    check,
    document,
    result_of,
    words_of,
)
from tests.planning import PLAN, announced, done
from tests.target import Target
from tests.telling import opened
from tests.world import World


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(document(target))
    cast.here.tick(3)
    return cast.here


@pytest.fixture
def otto(cast: Cast, shop: World) -> Visitor:
    return cast.visitor(Role.OPERATOR)


def test_everybody_of_the_team_sees_components_in_the_pages_order(cast: Cast, shop: World) -> None:
    answer = cast.visitor(Role.VIEWER).get("/admin/components")
    said = words_of(answer)
    places = [said.index(each) for each in ("Checkout", "Our office", "The rest", "Search")]
    assert places == sorted(places)
    assert "2 checks: 2 up" in said
    assert "Our office No check looks at it: it is as people say." in said
    assert "1 check: up" in said


def test_before_there_is_a_page_it_says_how_to_make_one(cast: Cast) -> None:
    assert "There is no component yet" in cast.visitor(Role.VIEWER).get("/admin/components").text
    assert cast.program(Role.VIEWER).get("/api/admin/components").status == 404


def test_a_component_shows_what_its_checks_saw_last(
    cast: Cast, shop: World, target: Target
) -> None:
    target.down("/home")
    shop.tick(2)
    answer = cast.visitor(Role.VIEWER).get(address("checkout"))
    said = words_of(answer)
    assert "Major outage" in said
    assert "got status 503, expected 200–299" in said
    assert "since 22 November 2026, 12:04 UTC" in said
    assert f"GET {target.url}/home" in said
    assert "Failure is believed after 2 looks in a row" in said
    assert len(re.findall(r"answered 200 in", answer.text)) == 3 + 5
    assert "<form" not in answer.text.partition("<main")[2]


def test_what_people_pinned_is_said_with_where_they_said_it(otto: Visitor, shop: World) -> None:
    told = opened(shop, {"name": "Closed", "body": "x", "components": {"office": "partial_outage"}})
    for path in ("/admin/components", address("office")):
        answer = otto.get(path)
        assert "Partial outage, as said in Closed" in words_of(answer)
        assert f"/admin/incidents/{told.id}" in answer.text
    said = words_of(otto.get(address("office")))
    assert "No check looks at it: it is as people say in incidents and maintenance" in said


def test_what_is_under_maintenance_says_in_which(
    cast: Cast, otto: Visitor, shop: World, target: Target
) -> None:
    planned = done(shop, "begin", announced(shop, {**PLAN, "components": ["checkout"]}))
    target.down("/home")
    shop.tick(3)
    for path in ("/admin/components", address("checkout")):
        answer = otto.get(path)
        assert f"Under maintenance, as said in {planned.name}" in words_of(answer)
        assert f"/admin/maintenance/{planned.id}" in answer.text
    said = words_of(otto.get(address("checkout")))
    assert "until that is over its checks look, and say nothing" in said
    assert "Checkout: home Down since" in said
    known = cast.program(Role.VIEWER).get(f"/api{address('checkout')}").json
    assert known["pins"] == [{"status": "under_maintenance", "maintenance_id": planned.id}]


def test_secrets_of_checks_are_nowhere_to_be_read(
    cast: Cast, otto: Visitor, shop: World, target: Target
) -> None:
    sent = otto.post(f"{address('checkout')}/run")
    program = cast.program(Role.OPERATOR)
    api = f"/api{address('checkout')}"
    answers = [
        otto.get("/admin/components"),
        otto.get(address("checkout")),
        result_of(otto, sent),
        otto.get("/admin/audit"),
        otto.get("/admin/audit.jsonl"),
        program.get("/api/admin/components"),
        program.get(api),
        program.post(f"{api}/run", "", "application/json"),
    ]
    for each in answers:
        assert each.status == 200
        assert SECRET not in each.text
    assert f"POST {target.url}/pay?…" in words_of(answers[1])
    assert "Sends the headers Authorization" in words_of(answers[1])
    (_, paying) = answers[6].json["checks"]
    assert paying["target"]["url"] == f"{target.url}/pay?…"
    assert (paying["target"]["headers"], paying["target"]["has_body"]) == (["Authorization"], True)


def test_a_program_gets_what_was_seen_as_the_answer(
    cast: Cast, shop: World, target: Target
) -> None:
    target.down("/search")
    program = cast.program(Role.OPERATOR)
    path = f"/api/admin/checks/{check('page').id}/run"
    first, again = (program.post(path, "", "", Idempotency_Key="once") for _ in range(2))
    assert first.status == 200
    (finding,) = first.json["findings"]
    assert (finding["key"], finding["verdict"], finding["status"]) == ("page", "down", 503)
    assert finding["total_ms"] > 0
    assert again.json == first.json
    known = program.get("/api/admin/components").json["components"]
    assert [(each["key"], each["group"]) for each in known] == [
        ("checkout", None),
        ("office", None),
        ("search", "The rest"),
    ]
    (searching,) = known[2]["checks"]
    assert (searching["believed"], searching["last"][0]["verdict"]) == ("up", "up")
