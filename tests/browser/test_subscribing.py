"""The form, as people fill it in."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader
from tests.browser.site import Site, site

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


@pytest.mark.parametrize("scripts", [True, False])
def test_who_chose_follows_the_link_and_hears_that_it_broke_and_that_it_is_back(
    read: Read, scripts: bool
) -> None:
    with site("new") as shop:
        shop.tick(2)
        reader = read(shop, scripts=scripts, width=360)
        reader.open("/")
        page = reader.page
        page.get_by_role("link", name="Choose what you hear of").click()
        form = page.locator("form", has_text="Your email address")
        form.get_by_label("Your email address").fill("ann@example.com")
        form.get_by_text("Or only of these, at most 5").click()
        form.get_by_label("Checkout").check()
        form.get_by_label("How much?").select_option("That it broke, and that it is back")
        form.get_by_label("Planned maintenance, too").uncheck()
        assert reader.too_wide() == []
        assert reader.barriers() == [] if scripts else True
        page.get_by_role("button", name="Tell me by email").click()
        page.wait_for_url("**/subscriptions/sent")
        shop.confirm("ann@example.com")
        shop.tick(2)
        shop.down("/checkout")
        shop.tick(2)
        shop.up()
        shop.tick(2)
        assert [each.partition(":")[0] for each in shop.news("ann@example.com")] == [
            "[Demo Shop] Investigating",
            "[Demo Shop] Resolved",
        ]


def test_from_the_notice_somebody_is_told_when_it_is_back(read: Read) -> None:
    with site("one") as shop:
        shop.down()
        shop.tick(2)
        reader = read(shop, width=360)
        reader.open("/down")
        page = reader.page
        page.get_by_label("Your email address").fill("bob@example.com")
        page.get_by_role("button", name="Tell me when it is back").click()
        page.wait_for_url("**/subscriptions/sent")
        shop.confirm("bob@example.com")
        shop.tick(2)
        assert shop.news("bob@example.com") == []
        shop.up()
        shop.tick(2)
        (told,) = shop.news("bob@example.com")
        assert told.startswith("[Solo] Resolved:")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_webhook_is_signed_up_and_its_choice_confirmed_changed_and_ended(
    read: Read, scripts: bool
) -> None:
    with site("new") as shop:
        shop.tick(2)
        reader = read(shop, scripts=scripts, width=360)
        page = reader.page
        reader.open("/subscriptions")
        page.get_by_label("The address that takes posts").fill("https://hooks.example.com/in/1")
        page.get_by_role("button", name="Tell us there").click()
        page.wait_for_url("**/subscriptions/posted")
        reader.open(f"/subscriptions/manage/{shop.link()}")
        assert reader.too_wide() == []
        assert reader.barriers() == [] if scripts else True
        for button in ("Yes, tell us that here", "Keep this choice", "Tell us nothing more"):
            with page.expect_navigation():
                page.get_by_role("button", name=button).click()
            expect(page.get_by_role("status")).to_contain_text("It is on its way")
        assert reader.faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_is_signed_up_by_its_code_hears_and_leaves_by_the_link(
    read: Read, scripts: bool
) -> None:
    number = "+4915123456721"
    with site("new") as shop:
        shop.tick(2)
        reader = read(shop, scripts=scripts, width=360)
        page = reader.page
        reader.open("/subscriptions")
        page.get_by_label("Your mobile number").fill("+49 151")
        with page.expect_navigation():
            page.get_by_role("button", name="Send me a code").click()
        expect(page.get_by_role("alert")).to_contain_text("not a phone number")
        page.get_by_label("Your mobile number").fill(number)
        page.get_by_role("button", name="Send me a code").click()
        page.wait_for_url("**/subscriptions/code/*")
        for typed in ("000000", shop.texts(number)[-1][:6]):
            assert reader.too_wide() == []
            assert reader.barriers() == [] if scripts else True
            page.get_by_label("The code in the SMS").fill(typed)
            with page.expect_navigation():
                page.get_by_role("button", name="Tell me by SMS").click()
        page.wait_for_url("**/subscriptions/proved")
        shop.texts(number)  # what was wished is done by then
        shop.down("/checkout")
        shop.tick(3)
        told = shop.texts(number)[-1]
        assert "Investigating" in told
        reader.open("/s/" + told.rpartition("/s/")[2])
        assert reader.too_wide() == []
        assert reader.barriers() == [] if scripts else True
        with page.expect_navigation():
            page.get_by_role("button", name="Tell us nothing more").click()
        expect(page.get_by_role("status")).to_contain_text("It is on its way")
        # What was typed wrong is answered with 422, twice.
        assert [each for each in reader.faults if "422" not in each] == []
