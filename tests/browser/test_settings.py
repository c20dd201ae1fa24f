"""The page's words and looks, changed on a phone: tried, saved, and seen by customers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.test_writing import photo
from tests.browser.visitors import PHONE, fill, joined, require_fine, send

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
SAVED = "It is saved, and in force."


def as_file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_colours_are_looked_at_before_they_are_saved(
    fresh: Fresh, read: Read, scripts: bool
) -> None:
    reader = read(fresh("one"), width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Carla", "communicator")
    page.get_by_role("link", name="Settings").click()
    require_fine(reader, scripts=scripts)
    page.get_by_role("link", name="Change Theme").click()
    expect(page.locator("#preview")).to_contain_text("This is how it looks.")
    require_fine(reader, scripts=scripts)
    fill(page, accent="#e6b800")
    if not scripts:
        send(page, "Look at it first")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Not saved yet")
    expect(preview).to_contain_text("1.7 : 1, below 4.5: many people can't read it at all")
    expect(preview).to_contain_text(re.compile("So it is shown as #[0-9a-f]{6} there"))
    expect(page.locator("#accent")).to_have_value("#e6b800")
    assert preview.locator("svg").nth(1).locator("[fill='#e6b800']").count() > 0
    require_fine(reader, scripts=scripts)
    if scripts:
        expect(page.get_by_label("Choose accent from a palette")).to_have_value("#e6b800")
        page.get_by_label("Choose accent from a palette").fill("#0b6e4f")
        expect(preview).to_contain_text("Accent #0b6e4f")
        fill(page, accent="#e6b800")
    fill(page, brand="blue")
    send(page, "Save the colours")
    expect(page.get_by_role("alert")).to_contain_text("isn't a colour")
    expect(page.locator("#accent")).to_have_value("#e6b800")
    require_fine(reader, scripts=scripts)
    fill(page, brand="#5b2a86")
    send(page, "Save the colours")
    expect(page.get_by_role("status").first).to_have_text(SAVED)
    require_fine(reader, scripts=scripts)
    reader.open("/")
    brand = page.evaluate("getComputedStyle(document.body).borderTopColor")
    assert brand == "rgb(91, 42, 134)"
    assert [each for each in reader.faults if "422" not in each] == []  # "blue" was refused


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_words_notice_people_and_templates_are_changed_with_thumbs(
    fresh: Fresh, read: Read, scripts: bool
) -> None:
    reader = read(fresh("one"), width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Carla", "communicator")
    reader.open("/admin/settings/words")
    fill(page, name="Solo & Sons", support_url="mailto:help@example.com")
    page.locator("[id='links.footer.0.text']").fill("Terms")
    page.locator("[id='links.footer.0.url']").fill("ftp://example.com")
    send(page, "Save the words")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("[id='links.footer.0.url']")).to_be_focused()
    require_fine(reader, scripts=scripts)
    page.locator("[id='links.footer.0.url']").fill("https://example.com/terms")
    send(page, "Save the words")
    expect(page.get_by_role("status").first).to_have_text(SAVED)
    require_fine(reader, scripts=scripts)
    reader.open("/admin/settings/notice")
    page.locator("[id='notice.contacts.0.text']").fill("Call us")
    page.locator("[id='notice.contacts.0.url']").fill("tel:+353-1-234-5678")
    require_fine(reader, scripts=scripts)
    send(page, "Save the notice")
    reader.open("/admin/settings/signers")
    fill(page, name="Zoë Quinn", key="zoe", role="Head of platform")
    picture = as_file("zoe.png", photo(40, 30))
    page.locator("#image").set_input_files(picture)
    require_fine(reader, scripts=scripts)
    send(page, "Add them")
    page.get_by_role("link", name="Zoë Quinn").click()
    expect(page.get_by_role("img", name="Their picture, as it is now")).to_be_visible()
    require_fine(reader, scripts=scripts)
    reader.open("/admin/settings/templates")
    fill(page, name="Mails wait", key="mails-wait", body="Mails of {components} wait.")
    require_fine(reader, scripts=scripts)
    send(page, "Add it")
    page.get_by_role("link", name="Mails wait").click()
    require_fine(reader, scripts=scripts)
    send(page, "Take it out")
    expect(page.get_by_role("link", name="Mails wait")).to_have_count(0)
    reader.open("/admin/settings")
    expect(page.locator("main")).to_contain_text("changed by Carla on")
    require_fine(reader, scripts=scripts)
    reader.open("/")
    expect(page.locator("header")).to_contain_text("Solo & Sons")
    expect(page.get_by_role("link", name="Terms")).to_be_visible()
    reader.open("/down")
    expect(page.get_by_role("link", name="Call us")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_photo_becomes_a_logo(fresh: Fresh, read: Read, scripts: bool) -> None:
    reader = read(fresh("one"), width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Carla", "communicator")
    reader.open("/admin/settings/theme")
    large = as_file("IMG 1.png", photo(480, 360))
    page.locator("#image").set_input_files(large)
    if scripts:
        expect(page.locator("#image-note")).to_contain_text("The picture was made smaller")
    else:
        send(page, "Save the logo")
        expect(page.get_by_role("alert")).to_contain_text("is larger than 48 KB")
        require_fine(reader, scripts=scripts)
        small = as_file("a.png", photo(40, 30))
        page.locator("#image").set_input_files(small)
    send(page, "Save the logo")
    expect(page.get_by_role("status").first).to_have_text(SAVED)
    require_fine(reader, scripts=scripts)
    reader.open("/")
    logo = page.locator("header img").first
    assert logo.evaluate("(it) => it.naturalWidth > 0")
