"""What the team writes on a phone amid an outage, and where customers find it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.visitors import PHONE, fill, joined, require_fine, send

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
ANN = "ann@example.com"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_incident_is_written_from_a_template(fresh: Fresh, read: Read, scripts: bool) -> None:
    site = fresh("one")
    site.subscribe(ANN)
    reader = read(site, width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Olivia", "owner")
    page.get_by_role("link", name="Incidents").click()
    page.get_by_role("link", name="New incident").click()
    page.get_by_label("Begin with a template").select_option("slow")
    send(page, "Fill in")
    page.get_by_label("Website").select_option("degraded_performance")
    page.locator("#next_update_by").select_option("30m")
    if not scripts:
        send(page, "Preview")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Website is slow")
    expect(preview.locator("strong")).to_have_text("slowly")
    expect(preview).to_contain_text("What you put into your cart is kept.")
    require_fine(reader, scripts=scripts)
    send(page, "Publish")
    expect(page.get_by_role("status").first).to_contain_text("on its way to subscribers")
    require_fine(reader, scripts=scripts)
    page.get_by_role("link", name="For customer service").click()
    expect(page.locator("#phone")).to_contain_text("answers slowly.")
    require_fine(reader, scripts=scripts)
    reader.open("/")
    expect(page.locator("main")).to_contain_text("Website is slow")
    expect(page.locator("main")).to_contain_text("Next update by")
    assert site.news(ANN) == ["[Solo] Investigating: Website is slow"]
    assert reader.faults == []


def test_a_wrong_form_leads_to_what_is_wrong(fresh: Fresh, read: Read) -> None:
    reader = read(fresh("one"), width=PHONE)
    page = reader.page
    joined(reader, "Olivia", "owner")
    reader.open("/admin/incidents/new")
    send(page, "Publish")
    fault = page.get_by_role("alert").get_by_role("link").first
    require_fine(reader)
    fault.click()
    expect(page.locator("#name")).to_be_focused()


def test_maintenance_and_messages_are_written_with_thumbs(fresh: Fresh, read: Read) -> None:
    reader = read(fresh("one"), width=PHONE)
    page = reader.page
    joined(reader, "Olivia", "owner")
    reader.open("/admin/maintenance/new")
    fill(page, name="A faster database", start="2026-11-25T10:00", end="2026-11-25T11:00")
    page.get_by_label("Website").check()
    send(page, "Announce")
    expect(page.locator("h1")).to_have_text("A faster database")
    require_fine(reader)
    send(page, "Begin now")
    expect(page.get_by_role("status").first).to_have_text("The maintenance has begun.")
    reader.open("/admin/messages")
    fill(page, text="Our shops are open until eight.")
    send(page, "Put it up")
    page.get_by_role("link", name=re.compile("open until eight")).click()
    require_fine(reader)
    reader.open("/")
    expect(page.locator("main")).to_contain_text("Our shops are open until eight.")
    expect(page.locator("main")).to_contain_text("A faster database")
    assert reader.faults == []
