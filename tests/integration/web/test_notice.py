"""The server-down notice through the real handler: for people, for programs, for other places."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.gateway import Browser
from tests.integration.web.test_pages import visible
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

PROGRAM = {"Accept": "application/json"}
SHOP = "https://shop.example.com"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    document: dict[str, Any] = page_of(target)
    document["page"] |= {
        "languages": ["en", "de"],
        "notice": {"origins": [SHOP], "glance": {"fetch": f"{SHOP}/ok"}},
    }
    here.apply(document)
    here.tick(3)
    return here


@pytest.fixture
def broken(shop: World, target: Target) -> World:
    target.down("/checkout")
    shop.tick(2)
    return shop


def button(text: str) -> str:
    """Where "try again" leads."""
    (address,) = re.findall(r'<a class="button" href="([^"]*)"', text)
    return str(address)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "image/png", "x/y", ""])
def test_any_method_path_and_content_is_answered(
    broken: World, kind: str, subtests: pytest.Subtests
) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        with subtests.test(method=method):
            answer = broken.browser.send(method, "/down/cart/pay;x=1", "\x00a=b", Content_Type=kind)
            assert answer.status == 503
            assert answer.headers["retry-after"] == "60"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-robots-tag"] == "noindex"
            assert "Checkout is not available" in visible(answer)


def test_a_program_gets_the_same_facts(broken: World) -> None:
    answer = Browser(headers=PROGRAM).get("/down/api/orders")
    assert answer.status == 503
    assert answer.headers["content-type"].startswith("application/problem+json")
    (incident,) = broken.incidents
    told = answer.json
    assert (told["status"], told["seen"]) == (503, "trouble")
    assert told["title"] == incident["name"]
    assert told["detail"] == incident["incident_updates"][0]["body"]
    assert told["started_at"] == "2026-11-22T12:04:00+00:00"
    assert told["url"] == f"https://status.example.com/incidents/{incident['id']}"


def test_the_facts_can_be_had_from_any_other_place(broken: World) -> None:
    answer = broken.browser.get("/de/notice.json")
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"].startswith("max-age=10")
    told = answer.json
    assert (told["lang"], told["status"]) == ("de", "trouble")
    assert told["title"] == "Checkout ist nicht verfügbar"
    assert told["title_lang"] == told["text_lang"] == "de"


def test_the_facts_are_well_again_when_it_is(broken: World, target: Target) -> None:
    target.up()
    broken.tick(3)
    told = broken.browser.get("/notice.json").json
    assert told["status"] == "well"
    assert told["title"] == "We are sorry: this is not working right now"
    assert "working from N. Virginia, your browser doesn't" in told["missed"]


def test_its_links_lead_to_the_status_page_wherever_it_stands(broken: World) -> None:
    for base in ("", "/status"):
        text = Browser(base=base).get("/down/cart").text
        links = set(re.findall(r'(?:href|action)="([^"]+)"', text)) - {"#main"}
        links = {link for link in links if not link.startswith("data:")}
        assert all(link.startswith("https://status.example.com/") for link in links), links
        assert "https://status.example.com/de/down" in links


def test_nobody_is_led_anywhere_but_to_the_product(
    broken: World, subtests: pytest.Subtests
) -> None:
    for wanted in (
        "https://evil.example/",
        "https://shop.example.com.evil.example/",
        "https://shop.example.com@evil.example/",
        "http://shop.example.com/",
        "https://shop.example.com:444/",
        "//shop.example.com/",
        "javascript:alert(1)//https://shop.example.com",
        "https://[",
        "https://evil.example\\@shop.example.com/",
        "https://shop.example.com/\\evil.example",
        "https://shop.example.com\\@evil.example/",
        "https://shop.example.com:443@evil.example/",
        "https://shop.example.community/",
        "https://shop.example.com:port/",
        "https://shop.example.com/" + "x" * 2000,
        "https://shop.example.com/\u00e4",
        "\\\\shop.example.com",
        "",
    ):
        with subtests.test(wanted=wanted):
            answer = broken.browser.get(f"/down?return={quote(wanted)}")
            assert answer.status == 503
            assert button(answer.text) == ""
            assert 'data-back=""' in answer.text


def test_the_way_back_is_honoured_on_the_products_own_origin(broken: World) -> None:
    wanted = "https://shop.example.com/cart?item=1&more=2"
    answer = broken.browser.get(f"/down?return={quote(wanted)}")
    assert button(answer.text) == wanted.replace("&", "&amp;")
    assert f'data-origins="{SHOP}"' in answer.text


def test_each_reader_of_a_crowd_gets_their_own_way_back(broken: World) -> None:
    for path in ("/cart", "/", "/cart"):
        answer = broken.browser.get(f"/down?return={quote(SHOP + path)}")
        assert button(answer.text) == f"{SHOP}{path}"


def test_the_status_page_asks_you_or_me_only_when_it_knows_where_to_look(
    broken: World, target: Target
) -> None:
    text = broken.browser.get("/").text
    assert f'data-kind="fetch" data-at="{SHOP}/ok"' in text
    assert "From N. Virginia we see trouble, too: with Checkout." in text
    policy = broken.browser.get("/").headers["content-security-policy"]
    assert f"connect-src 'self' {SHOP};" in policy
    broken.apply(page_of(target))
    broken.forget()
    assert "Is it you or me?" not in broken.browser.get("/").text
