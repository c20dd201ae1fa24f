"""The notice in place of the product: a visitor meets it, and is led back when the product is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.target import PIXEL

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
_CART = "/cart?item=1#pay"
# More than the page waits between two turns, as some of it passes while answers are on their way;
# and the longest before it leads everybody back.
_TURN_S, _SPREAD_S = 90, 30
_ANSWERED_MS = 20


@pytest.fixture
def shop(fresh: Fresh) -> Site:
    """All is well, and the notice is ready to stand in."""
    site = fresh("one")
    site.stand_in()
    return site


def visitor(site: Site, read: Read, **how: object) -> Reader:
    """Somebody with a browser who may be on the product as well as on its status page.

    Chance is in the middle, so that no page leaves in the very moment in which it says so.
    """
    reader = read(site, stands=False, **how)
    reader.page.add_init_script("Math.random = () => 0.5")
    reader.knows = (site.product(),)
    return reader


def meets_it(reader: Reader, path: str = _CART) -> None:
    reader.page.goto(f"{reader.site.product()}{path}", wait_until="load")
    expect(reader.page.locator("h1")).to_be_visible()


def turns(reader: Reader, count: int) -> None:
    """So many times the page asks how things are, and works through the answer."""
    for _ in range(count):
        reader.wait_for_question(f"{reader.site.url}/notice.json", seconds=_TURN_S)


def waits_for_note(reader: Reader, text: str) -> None:
    """Time goes by in small steps, as questions and answers take some of their own: on a busy
    machine a look would else be given up, by the page's time, before it is answered.
    """
    note = reader.page.locator("#note")
    for _ in range(2 * _TURN_S):
        if text in (note.text_content() or ""):
            return
        reader.page.clock.run_for(1000)
        reader.page.wait_for_timeout(_ANSWERED_MS)
    pytest.fail(f"The notice never said: {text}")


def is_led_back(reader: Reader) -> None:
    """The page sees the product answer, says so, and goes there."""
    waits_for_note(reader, "It answers again! In a moment this page leads you back.")
    with reader.page.expect_navigation():
        reader.page.clock.run_for(_SPREAD_S * 1000)


def looks(site: Site, path: str) -> int:
    """How often a browser has looked there by itself; `path` is without what follows a "?"."""
    asked = (
        asked.partition("?")[0] for method, asked in site.asked_of_product() if method == "GET"
    )
    return sum(1 for each in asked if each == path)


def test_a_visitor_is_back_by_themselves(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    reader.page.goto(f"{shop.product()}/")
    assert reader.page.text_content("body") == "ok"
    shop.down()
    meets_it(reader)
    assert reader.page.title().startswith("We are sorry: this is not working right now")
    assert looks(shop, PIXEL) == 0
    turns(reader, 3)
    assert looks(shop, PIXEL) > 0  # the page has looked by its second turn
    assert looks(shop, "/cart") == 1  # and never at the visitor's own address
    shop.up()
    is_led_back(reader)
    assert reader.page.text_content("body") == "ok"
    assert reader.page.url == f"{shop.product()}/cart?item=1"


def test_it_tells_what_becomes_known_and_looks_seldom_meanwhile(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader)
    shop.tick(2)
    turns(reader, 1)
    expect(reader.page.locator("h1")).to_contain_text("not available")
    expect(reader.page.locator("[data-fact=since]")).to_contain_text("Since 22 November 2026")
    turns(reader, 1)
    assert looks(shop, PIXEL) == 0
    turns(reader, 3)
    assert looks(shop, PIXEL) == 1


def test_a_form_is_never_sent_again(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    reader.page.goto(f"{shop.product()}/")
    shop.down()
    reader.page.evaluate(
        """() => { const form = document.createElement("form"); form.method = "post";
        form.action = "/pay"; document.body.append(form); form.submit(); }"""
    )
    expect(reader.page.locator("h1")).to_be_visible()
    turns(reader, 1)
    shop.up()
    is_led_back(reader)
    assert reader.page.text_content("body") == "ok"
    assert shop.asked_of_product().count(("POST", "/pay")) == 1


def test_a_page_of_its_own_leads_back_to_the_product_after_a_look_at_it(
    shop: Site, read: Read
) -> None:
    reader = visitor(shop, read)
    shop.down()
    reader.open(f"/down?return={shop.product()}/orders")
    turns(reader, 1)
    shop.up()
    is_led_back(reader)
    assert reader.page.url == f"{shop.product()}/orders"
    assert looks(shop, PIXEL) > 0


def test_without_a_place_to_glance_at_it_looks_at_the_front_page(shop: Site, read: Read) -> None:
    shop.stand_in(glances=False)
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader, "/login?token=works-once")
    turns(reader, 3)
    assert looks(shop, "/") > 0
    shop.up()
    is_led_back(reader)
    assert looks(shop, "/login") == 2  # both times the visitor


def test_no_path_leads_to_another_host(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    shop.down()
    path = f"//{shop.url.removeprefix('http://')}/somewhere"
    meets_it(reader, path)
    turns(reader, 1)
    shop.up()
    is_led_back(reader)
    assert reader.page.url == f"{shop.product()}{path}"


def test_where_nobody_is_led_back_it_only_says_that_it_answers_and_goes_on(
    shop: Site, read: Read
) -> None:
    reader = visitor(shop, read)
    reader.open("/down")
    note = reader.page.locator("#note")
    waits_for_note(reader, "It answers again!")
    assert note.text_content() == "It answers again!"
    shop.down()
    turns(reader, 2)
    expect(note).to_have_text("")


def test_when_candor_is_gone_it_says_so_and_still_leads_back(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader)
    reader.page.route("**/notice.json", lambda route: route.abort())
    waits_for_note(reader, "We can't reach our own status page just now")
    shop.up()
    is_led_back(reader)
    assert reader.page.text_content("body") == "ok"


@pytest.mark.parametrize("path", ["/", "/down"])
@pytest.mark.parametrize(
    ("is_up", "said"),
    [
        (True, "It works: we see it from N. Virginia, and your browser reaches it, too."),
        (False, "We see it working from N. Virginia, your browser doesn't:"),
    ],
)
def test_is_it_you_or_me(shop: Site, read: Read, path: str, is_up: bool, said: str) -> None:
    if not is_up:
        shop.down()
    reader = visitor(shop, read)
    reader.open(path)
    reader.page.get_by_role("button", name="Is it you or me?").click()
    expect(reader.page.locator("#you output")).to_contain_text(said)
    assert reader.barriers() == []


def test_without_scripts_nobody_is_asked_what_they_cannot_do(shop: Site, read: Read) -> None:
    reader = visitor(shop, read, scripts=False)
    for path in ("/", "/down"):
        reader.open(path)
        expect(reader.page.locator("#you")).to_be_hidden()


def test_the_notice_is_framed_by_nobody_and_asks_no_stranger(shop: Site, read: Read) -> None:
    reader = visitor(shop, read)
    shop.down()
    meets_it(reader)
    turns(reader, 2)
    assert reader.too_wide() == []
    assert {fault for fault in reader.faults if "503" not in fault} == set()
