"""Whom updates were told, as the team's pages and programs have it."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest

from chalicelib.domain.roles import Role
from tests.integration.web.admin.cast import Cast
from tests.receiver import Receiver, receiving
from tests.scenarios.test_outage import ANN, page_of
from tests.scenarios.test_subscribers import hears
from tests.target import Target
from tests.telling import opened, updated
from tests.world import World


@pytest.fixture
def shop(cast: Cast, target: Target) -> World:
    cast.here.apply(page_of(target))
    cast.here.tick()
    cast.here.subscribe(ANN)
    return cast.here


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def who_was_told(page: str) -> str:
    """The words of that part of the page, without tags."""
    found = re.search(r'<section aria-labelledby="ledger-h">.*?</section>', page, re.DOTALL)
    assert found, page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_an_incidents_page_and_its_post_mortem_say_whom_it_was_told(
    cast: Cast, shop: World, receiver: Receiver
) -> None:
    hears(shop, receiver, "/s3cret")
    hears(shop, receiver, "/another")
    incident = opened(shop)
    carla = cast.visitor(Role.COMMUNICATOR)
    page = f"/admin/incidents/{incident.id}"
    at_first = who_was_told(carla.get(page).text)
    assert (
        "handed to SNS for 1 confirmed address in 1 audience, last at 22 November 2026, 12:01 UTC"
        in at_first
    )
    receiver.status = 410
    shop.deliver()
    assert "Webhook : 0 of 2 told · 2 waiting" in who_was_told(carla.get(page).text)
    shop.deliver_later()
    counted = who_was_told(carla.get(page).text)
    assert "Webhook : 0 of 2 told · 2 failed" in counted
    host = receiver.url.removeprefix("http://")
    assert re.search(rf"Webhook at {host} \(2 times\): .*410", counted)
    assert "s3cret" not in counted
    assert "counted" not in counted, "it has settled"
    updated(shop, incident, {"status": "resolved", "body": "Over."})
    assert "Update 2" in who_was_told(carla.get(f"{page}/postmortem").text)


def test_what_waits_is_said_to_be_of_a_moment_ago(
    cast: Cast, shop: World, receiver: Receiver
) -> None:
    hears(shop, receiver)
    receiver.status = 503
    incident = opened(shop)
    page = f"/admin/incidents/{incident.id}"
    viewer = cast.visitor(Role.VIEWER)
    shop.deliver()
    assert "counted in a few seconds" in who_was_told(viewer.get(page).text)
    shop.deliver_later()
    told = who_was_told(viewer.get(page).text)
    assert "It is tried again." in told
    assert "more may have heard since" in told


def test_programs_get_it_of_incidents_and_maintenance(
    cast: Cast, shop: World, receiver: Receiver
) -> None:
    hears(shop, receiver)
    program = cast.program(Role.OPERATOR)
    plan = {"name": "Work", "start": "2026-11-24T10:00", "duration": "1h", "components": ["search"]}
    made = program.post("/api/admin/maintenances", json.dumps(plan), "application/json")
    incident = opened(shop)
    for _ in range(3):
        shop.deliver_later()
    ids = (f"incidents/{incident.id}", f"maintenances/{made.json['id']}")
    for address in ids:
        (told,) = program.get(f"/api/admin/{address}").json["told"]
        by_channel = {each["channel"]: each for each in told["channels"]}
        assert by_channel["email"]["addresses"] == 1
        assert {name: by_channel["webhook"][name] for name in ("due", "told", "waiting")} == {
            "due": 1,
            "told": 1,
            "waiting": 0,
        }
        assert told["is_settled"]
    page = cast.visitor(Role.OPERATOR).get(f"/admin/maintenance/{made.json['id']}").text
    assert "Webhook : 1 of 1 told, last at" in who_was_told(page)
