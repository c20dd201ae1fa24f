"""People of the team in a browser: they come in by an invitation, fill in forms and send them."""

import base64

from playwright.sync_api import Page

from chalicelib.domain import totp
from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.test_walk import OF_THE_LOOK
from tests.team import PASSPHRASE

PHONE, DESK = 360, 1280


def shown_code(page: Page, site: Site) -> str:
    """What a phone shows that was given the secret on the page."""
    return code_of(page.locator("code.secret").inner_text(), site)


def code_of(secret: str, site: Site) -> str:
    raw = base64.b32decode(secret.replace(" ", ""))
    return totp.code(raw, totp.counter_at(site.now()))


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"#{name}").fill(text)


def send(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def joined(reader: Reader, name: str, role: str) -> str:
    """Somebody comes in by an invitation; gives the secret of their codes."""
    page = reader.page
    reader.open(reader.site.invited(name, role))
    secret = page.locator("code.secret").inner_text()
    fill(page, name=name, passphrase=PASSPHRASE, code=shown_code(page, reader.site))
    send(page, "Come in")
    return secret


def require_fine(reader: Reader, *, scripts: bool = True) -> None:
    """Nothing is cut off or hard to use, narrow and light as well as wide and dark."""
    reader.page.emulate_media(color_scheme="light")
    assert reader.too_wide() == [], reader.page.url
    assert not scripts or reader.barriers() == [], reader.page.url
    reader.page.emulate_media(color_scheme="dark")
    reader.resize(DESK)
    assert reader.too_wide() == [], reader.page.url
    assert not scripts or reader.barriers(*OF_THE_LOOK) == [], reader.page.url
    reader.resize(PHONE)
