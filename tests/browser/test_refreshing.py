"""The page keeps itself fresh, in place: whoever reads is never moved, nor left with old news."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
_NEXT_S = 37  # half a minute, and the fifth of it by which readers are spread
_PLACED = "li[id]:has(a:text-is('Returns'))"
# What changes besides ages, which do by themselves.
_WATCH = """() => {
  window.changes = [];
  const isAge = (node) => (node.parentElement || node).closest(".ago");
  const isSame = (each) => each.type === "attributes"
    && each.target.getAttribute(each.attributeName) === each.oldValue;
  const told = (each) => `${each.type} of ${each.target.nodeName} ${each.attributeName}`;
  new MutationObserver((all) => window.changes.push(
    ...all.filter((each) => !isAge(each.target) && !isSame(each)).map(told)
  )).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeOldValue: true,
  });
}"""


def _next(reader: Reader, within_s: int = _NEXT_S) -> Response:
    """The answer to the next look, which the page takes by itself."""
    return reader.wait_for_question(f"{reader.site.url}/", seconds=within_s)


def _settled(reader: Reader) -> Any:
    """What was changed, once the page has worked through the answer."""
    reader.page.wait_for_function(
        "() => new Promise((done) => requestAnimationFrame(() => done(true)))"
    )
    return reader.page.evaluate("window.changes")


def test_what_is_as_it_was_changes_nothing(sites: Mapping[str, Site], read: Read) -> None:
    reader = read(sites["trouble"], stands=False)
    reader.open("/")
    _next(reader)
    reader.page.evaluate(_WATCH)
    for _ in range(3):
        _next(reader)
        assert _settled(reader) == []
    assert len(reader.asked) == 5
    assert reader.faults == []


def test_an_unchanged_page_is_asked_for_by_its_etag(sites: Mapping[str, Site], read: Read) -> None:
    reader = read(sites["trouble"], stands=False)
    reader.open("/")
    answer = _next(reader)
    assert "if-none-match" in answer.request.all_headers()
    assert sites["trouble"].last_status() == "304"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_change_appears_in_place(fresh: Fresh, read: Read, width: int) -> None:
    site = fresh("healthy")
    reader = read(site, width=width, stands=False)
    reader.open("/")
    page = reader.page
    page.locator("details", has_text="Logistics").locator("summary").click()
    link = page.locator(f"{_PLACED} a")
    link.focus()
    link.evaluate("(node) => node.scrollIntoView({block: 'center'})")
    title, headline = page.title(), page.locator("h1").element_handle()
    before = link.bounding_box()
    site.down("/checkout")
    site.tick(3)
    _next(reader)
    expect(page.locator("h1")).not_to_have_text("All Systems Operational")
    expect(page.locator("#open")).to_contain_text("Checkout is not available")
    after = link.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) <= 1, "what one reads stays where it is"
    assert link.evaluate("(node) => node === document.activeElement")
    assert page.locator("details", has_text="Logistics").get_attribute("open") is not None
    assert page.title() != title
    assert headline is not None
    assert headline.evaluate("(node) => node.isConnected"), "else it isn't read aloud"
    assert page.locator("h1").get_attribute("aria-live") == "polite"
    assert reader.faults == []


def test_what_is_over_goes_away(fresh: Fresh, read: Read) -> None:
    site = fresh("one")
    site.down()
    site.tick(3)
    reader = read(site, stands=False)
    reader.open("/")
    expect(reader.page.locator("#open")).to_be_visible()
    site.up()
    site.tick(3)
    _next(reader)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    expect(reader.page.locator("#open")).to_have_count(0)
    expect(reader.page.locator("#past")).to_contain_text("Resolved")
    assert reader.faults == []


def test_without_a_network_the_last_state_stays_with_its_age(
    sites: Mapping[str, Site], read: Read
) -> None:
    reader = read(sites["trouble"], stands=False)
    reader.open("/")
    page = reader.page
    headline = page.locator("h1").inner_text()
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.clock.run_for(_NEXT_S * 1000)
    lost = page.locator("#lost")
    expect(lost).to_be_visible()
    first = lost.inner_text()
    assert f"{sites['trouble'].now():%H:%M}" in first
    assert "sec" in first
    page.clock.run_for(4 * 60_000)
    expect(lost).to_contain_text("min")
    assert page.locator("h1").inner_text() == headline
    with page.expect_response(f"{sites['trouble'].url}/"):
        page.context.set_offline(False)
    expect(lost).to_be_hidden()


def test_a_server_that_fails_is_told_of_like_a_lost_network(
    sites: Mapping[str, Site], read: Read
) -> None:
    reader = read(sites["trouble"], stands=False)
    reader.open("/")
    reader.page.route("**/*", lambda route: route.fulfill(status=502, body="no"))
    _next(reader)
    expect(reader.page.locator("#lost")).to_be_visible()
    expect(reader.page.locator("h1")).not_to_be_empty()
    reader.page.unroute_all()
    _next(reader, 3 * _NEXT_S)
    expect(reader.page.locator("#lost")).to_be_hidden()


def test_a_page_in_the_background_asks_for_nothing(sites: Mapping[str, Site], read: Read) -> None:
    reader = read(sites["trouble"], stands=False)
    reader.open("/")
    reader.page.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true})"
    )
    reader.page.evaluate("window.away = true")
    reader.page.clock.run_for(10 * _NEXT_S * 1000)
    assert len(reader.asked) == 1
    with reader.page.expect_response(f"{reader.site.url}/"):
        reader.page.evaluate(
            "window.away = false; document.dispatchEvent(new Event('visibilitychange'))"
        )


def test_the_age_of_the_last_look_grows_by_the_servers_clock(fresh: Fresh, read: Read) -> None:
    """The reader's own clock may be wrong by days."""
    site = fresh("one")
    reader = read(site, stands=False)
    reader.open("/")
    reader.page.clock.set_system_time(site.now() + timedelta(days=3))
    site.go_quiet(timedelta(seconds=40))
    _next(reader)
    expect(reader.page.locator("time.ago").first).to_have_text("40 sec ago")
