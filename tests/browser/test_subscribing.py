"""The form, as people fill it in."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
Sites = Mapping[str, Site]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("path", ["/", "/subscriptions"])
def test_a_wrong_address_comes_back_with_what_is_wrong(
    sites: Sites, read: Read, path: str, scripts: bool
) -> None:
    """A browser lets this address pass; no mail ever reaches it."""
    reader = read(sites["one"], scripts=scripts, width=320)
    reader.open(path)
    page = reader.page
    page.get_by_label("Your email address").fill("ann@nowhere")
    with page.expect_navigation():
        page.get_by_role("button", name="Tell me by email").click()
    field = page.get_by_label("Your email address")
    expect(field).to_have_value("ann@nowhere")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_be_visible()
    assert page.locator(f"#{described}").inner_text().strip()
    assert reader.too_wide() == []
    assert reader.barriers() == [] if scripts else True


def test_what_is_no_address_at_all_is_held_back_by_the_browser(sites: Sites, read: Read) -> None:
    reader = read(sites["one"])
    reader.open("/")
    field = reader.page.get_by_label("Your email address")
    field.fill("ann")
    reader.page.get_by_role("button", name="Tell me by email").click()
    assert field.evaluate("(node) => !node.checkValidity() && node === document.activeElement")
    assert len(reader.asked) == 1


def test_a_right_address_is_told_what_happens_next(sites: Sites, read: Read) -> None:
    reader = read(sites["one"])
    reader.open("/")
    reader.page.get_by_label("Your email address").fill("ann@example.com")
    reader.page.get_by_role("button", name="Tell me by email").click()
    reader.page.wait_for_url("**/subscriptions/sent")
    expect(reader.page.locator("h1")).to_have_text("Please look into your mailbox")
    assert reader.faults == []
