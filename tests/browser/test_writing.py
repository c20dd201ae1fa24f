"""What the team writes on a phone amid an outage, and where customers find it."""

import re
import struct
from collections.abc import Callable
from random import Random
from zlib import compress, crc32

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


def photo(width: int, height: int) -> bytes:
    """A picture as PNG, of colours that change slowly, as those of a photo do, and its grain."""
    dice = Random(7)
    rows = b"".join(
        b"\0"
        + bytes(
            min(255, value + dice.randrange(24))
            for x in range(width)
            for value in (x * 200 // width, y * 200 // height, (x + y) * 100 // width)
        )
        for y in range(height)
    )

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", crc32(kind + held))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_message_gets_a_picture_on_a_phone(fresh: Fresh, read: Read, scripts: bool) -> None:
    """A photo is made small where scripts run; where they don't, the size is said."""
    reader = read(fresh("one"), width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Carla", "communicator")
    reader.open("/admin/messages")
    fill(page, text="Our van stands in Main Street.", image_alt="A blue van")
    file = page.locator("#image")
    file.set_input_files({"name": "IMG 1.png", "mimeType": "image/png", "buffer": photo(480, 360)})
    page.get_by_label("On the notice, when the product is down").check()
    if scripts:
        expect(page.locator("#image-note")).to_contain_text("The picture was made smaller")
    else:
        send(page, "Put it up")
        expect(page.get_by_role("alert")).to_contain_text("and may have 8 KB")
        require_fine(reader, scripts=scripts)
        file.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo(40, 30)})
    send(page, "Put it up")
    expect(page.get_by_role("status").first).to_have_text("The message is up.")
    require_fine(reader, scripts=scripts)
    page.get_by_role("link", name=re.compile("Main Street")).click()
    expect(page.get_by_role("img", name="A blue van")).to_be_visible()
    require_fine(reader, scripts=scripts)
    reader.open("/")
    picture = page.get_by_role("img", name="A blue van")
    expect(picture).to_be_visible()
    assert picture.evaluate("(it) => it.naturalWidth > 0 && it.clientHeight <= 64")
    require_fine(reader, scripts=scripts)
    assert reader.faults == []
    reader.open("/down")
    expect(page.locator(".message")).to_contain_text("Main Street")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_with_a_link_writes_an_update_without_signing_in(
    fresh: Fresh, read: Read, scripts: bool
) -> None:
    site = fresh("one")
    site.subscribe(ANN)
    reader = read(site, width=PHONE)
    page = reader.page
    joined(reader, "Olivia", "owner")
    reader.open("/admin/incidents/new")
    fill(page, name="Payments are slow", body="We are on it.")
    send(page, "Publish")
    page.get_by_text("Make a link for somebody").click()
    require_fine(reader)
    send(page, "Make the link")
    link = page.locator("code.secret").inner_text()
    require_fine(reader)
    guest = read(site, width=PHONE, scripts=scripts)
    page = guest.page
    guest.open(link.removeprefix(site.url))
    require_fine(guest, scripts=scripts)
    expect(page.get_by_role("navigation")).to_have_count(0)
    fill(page, body=" ")
    send(page, "Publish the update")
    fault = page.get_by_role("alert").get_by_role("link")
    require_fine(guest, scripts=scripts)
    fault.click()
    expect(page.locator("#body")).to_be_focused()
    page.locator("#status").select_option("identified")
    page.locator("#body").press_sequentially("A cable was **cut**.")
    if not scripts:
        send(page, "Preview")
    expect(page.locator("#preview strong")).to_have_text("cut")
    send(page, "Publish the update")
    expect(page.get_by_role("status").first).to_contain_text("on its way to subscribers")
    require_fine(guest, scripts=scripts)
    guest.open(link.removeprefix(site.url))
    expect(page.locator("h1")).to_have_text("This link is no longer good")
    require_fine(guest, scripts=scripts)
    assert site.news(ANN)[1:] == ["[Solo] Identified: Payments are slow"]
