"""The team's pages, on a phone and on a desk, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.web.admin.routes import ROUTES
from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.visitors import PHONE, code_of, fill, joined, require_fine, send, shown_code
from tests.team import PASSPHRASE

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]

_STEP = timedelta(seconds=30)
# Each is walked below; files that are downloaded are no pages.
_PAGES = (
    "/admin",
    "/admin/people",
    "/admin/account",
    "/admin/audit",
    "/admin/incidents",
    "/admin/incidents/new",
    "/admin/score",
    "/admin/maintenance",
    "/admin/maintenance/new",
    "/admin/components",
    "/admin/messages",
    "/admin/dead-letters",
    "/admin/subscribers",
    "/admin/settings",
    "/admin/settings/words",
    "/admin/settings/theme",
    "/admin/settings/notice",
    "/admin/settings/signers",
    "/admin/settings/templates",
    "/admin/nothing",
)
_WALKED_BY_HAND = (
    "/admin/sign-in",
    "/admin/welcome/a.b",
    "/admin/people/abcdefghijkl",
    "/admin/components/abcdefghijkl",
    "/admin/components/abcdefghijkl/runs/abcdefghijklmnop",
)
_WALKED_IN_STORIES = (  # of test_writing.py and test_settings.py
    "/admin/link/a.b",
    "/admin/incidents/abcdefghijkl",
    "/admin/incidents/abcdefghijkl/kit",
    "/admin/incidents/abcdefghijkl/postmortem",
    "/admin/drafts/abcdefghijkl",
    "/admin/maintenance/abcdefghijkl",
    "/admin/messages/abcdefghijkl",
    "/admin/settings/signers/anna",
    "/admin/settings/templates/slow",
)
_FILES = ("/admin/audit.csv", "/admin/audit.jsonl")


def test_no_page_is_left_out() -> None:
    known = (*_PAGES, *_WALKED_BY_HAND, *_WALKED_IN_STORIES, *_FILES)
    unknown = [
        route.pattern.pattern
        for route in ROUTES
        if "GET" in route.methods and not route.is_for_programs
        if not any(route.pattern.fullmatch(path) for path in known)
    ]
    assert unknown == [], "look at these, too"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_signs_in_with_a_code_on_a_phone(fresh: Fresh, read: Read, scripts: bool) -> None:
    site = fresh("trouble")
    reader = read(site, width=PHONE, scripts=scripts)
    page = reader.page
    secret = joined(reader, "Olivia", "owner")
    expect(page.get_by_role("status")).to_have_text("Welcome. You are signed in.")
    expect(page.locator("h3")).to_contain_text("are not available")
    send(page, "Sign out")
    site.go_quiet(_STEP)
    reader.open("/admin/audit")
    expect(page.locator("h1")).to_have_text("Sign in")
    require_fine(reader, scripts=scripts)
    fill(page, email="olivia@example.com", passphrase=PASSPHRASE, code="000000")
    send(page, "Sign in")
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("These don't belong together")
    expect(wrong).to_be_focused()
    expect(page.locator("#email")).to_have_value("olivia@example.com")
    expect(page.locator("#passphrase")).to_have_value("")
    fill(page, passphrase=PASSPHRASE, code=code_of(secret, site))
    send(page, "Sign in")
    expect(page.locator("h1")).to_have_text("Audit log")
    (cookie,) = page.context.cookies()
    assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Lax")


def test_every_page_can_be_used_by_everybody(fresh: Fresh, read: Read) -> None:
    site = fresh("trouble")
    reader = read(site, width=PHONE)
    page = reader.page
    link = site.invited("Olivia", "owner")
    reader.open(link)
    require_fine(reader)
    fill(page, name="Olivia", passphrase="short", code="000000")
    send(page, "Come in")
    fault = page.get_by_role("alert").get_by_role("link")
    expect(fault).to_contain_text("at least 12 characters")
    require_fine(reader)
    fault.click()
    expect(page.locator("#passphrase")).to_be_focused()
    fill(page, passphrase=PASSPHRASE, code=shown_code(page, site))
    send(page, "Come in")
    for path in _PAGES:
        reader.open(path)
        expect(page.locator("h1")).to_have_count(1)
        require_fine(reader)


def test_people_and_keys_are_made_with_thumbs(fresh: Fresh, read: Read) -> None:
    reader = read(fresh("one"), width=PHONE)
    page = reader.page
    joined(reader, "Olivia", "owner")
    page.get_by_role("link", name="People & keys").click()
    page.get_by_text("Invite somebody").click()
    fill(page, email="vera@example.com")
    page.locator("#role").select_option("viewer")
    require_fine(reader)
    send(page, "Make the link")
    expect(page.locator("code.secret")).to_have_text(
        re.compile(rf"{re.escape(reader.site.url)}/admin/welcome/\S+")
    )
    require_fine(reader)
    page.get_by_role("link", name="I have it").click()
    page.get_by_text("Make a key").click()
    fill(page, key_name="Deploys")
    page.locator("#key_role").select_option("operator")
    page.get_by_label("Website").check()
    require_fine(reader)
    send(page, "Make the key")
    expect(page.locator("code.secret")).to_have_text(re.compile(r"candor_\w+"))
    page.get_by_role("link", name="I have it").click()
    require_fine(reader)
    send(page, "Revoke the key Deploys")
    expect(page.get_by_role("status")).to_contain_text("The key was revoked.")
    page.get_by_role("link", name="vera").click()
    expect(page.locator("h1")).to_have_text("vera")
    require_fine(reader)
    page.get_by_text("Remove vera from the team").click()
    send(page, "Remove vera")
    expect(page.get_by_role("status")).to_contain_text("The person was removed")
    assert reader.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_check_is_run_with_a_thumb(fresh: Fresh, read: Read, scripts: bool) -> None:
    site = fresh("one")
    reader = read(site, width=PHONE, scripts=scripts)
    page = reader.page
    joined(reader, "Olivia", "owner")
    page.get_by_role("link", name="Components").click()
    page.get_by_role("link", name="Website").click()
    page.get_by_text("The last looks").click()
    page.get_by_text("What it sends and expects").click()
    require_fine(reader, scripts=scripts)
    site.down()
    send(page, "Run Website: page")
    expect(page.get_by_role("status")).to_contain_text("We looked")
    seen = page.locator("main li")
    expect(seen).to_contain_text("got status 503, expected 200–299")
    expect(seen).to_contain_text("Believed now, by the looks of each minute: up.")
    require_fine(reader, scripts=scripts)
    asked = len(site.asked_of_product())
    page.reload()
    expect(seen).to_have_count(1)
    assert len(site.asked_of_product()) == asked
    send(page, "Run again")
    assert len(site.asked_of_product()) == asked + 1
    reader.open("/")
    expect(page.locator("h1")).to_have_text("All Systems Operational")
    assert reader.faults == []
