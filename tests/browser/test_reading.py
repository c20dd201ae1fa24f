"""Reading with one's own clock, with the keyboard alone, and with one's own settings."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import address, names
from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
Sites = Mapping[str, Site]

_PAGES = names("trouble")
_FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const box = node.getBoundingClientRect();
  const style = getComputedStyle(node);
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return {name: node.outerHTML.slice(0, 90), marked, seen,
          at: [...document.querySelectorAll("*")].indexOf(node)};
}"""
_REACHABLE = """() => [...document.querySelectorAll(
    "a[href],button,input:not([type=radio]:not(:checked)),summary,select,[tabindex='0']")]
  .filter((node) => node.checkVisibility() && !node.disabled)
  .filter((node) => !node.matches("[type=radio]:not(:checked)")) // arrows lead to those
  .map((node) => [...document.querySelectorAll("*")].indexOf(node))"""


def test_times_are_the_readers_own_with_the_pages_beside_them(sites: Sites, read: Read) -> None:
    reader = read(sites["trouble"], timezone_id="America/New_York")
    reader.open("/")
    since = reader.page.locator("#open time").first
    assert re.search(r"07:0\d \(12:0\d GMT\)", since.inner_text())
    assert re.search(r"12:0\d", since.get_attribute("title") or ""), "what the server wrote"


def test_times_stay_as_they_are_for_readers_in_the_pages_zone(sites: Sites, read: Read) -> None:
    with_script, without = read(sites["trouble"]), read(sites["trouble"], scripts=False)
    texts = []
    for reader in (with_script, without):
        reader.open("/")
        texts.append(reader.page.locator("#open time, #past time").all_inner_texts())
    assert texts[0] == texts[1]


def test_a_chart_is_one_tab_stop_with_arrows(sites: Sites, read: Read) -> None:
    reader = read(sites["trouble"])
    reader.open("/")
    bar, others = reader.page.locator("[role=slider]").first, reader.page.locator("[role=slider] *")
    assert others.locator("[tabindex='0']").count() == 0
    bar.focus()
    days = [bar.get_attribute("aria-valuetext")]
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "End"):
        reader.page.keyboard.press(key)
        days.append(bar.get_attribute("aria-valuetext"))
    assert all(days)
    today, yesterday, before, again, oldest, last = days
    assert len({today, yesterday, before, oldest}) == 4
    assert (yesterday, today) == (again, last)
    assert "22" in (today or "")
    assert "25 August" in (oldest or ""), "ninety days with today"
    below = bar.locator("xpath=following-sibling::*[1]")
    assert (today or "-") in below.inner_text(), "what is read aloud is shown as well"
    reader.page.keyboard.press("Tab")
    assert not bar.evaluate("(node) => node.contains(document.activeElement)")


def test_response_times_are_read_by_arrows_as_their_table_has_them(
    sites: Sites, read: Read
) -> None:
    reader = read(sites["trouble"])
    reader.open(address(sites["trouble"], "/components/{component}").path)
    page = reader.page
    page.locator("label[for=s7d]").click()
    chart = page.locator(".times:visible")
    slider = chart.locator("[role=slider]")
    slider.focus()
    said = [slider.get_attribute("aria-valuetext")]
    for key in ("ArrowLeft", "Home"):
        page.keyboard.press(key)
        said.append(slider.get_attribute("aria-valuetext"))
    rows = chart.locator("tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent).join(', '))"
    )
    assert len(rows) == 42, "four hours a row"
    assert said == [rows[0], rows[1], rows[-1]]
    assert rows[-1] in chart.inner_text(), "what is read aloud is shown as well"


def test_arrows_go_the_other_way_where_one_reads_from_the_right(sites: Sites, read: Read) -> None:
    reader = read(sites["trouble"])
    reader.page.route("**/", lambda route: _changed(route, 'dir="ltr"', 'dir="rtl"'), times=1)
    reader.open("/")
    bar = reader.page.locator("[role=slider]").first
    bar.focus()
    today = bar.get_attribute("aria-valuenow")
    reader.page.keyboard.press("ArrowLeft")
    assert bar.get_attribute("aria-valuenow") == today, "there is nothing after today"
    reader.page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuenow") == str(int(today or 0) - 1)


@pytest.mark.parametrize("name", _PAGES)
def test_all_can_be_reached_with_the_keyboard_alone(sites: Sites, read: Read, name: str) -> None:
    reader = read(sites["trouble"])
    reader.open(address(sites["trouble"], name).path)
    wanted: set[int] = set(reader.page.evaluate(_REACHABLE))
    met: list[int] = []
    for _ in range(len(wanted) + 2):
        reader.page.keyboard.press("Tab")
        focus = reader.page.evaluate(_FOCUS)
        if focus is None or (met and focus["at"] == met[0]):
            break
        assert focus["seen"], focus["name"]
        assert focus["marked"], f"nothing shows where the focus is: {focus['name']}"
        met.append(focus["at"])
    assert wanted - set(met) == set()
    assert met == sorted(met), "in the order of reading"


def test_the_keyboard_skips_folds_and_follows(sites: Sites, read: Read) -> None:
    reader = read(sites["trouble"])
    reader.open("/")
    page = reader.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    folded = page.locator("details:not([open]) > summary").first.element_handle()
    assert folded is not None
    folded.focus()
    page.keyboard.press("Enter")
    assert folded.evaluate("(node) => node.parentElement.open")
    page.locator("#open h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/*")


@pytest.mark.parametrize("name", _PAGES)
def test_nothing_is_lost_when_all_is_twice_as_large(sites: Sites, read: Read, name: str) -> None:
    """Zoomed to 200 % a window is half as wide; text alone may be made larger, too."""
    reader = read(sites["trouble"], width=640)
    reader.open(address(sites["trouble"], name).path)
    assert reader.too_wide() == []
    reader.resize(1280)
    _add_style(reader.page, "html { font-size: 200% !important; }")
    assert reader.too_wide() == []


@pytest.mark.parametrize("name", _PAGES)
def test_more_room_between_letters_and_lines_does_no_harm(
    sites: Sites, read: Read, name: str
) -> None:
    """WCAG 1.4.12, at the width of 1.4.10."""
    reader = read(sites["trouble"], width=320)
    reader.open(address(sites["trouble"], name).path)
    spaced = "line-height: 1.5 !important; letter-spacing: .12em !important;"
    _add_style(reader.page, f"* {{ {spaced} word-spacing: .16em !important; }}")
    assert reader.too_wide() == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", _PAGES)
def test_reading_from_the_right_fits_as_well(
    sites: Sites, read: Read, name: str, width: int
) -> None:
    reader = read(sites["trouble"], width=width)
    reader.open(address(sites["trouble"], name).path)
    reader.page.evaluate("document.documentElement.dir = 'rtl'")
    assert reader.too_wide() == []


@pytest.mark.parametrize("name", _PAGES)
def test_paper_has_no_controls(sites: Sites, read: Read, name: str) -> None:
    reader = read(sites["trouble"])
    reader.open(address(sites["trouble"], name).path)
    reader.page.emulate_media(media="print")
    for control in reader.page.locator("button, input, form, nav, .skip").all():
        assert not control.is_visible(), control.evaluate("(node) => node.outerHTML.slice(0, 99)")
    assert reader.page.locator("main").is_visible()


def test_nothing_moves_for_who_wants_no_motion(sites: Sites, read: Read) -> None:
    reader = read(sites["trouble"], reduced_motion="reduce")
    reader.open("/")
    moving = """() => [...document.querySelectorAll("*")].filter((node) => {
      const style = getComputedStyle(node);
      const takes = (spans) => spans.split(",").some((span) => parseFloat(span) > 0.01);
      const runs = style.animationName !== "none" && takes(style.animationDuration);
      const smooth = style.scrollBehavior === "smooth";
      return runs || smooth || takes(style.transitionDuration);
    }).length"""
    assert reader.page.evaluate(moving) == 0


@pytest.mark.parametrize("state", ["trouble", "maintenance"])
def test_states_differ_in_forced_colours(sites: Sites, read: Read, state: str) -> None:
    """Where the system chooses the colours, words and patterns tell states apart."""
    reader = read(sites[state], forced_colors="active", color_scheme="dark")
    reader.open("/")
    page = reader.page
    ink = page.evaluate("""() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = "CanvasText";
      return getComputedStyle(probe).color;
    }""")
    strokes = page.locator(".b path").evaluate_all(
        "(nodes) => nodes.map((node) => getComputedStyle(node).stroke)"
    )
    assert strokes
    assert set(strokes) <= {ink, "rgb(0, 0, 0)", "none"}
    assert ink in strokes
    for chip in page.locator(".chip:visible").all():
        assert chip.inner_text().strip()
        assert chip.locator("svg").is_visible()


def _add_style(page: Page, css: str) -> None:
    """As a reader's own style would come, which no policy of the page keeps out."""
    page.evaluate(
        """(css) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }""",
        css,
    )


def _changed(route: object, old: str, new: str) -> None:
    answer = route.fetch()  # type: ignore[attr-defined]
    route.fulfill(response=answer, body=answer.text().replace(old, new))  # type: ignore[attr-defined]
