"""The one question after an incident, as people answer it or leave it be."""

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.addresses import address
from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
Sites = Mapping[str, Site]
_QUESTION = "How likely are you to recommend us to a friend or colleague?"
_INCIDENT = "/incidents/{incident}"
_NEXT_S = 37  # as in test_refreshing
_LEAST_PX = 24  # WCAG 2.2, 2.5.8


def _unfolded(reader: Reader, path: str = "/") -> Locator:
    reader.open(path)
    asked = reader.page.locator("#asked")
    asked.locator("summary").click()
    expect(asked.locator("form")).to_be_visible()
    return asked


def _choose(page: Page, score: int) -> None:
    """By its number, where one would press."""
    page.locator("fieldset label").nth(score).click()
    expect(page.get_by_role("radio", name=str(score), exact=True)).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("name", ["/", _INCIDENT])
def test_an_answer_takes_a_press_or_two_and_a_line(
    sites: Sites, read: Read, name: str, scripts: bool
) -> None:
    reader = read(sites["asked"], scripts=scripts, width=320)
    _unfolded(reader, address(sites["asked"], name).path)
    page = reader.page
    _choose(page, 9)
    page.get_by_label("What should we know?").fill(f"You told us at once, on {name}")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url("**/answers/sent")
    expect(page.locator("h1")).to_have_text("Thank you")
    assert page.context.cookies() == []
    assert reader.faults == []


def test_it_stands_below_all_that_matters_and_folded(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"])
    reader.open("/")
    asked = reader.page.locator("#asked")
    expect(asked.locator("summary")).to_have_text(_QUESTION)
    expect(asked.locator("form")).to_be_hidden()
    main, own = reader.page.locator("main").bounding_box(), asked.bounding_box()
    assert main
    assert own
    assert own["y"] >= main["y"] + main["height"]


def test_the_keyboard_alone_is_enough(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"])
    reader.open("/")
    keyboard = reader.page.keyboard
    reader.page.locator("#asked summary").focus()
    for key in ("Enter", "Tab", "Tab", "ArrowRight", "ArrowRight"):
        keyboard.press(key)
    chosen = reader.page.get_by_role("radio", name="2", exact=True)
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    outline = "(node) => getComputedStyle(node.nextElementSibling).outlineStyle"
    assert chosen.evaluate(outline) == "solid", "the number itself shows where the focus is"
    keyboard.press("Tab")
    keyboard.type("From the keyboard")
    keyboard.press("Enter")
    reader.page.wait_for_url("**/answers/sent")


def test_without_a_number_the_browser_holds_it_back(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"])
    _unfolded(reader)
    reader.page.get_by_role("button", name="Send the answer").click()
    assert reader.page.locator("fieldset :invalid").count() == 11
    assert len(reader.asked) == 1


def test_what_is_wrong_is_said_with_the_question(sites: Sites, read: Read) -> None:
    """A program may leave the number out; so may a browser that knows nothing of `required`."""
    reader = read(sites["asked"], width=320)
    asked = _unfolded(reader)
    asked.locator("form").evaluate("(form) => form.noValidate = true")
    page = reader.page
    page.get_by_label("What should we know?").fill("No number")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_have_text("Please choose a number from 0 to 10.")
    expect(page.get_by_label("What should we know?")).to_have_value("No number")
    numbers = page.get_by_role("group", name=_QUESTION)
    expect(numbers).to_have_attribute("aria-describedby", "scale wrong")
    assert reader.barriers() == []
    assert reader.too_wide() == []


@pytest.mark.parametrize("path", ["/", "/de/", "/ja/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_fits_a_phone_and_a_thumb(
    sites: Sites, read: Read, path: str, scheme: str
) -> None:
    reader = read(sites["asked"], width=320, color_scheme=scheme)
    _unfolded(reader, path)
    _choose(reader.page, 10)
    assert reader.too_wide() == []
    assert reader.barriers() == []
    for label in reader.page.locator("fieldset label").all():
        box = label.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= _LEAST_PX
    reader.page.evaluate("document.documentElement.dir = 'rtl'")
    assert reader.too_wide() == []
    reader.resize(1280)
    reader.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert reader.too_wide() == []


def test_on_a_desk_the_numbers_stand_in_one_row(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"])
    _unfolded(reader)
    boxes = [each.bounding_box() for each in reader.page.locator("fieldset label").all()]
    assert len({box["y"] for box in boxes if box}) == 1


def test_what_was_chosen_is_seen_in_forced_colours(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"], forced_colors="active")
    _unfolded(reader)
    _choose(reader.page, 3)
    ground = "(node) => getComputedStyle(node).backgroundColor"
    numbers = reader.page.locator("fieldset span")
    assert numbers.nth(3).evaluate(ground) != numbers.nth(4).evaluate(ground)


def test_paper_asks_nothing(sites: Sites, read: Read) -> None:
    reader = read(sites["asked"])
    asked = _unfolded(reader)
    reader.page.emulate_media(media="print")
    expect(asked).to_be_hidden()


@pytest.mark.parametrize("name", ["/", _INCIDENT])
def test_nobody_loses_what_they_are_writing_when_something_breaks(
    fresh: Fresh, read: Read, name: str
) -> None:
    site = fresh("asked")
    reader = read(site, stands=False)
    path = address(site, name).path
    asked = _unfolded(reader, path)
    page = reader.page
    _choose(page, 8)
    line = page.get_by_label("What should we know?")
    line.press_sequentially("I am still wri")
    site.down()
    site.tick(3)
    reader.wait_for_question(f"{site.url}{path}", seconds=_NEXT_S)
    expect(page.locator("main")).to_contain_text("Investigating")
    expect(asked.locator("form")).to_be_visible()
    expect(page.get_by_role("radio", name="8", exact=True)).to_be_checked()
    expect(line).to_be_focused()
    page.keyboard.type("ting")
    expect(line).to_have_value("I am still writing")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url("**/answers/sent")
    assert reader.faults == []


def test_what_nobody_has_unfolded_steps_back_when_something_breaks(
    fresh: Fresh, read: Read
) -> None:
    site = fresh("asked")
    reader = read(site, stands=False)
    reader.open("/")
    expect(reader.page.locator("#asked")).to_be_visible()
    site.down()
    site.tick(3)
    reader.wait_for_question(f"{site.url}/", seconds=_NEXT_S)
    expect(reader.page.locator("#open")).to_be_visible()
    expect(reader.page.locator("#asked")).to_be_hidden()
    assert reader.faults == []
