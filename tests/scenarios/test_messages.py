"""Messages of the company: put up at a terminal, read on the page, out of the way of trouble."""

import json

import pytest

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.roles import Role
from tests.telling import asked, opened, updated
from tests.world import World

CAPTURED = pytest.CaptureFixture[str]
TEXT = "Our shops are open until eight."


def candor(shop: World, capsys: CAPTURED, *arguments: str) -> str:
    from candor.main import main

    capsys.readouterr()
    assert main(["message", *arguments]) == 0
    shop.forget()
    return capsys.readouterr().out


def test_a_message_comes_at_once_changes_and_goes(shop: World, capsys: CAPTURED) -> None:
    out = candor(shop, capsys, "add", TEXT, "--link", "Find one", "https://shop.example.com/near")
    (listed,) = json.loads(candor(shop, capsys, "list", "--json"))
    assert out == f"Put up {listed['id']}: {TEXT}\n"
    page = shop.browser.get("/").text
    assert TEXT in page
    assert 'href="https://shop.example.com/near"' in page
    candor(shop, capsys, "change", listed["id"], "--text", "They close at six.", "--weight", "9")
    page = shop.browser.get("/").text
    assert TEXT not in page
    assert "They close at six." in page
    assert "https://shop.example.com/near" in page
    assert candor(shop, capsys, "list").splitlines()[1].startswith(listed["id"])
    candor(shop, capsys, "remove", listed["id"])
    assert "They close at six." not in shop.browser.get("/").text
    assert candor(shop, capsys, "list") == "No message is up.\n"


def test_it_waits_for_its_time(shop: World, capsys: CAPTURED) -> None:
    candor(
        shop,
        capsys,
        "add",
        TEXT,
        "--starts-at",
        "2026-11-22T12:05",
        "--ends-at",
        "2026-11-22T12:07",
    )
    seen = []
    for _ in range(8):
        shop.tick()
        seen.append(TEXT in shop.browser.get("/").text)
    assert seen == [False, False, False, True, True, False, False, False]


def test_amid_the_worst_only_what_suits_it_stays(shop: World, capsys: CAPTURED) -> None:
    candor(shop, capsys, "add", TEXT)
    candor(shop, capsys, "add", "Pay in our shops meanwhile.", "--suits-outage")
    down = {"name": "All is down", "body": "Sorry.", "components": {"checkout": "major_outage"}}
    incident = opened(shop, down)
    page = shop.browser.get("/").text
    assert TEXT not in page
    assert "Pay in our shops meanwhile." in page
    updated(shop, incident, {"status": "resolved", "body": "Back."})
    assert TEXT in shop.browser.get("/").text


def test_what_is_wrong_is_named_and_nothing_is_put_up(shop: World) -> None:
    from chalicelib.services import messaging

    wrong = {
        "text": "",
        "link": {"text": "x", "url": "javascript:alert(1)"},
        "slots": ["pages"],
        "starts_at": "now",
        "ends_at": 4,
        "weight": 101,
        "suits_outage": "no",
        "colour": "red",
    }
    with pytest.raises(InvalidFields) as refused:
        messaging.put_up(asked(shop, wrong))
    assert {fault.path[0] for fault in refused.value.faults} == set(wrong)
    assert messaging.all_of(shop.clock.now()) == ()


def test_operators_and_viewers_may_not(shop: World) -> None:
    from chalicelib.services import messaging

    for role in (Role.OPERATOR, Role.VIEWER):
        person = Actor(kind=ActorKind.PERSON, id="p", name="Pat", role=role)
        with pytest.raises(Forbidden, match="may not write messages"):
            messaging.put_up(asked(shop, {"text": TEXT}, by=person))
