"""Every page in every state, narrow and wide, light and dark, with JavaScript and without."""

import re
from collections.abc import Callable, Mapping

import pytest

from tests.browser.addresses import address, names, unlisted
from tests.browser.readers import Reader
from tests.browser.site import Site
from tests.browser.states import STATES

Read = Callable[..., Reader]
Sites = Mapping[str, Site]

every_page = pytest.mark.parametrize(
    ("state", "name"), [(state, name) for state in STATES for name in names(state)]
)
_PHONE, _DESK = 320, 1280
# What may differ in another width and other colours; all the rest was looked at before.
OF_THE_LOOK = (
    "color-contrast",
    "target-size",
    "link-in-text-block",
    "scrollable-region-focusable",
)
# Three hundred calendars are thirty thousand cells, and half a minute of axe's time; they are made
# like the thirty that it looks at.
_TOO_LARGE_FOR_AXE = ("many", "/uptime")


def test_no_page_is_left_out() -> None:
    assert not unlisted(), "name these in tests/browser/addresses.py"


@every_page
def test_with_javascript(sites: Sites, read: Read, state: str, name: str) -> None:
    # In another zone than the page's, times are written twice, and longest.
    reader = read(sites[state], width=_PHONE, color_scheme="light", timezone_id="Asia/Kolkata")
    known = address(sites[state], name)
    is_small = (state, name) != _TOO_LARGE_FOR_AXE
    answer = reader.open(known.path)
    assert answer.status == known.status
    assert reader.asked == [f"{sites[state].url}{known.path}"], "one request shows it all"
    assert reader.too_wide() == []
    assert reader.page.locator("h1").count() == (0 if known.is_framed else 1)
    assert not is_small or reader.barriers(is_framed=known.is_framed) == []
    reader.page.emulate_media(color_scheme="dark")
    reader.resize(_DESK)
    assert reader.too_wide() == []
    assert not is_small or reader.barriers(*OF_THE_LOOK) == []
    assert reader.faults == []


@every_page
def test_without_javascript(sites: Sites, read: Read, state: str, name: str) -> None:
    reader = read(sites[state], width=_PHONE, scripts=False, color_scheme="dark")
    known = address(sites[state], name)
    assert reader.open(known.path).status == known.status
    assert reader.too_wide() == []
    reader.resize(_DESK)
    assert reader.too_wide() == []
    assert reader.page.locator("main").inner_text().strip()
    assert reader.asked == [f"{sites[state].url}{known.path}"]
    assert reader.faults == []


@pytest.mark.parametrize("state", STATES)
def test_the_first_view_says_it_all_without_javascript(
    sites: Sites, read: Read, state: str
) -> None:
    reader = read(sites[state], width=_PHONE, scripts=False)
    reader.open("/")
    summary = sites[state].get("/api/v2/summary.json")
    text = reader.text("main")
    for component in summary["components"]:
        assert component["name"] in text
    for incident in summary["incidents"]:
        assert " ".join(incident["name"].split()) in text
    assert reader.page.locator("h1").inner_text() in reader.page.title()
    if state != "new":
        assert re.search(r"\d\d:\d\d", text), "when it was checked"
    if state in ("healthy", "trouble", "many"):
        assert re.search(r"\d\d\.\d\d+\s?%", text), "how much of the time it was there"
