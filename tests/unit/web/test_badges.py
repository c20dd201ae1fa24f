"""Badges: readable, as wide as their words, and nothing but a picture."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.colors import TEXT, contrast
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.errors import NotFound
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.web.programs.badges import INK, LABEL_GROUND, badge_json, badge_svg, favicon
from chalicelib.web.programs.letters import text_width
from chalicelib.web.theme import STATUS_COLORS
from chalicelib.words import ENGLISH, LANGUAGES, tongue
from tests.specimens import NOON, shown, snapshot

SVG = "{http://www.w3.org/2000/svg}"
# https://shields.io/badges/endpoint-badge: it refuses any other key.
SHIELDS_KEYS = {
    "schemaVersion",
    "label",
    "message",
    "color",
    "labelColor",
    "isError",
    "namedLogo",
    "logoSvg",
    "logoColor",
    "logoSize",
    "logoWidth",
    "style",
    "cacheSeconds",
}


def page(status: ComponentStatus, name: str = "Shop") -> View:
    component = shown("shop", status)
    named = replace(component, component=replace(component.component, name=name))
    return view(snapshot(named, shown("search")), Pulse(looked={0: NOON}), NOON)


def read(view: View, component_id: str | None = None, code: str = "en") -> ElementTree.Element:
    svg = ElementTree.fromstring(badge_svg(view, tongue(code), component_id).body)
    assert svg.tag == f"{SVG}svg"
    return svg


@pytest.mark.parametrize("status", ComponentStatus)
def test_words_are_read_against_their_ground(status: ComponentStatus) -> None:
    grounds = {path.get("fill") or "" for path in read(page(status)).iter(f"{SVG}path")}
    assert grounds == {LABEL_GROUND, STATUS_COLORS[status][0]}
    assert all(contrast(ground, INK) >= TEXT for ground in grounds)


def test_the_state_is_said_in_words_for_those_who_dont_see_it() -> None:
    svg = read(page(ComponentStatus.MAJOR_OUTAGE))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == svg.findtext(f"{SVG}title") == "status: Shop is not available"
    svg = read(page(ComponentStatus.MAJOR_OUTAGE), "shop")
    assert svg.get("aria-label") == "Shop: major outage"


@given(st.text(min_size=1, max_size=90), st.sampled_from(ComponentStatus))
def test_the_words_fit_whatever_they_are(name: str, status: ComponentStatus) -> None:
    svg = read(page(status, name), "shop")
    total = int(svg.get("width") or 0)
    (label, message) = svg.iter(f"{SVG}text")
    end_of_label = int(label.get("x") or 0) + int(label.get("textLength") or 0)
    assert end_of_label < int(message.get("x") or 0)
    assert int(message.get("x") or 0) + int(message.get("textLength") or 0) < total
    assert len(label.text or "") <= 60
    assert {element.tag for element in svg.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "path", "g", "text")
    }


def test_letters_are_as_wide_as_they_are() -> None:
    assert text_width("W") > text_width("i")
    assert text_width("é") == text_width("e\u0301") == text_width("e")
    assert text_width("障害") == 22
    assert text_width("") == 1


@pytest.mark.parametrize(
    ("status", "message", "color"),
    [
        (ComponentStatus.OPERATIONAL, "All Systems Operational", "brightgreen"),
        (ComponentStatus.UNDER_MAINTENANCE, "Shop is under maintenance", "blue"),
        (ComponentStatus.DEGRADED_PERFORMANCE, "Shop is not working as it should", "yellow"),
        (ComponentStatus.PARTIAL_OUTAGE, "Shop is partly unavailable", "orange"),
        (ComponentStatus.MAJOR_OUTAGE, "Shop is not available", "red"),
        (ComponentStatus.NO_DATA, "no data", "lightgrey"),
    ],
)
def test_shields_gets_what_it_takes_and_nothing_else(
    status: ComponentStatus, message: str, color: str
) -> None:
    body = json.loads(badge_json(page(status), ENGLISH).body)
    assert set(body) <= SHIELDS_KEYS
    assert (body["schemaVersion"], body["label"]) == (1, "status")
    assert (body["message"], body["color"]) == (message, color)
    assert body["cacheSeconds"] >= 300


def test_a_page_that_sees_nothing_says_so() -> None:
    blind = view(snapshot(shown("shop")), Pulse(looked={0: NOON}), NOON.replace(hour=20))
    assert json.loads(badge_json(blind, ENGLISH).body)["message"] == "no data"


@pytest.mark.parametrize("code", LANGUAGES)
def test_badges_speak_every_language(code: str) -> None:
    svg = read(page(ComponentStatus.MAJOR_OUTAGE), "shop", code)
    assert re.fullmatch(r"Shop: .+", svg.get("aria-label") or "")


def test_a_component_that_isnt_there_has_no_badge() -> None:
    for badge in (badge_svg, badge_json):
        with pytest.raises(NotFound):
            badge(page(ComponentStatus.OPERATIONAL), ENGLISH, "nothing")


def test_the_favicon_has_the_states_colour_and_a_sign_of_its_own() -> None:
    pictures = {favicon(page(status), ENGLISH).body for status in ComponentStatus}
    signs = {re.sub(r"#[0-9a-f]{6}", "", picture) for picture in pictures}
    assert len(pictures) == len(signs) == len(ComponentStatus)
    for picture in pictures:
        ElementTree.fromstring(picture)
