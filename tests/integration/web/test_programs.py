"""What is for programs: each address with its headers, for any origin, method by method."""

from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from icalendar import Calendar

from chalicelib.domain.messages import Slot
from tests.gateway import Browser
from tests.scenarios.test_outage import page_of
from tests.specimens import maintenance, message
from tests.target import Target
from tests.world import World

# The services are imported where they are used: the table's module reads the environment that the
# fixtures make.

PROGRAM = Browser(headers={})
MEDIA = {
    "/history.atom": "application/atom+xml",
    "/history.rss": "application/rss+xml",
    "/history.ics": "text/calendar",
    "/maintenance.ics": "text/calendar",
    "/status.txt": "text/plain",
    "/favicon.svg": "image/svg+xml",
    "/favicon.ico": "image/svg+xml",
    "/badge.svg": "image/svg+xml",
    "/badge.json": "application/json",
    "/embed": "text/html",
    "/embed.js": "text/javascript",
    "/embed.json": "application/json",
    "/history.json": "application/json",
    "/index.json": "application/json",
    "/components/{id}/history.atom": "application/atom+xml",
    "/components/{id}/history.rss": "application/rss+xml",
    "/components/{id}/maintenance.ics": "text/calendar",
    "/components/{id}/badge.svg": "image/svg+xml",
    "/components/{id}/badge.json": "application/json",
}


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page in trouble, with a maintenance to come, read in English and German."""
    from chalicelib.services import publishing
    from chalicelib.storage import maintenances

    document: dict[str, Any] = page_of(target)
    document["page"]["languages"] = ["en", "de"]
    here.apply(document)
    target.down("/checkout")
    here.tick(2)
    maintenances.save(maintenance(component_ids=(component_of(here),)))
    publishing.publish(here.clock.now())
    here.forget()
    return here


def component_of(world: World) -> str:
    return str(world.summary["incidents"][0]["components"][0]["id"])


def addresses(world: World) -> dict[str, str]:
    component_id = component_of(world)
    return {path.replace("{id}", component_id): media for path, media in MEDIA.items()}


def test_each_address_has_its_type_and_may_be_read_from_anywhere(shop: World) -> None:
    for path, media in addresses(shop).items():
        answer = PROGRAM.get(path)
        assert answer.status == 200, path
        assert answer.text, path
        assert answer.headers["content-type"] == f"{media}; charset=utf-8"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "max-age=10" in answer.headers["cache-control"]
        if path != "/embed":
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_what_a_program_has_already_is_not_sent_again(shop: World) -> None:
    for path in addresses(shop):
        etag = PROGRAM.get(path).headers["etag"]
        again = PROGRAM.get(path, If_None_Match=etag)
        assert (again.status, again.text) == (304, ""), path
        assert PROGRAM.get(path, If_None_Match='W/"other"').status == 200


def test_head_is_answered_and_a_preflight_is_granted(shop: World) -> None:
    paths = [*addresses(shop), "/api/v2/summary.json", "/api/v2/components.json"]
    for path in paths:
        assert PROGRAM.send("HEAD", path).status == 200, path
        answer = PROGRAM.send("OPTIONS", path, Origin="https://example.com")
        assert (answer.status, answer.text) == (204, ""), path
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert PROGRAM.send("DELETE", path).status == 405


def test_an_unknown_component_has_nothing_for_programs(shop: World) -> None:
    for path in MEDIA:
        if "{id}" in path:
            assert PROGRAM.get(path.replace("{id}", "abcdefghijkl")).status == 404, path


def test_each_language_has_an_address_of_its_own(shop: World) -> None:
    english, german = (PROGRAM.get(f"{prefix}/history.atom").text for prefix in ("", "/de"))
    assert 'xml:lang="en"' in english
    assert 'xml:lang="de"' in german
    assert PROGRAM.get("/fr/history.atom").status == 404


def test_independent_readers_read_what_was_published(shop: World) -> None:
    atom = feedparser.parse(PROGRAM.get("/history.atom").text.encode())
    rss = feedparser.parse(PROGRAM.get("/history.rss").text.encode())
    assert [e.title for e in atom.entries] == [e.title for e in rss.entries]
    assert {e.title for e in atom.entries} == {"New database", "Checkout is not available"}
    (event,) = Calendar.from_ical(PROGRAM.get("/maintenance.ics").text).walk("VEVENT")
    assert event["SUMMARY"] == "New database"
    badge = ElementTree.fromstring(PROGRAM.get("/badge.svg").text)
    assert badge.get("aria-label") == "status: Checkout is not available"
    assert PROGRAM.get("/badge.json").json["color"] == "red"


def test_a_feed_stays_the_same_from_minute_to_minute(shop: World) -> None:
    feeds = [path for path in addresses(shop) if path.endswith((".atom", ".rss", ".ics"))]
    before = {path: PROGRAM.get(path).headers["etag"] for path in feeds}
    shop.tick(2)
    assert {path: PROGRAM.get(path).headers["etag"] for path in feeds} == before


def test_a_terminal_reads_how_things_are(shop: World) -> None:
    text = PROGRAM.get("/status.txt").text
    assert "✗ Checkout is not available" in text
    assert "New database" in text
    assert "Checked 22 November 2026, 12:02 UTC" in text


def test_the_frame_may_be_framed_and_no_other_page(shop: World) -> None:
    framed = PROGRAM.get("/embed").headers["content-security-policy"]
    assert "frame-ancestors *" in framed
    for path in ("/", "/subscriptions", "/down"):
        assert "frame-ancestors 'none'" in PROGRAM.get(path).headers["content-security-policy"]
    assert PROGRAM.get("/embed").headers["cross-origin-embedder-policy"] == "require-corp"


def test_the_banner_asks_the_pages_own_address(shop: World) -> None:
    assert '"https://status.example.com/embed.json"' in PROGRAM.get("/embed.js").text
    told = PROGRAM.get("/embed.json").json
    assert (told["show"], told["text"]) == (True, "Checkout is not available")
    assert told["checked_at"].startswith("2026-11-22T12:02:01")


def test_what_is_wrong_with_an_address_of_data_is_told_as_data(shop: World) -> None:
    anybody = Browser(headers={"Accept": "*/*"})
    for path, status in (
        ("/incidents/abcdefghijkl.json", 404),
        ("/history.json?page=0", 422),
        ("/components/abcdefghijkl/badge.json", 404),
    ):
        answer = anybody.get(path)
        assert (answer.status, answer.json["status"]) == (status, status), path
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.headers["access-control-allow-origin"] == "*"


def test_what_the_company_says_is_on_the_page_and_the_notice_as_it_asks(shop: World) -> None:
    from chalicelib.services import publishing
    from chalicelib.storage import messages

    messages.save(message(text="Our number is 01 234.", suits_outage=True))
    everywhere = (Slot.PAGE, Slot.NOTICE)
    messages.save(message("0message0002", text="Hello.", slots=everywhere, suits_outage=True))
    messages.save(message("0message0003", text="Buy.", slots=everywhere))
    publishing.publish(shop.clock.now())
    shop.forget()
    page, notice = (shop.browser.get(path).text for path in ("/de/", "/de/down"))
    for text in (page, notice):
        assert '<span lang="en">Hello.</span>' in text
        assert "Buy." not in text
        assert "Dieser Text liegt nur in einer anderen Sprache vor: English." in text
    assert "01 234" in page
    assert "01 234" not in notice
