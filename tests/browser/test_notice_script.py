"""What the notice's script makes of answers, of its own age, and of what became known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.test_notice import (
    is_led_back,
    looks,
    meets_it,
    turns,
    visitor,
)

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
_ANSWERING = (200, 302, 401, 404)
_FAILING = (500, 502, 503, 504, 403)


@pytest.fixture
def shop(fresh: Fresh) -> Site:
    """All is well, and the notice is ready to stand in."""
    site = fresh("one")
    site.stand_in()
    return site


def test_what_the_front_page_says_tells_whether_the_product_answers(shop: Site, read: Read) -> None:
    shop.stand_in(glances=False)
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader)
    for status in _ANSWERING:  # all but the front page is down still: what it leads to, as well
        shop.answer_with(status)
        is_led_back(reader)
        expect(reader.page.locator("h1")).to_be_visible()
    turns(reader, 1)
    came = looks(shop, "/cart")
    for status in _FAILING:
        shop.answer_with(status)
        before = looks(shop, "/")
        turns(reader, 2)
        assert looks(shop, "/") > before, status
        assert looks(shop, "/cart") == came, f"led back by {status}"


@pytest.mark.parametrize("status", [200, 404])
def test_a_notice_is_no_answer_whatever_its_status(shop: Site, read: Read, status: int) -> None:
    """A CDN on the way may have made another of its 503."""
    shop.stand_in(glances=False)
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader)
    notice = reader.page.content()
    front = f"{shop.product()}/"
    reader.page.route(front, lambda route: route.fulfill(status=status, body=notice))
    turns(reader, 3)
    assert reader.asked.count(front) > 0
    assert looks(shop, "/cart") == 1, "nobody was led back"


def asked_after(reader: Reader, milliseconds: int) -> int:
    """How often it has asked for news once so much time has gone by."""
    reader.page.clock.run_for(milliseconds)
    reader.page.evaluate("1")  # what happened meanwhile is told before the answer to this
    return reader.asked.count(f"{reader.site.url}/notice.json")


def with_chance(reader: Reader, chance: float) -> None:
    """Time stands from a moment on that is still to come, and chance is no chance."""
    reader.page.clock.pause_at(reader.site.now() + timedelta(seconds=30))
    reader.page.add_init_script(f"Math.random = () => {chance}")


def test_a_young_notice_waits_for_there_is_no_more_to_know(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    with_chance(reader, 0.1)
    shop.down()
    meets_it(reader)
    assert asked_after(reader, 29_900) == 0
    assert asked_after(reader, 200) == 1


@pytest.mark.parametrize("chance", [0.1, 0.9])
def test_old_ones_ask_soon_but_not_all_at_once(shop: Site, read: Read, chance: float) -> None:
    shop.tick(2)  # the notice stays as it was
    reader = visitor(shop, read)
    with_chance(reader, chance)
    shop.down()
    meets_it(reader)
    assert asked_after(reader, int(chance * 10_000) - 100) == 0
    assert asked_after(reader, 200) == 1


def test_all_that_became_known_is_told_in_place(fresh: Fresh, read: Read) -> None:
    site = fresh("healthy")
    reader = read(site, stands=False)
    reader.open("/de/down")
    page = reader.page
    more, untold = page.locator("#more"), page.locator("[data-fact=untold]")
    calm = reader.text("[data-fact=reminder]")
    expect(untold).to_be_hidden()
    expect(more).to_have_attribute("href", f"{site.url}/de/")
    site.tell()
    turns_of(reader, f"{site.url}/de/notice.json")
    known = site.get("/de/notice.json")
    assert page.title() == f"{known['title']} · Demo Shop"
    expect(page.locator("h1")).to_have_attribute("lang", "en")
    expect(more).to_have_attribute("href", known["url"])
    assert "/de/incidents/" in known["url"]
    expect(untold).to_be_visible()
    expect(untold).to_have_text(known["untold"])
    assert "English" in known["untold"]
    reminder = " ".join(known["reminder"].split())
    assert reader.text("[data-fact=reminder]") == reminder != calm


def turns_of(reader: Reader, url: str) -> None:
    """Until the page has asked there, and shown what it was told."""
    reader.wait_for_question(url, seconds=90)
    expect(reader.page.locator("[data-fact=since]")).to_be_visible()


def test_a_browser_that_cannot_end_a_request_is_led_back_all_the_same(
    shop: Site, read: Read
) -> None:
    reader = visitor(shop, read)
    reader.page.add_init_script("delete AbortSignal.timeout")
    shop.down()
    meets_it(reader)
    assert reader.page.evaluate("typeof AbortSignal.timeout") == "undefined"
    shop.tick(2)
    turns(reader, 1)
    expect(reader.page.locator("h1")).to_contain_text("not available")
    shop.up()
    shop.tick(2)
    turns(reader, 1)
    is_led_back(reader)
    assert reader.page.text_content("body") == "ok"
