"""What other pages may hold of ours: a banner that fails safe, and a frame; and cards in chats."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.colors import TEXT, contrast
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Impact, MaintenanceStage
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.web.pages.cards import page_card, told_card
from chalicelib.web.programs.embed import embed, embed_js, embed_json
from chalicelib.words import ENGLISH, LANGUAGES, tongue
from tests.specimens import NOON, PAGE, incident, maintenance, shown, snapshot, update

PULSE = Pulse(looked={0: NOON})
DOWN = ComponentStatus.MAJOR_OUTAGE
RUNNING = maintenance(0, update(1, MaintenanceStage.IN_PROGRESS))


def page(status: ComponentStatus = ComponentStatus.OPERATIONAL, **told: Any) -> View:
    return view(snapshot(shown("shop", status), shown("search"), **told), PULSE, NOON)


def banner(view: View) -> Any:
    return json.loads(embed_json(view, ENGLISH).body)


def test_the_script_is_small_and_knows_where_its_data_is() -> None:
    script = embed_js(page(), ENGLISH)
    assert len(script.body.encode()) <= 2048
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert 'fetch("https://status.example.com/embed.json"' in script.body
    assert "//" not in script.body.replace("https://", "")


@pytest.mark.parametrize(
    ("shop", "is_shown"),
    [
        (page(), False),
        (page(DOWN), True),
        (page(ComponentStatus.DEGRADED_PERFORMANCE), True),
        (page(ComponentStatus.UNDER_MAINTENANCE), True),
        (page(ComponentStatus.NO_DATA), False),
        (page(incidents=(incident(impact=Impact.NONE),)), True),
        (page(maintenances=(RUNNING,)), True),
        (page(maintenances=(maintenance(),)), False),
    ],
)
def test_the_banner_is_shown_when_there_is_something_to_tell(shop: View, is_shown: bool) -> None:
    assert banner(shop)["show"] is is_shown


def test_a_page_that_sees_nothing_tells_other_pages_nothing() -> None:
    later = NOON + timedelta(hours=1)
    made = snapshot(shown("shop", DOWN), incidents=(incident(),))
    assert banner(view(made, PULSE, later))["show"] is False


def test_the_banner_leads_to_the_one_incident_or_to_the_page() -> None:
    one = page(DOWN, incidents=(incident("0tinc1dent01"),))
    assert banner(one)["url"] == "https://status.example.com/incidents/0tinc1dent01"
    two = page(DOWN, incidents=(incident("0tinc1dent01"), incident("0tinc1dent02")))
    assert banner(two)["url"] == "https://status.example.com"
    assert banner(two)["checked_at"] == "2026-11-22T12:00:00+00:00"


def test_a_maintenance_that_runs_is_named_unless_something_is_wrong() -> None:
    assert banner(page(maintenances=(RUNNING,)))["text"] == "Maintenance: New database"
    assert banner(page(DOWN, maintenances=(RUNNING,)))["text"] == "Shop is not available"


@pytest.mark.parametrize("status", ComponentStatus)
def test_white_words_are_read_on_the_banner(status: ComponentStatus) -> None:
    told = (incident(impact=Impact.NONE),)
    assert contrast(banner(page(status, incidents=told))["color"], "#ffffff") >= TEXT


def test_the_frame_may_stand_anywhere_and_runs_nothing() -> None:
    reply = embed(page(DOWN), ENGLISH)
    policy = dict(
        part.split(" ", 1) for part in reply.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    style = re.search(r"<style>(.*)</style>", reply.body)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"


class Link(HTMLParser):
    """The attributes of the one link, and the text of the page's body."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.link: dict[str, str | None] = {}
        self.tags: set[str] = set()
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.link = dict(attrs)


@given(st.text(min_size=1), st.sampled_from(LANGUAGES))
def test_the_frame_is_valid_html_whatever_the_page_is_called(name: str, code: str) -> None:
    shop = page(DOWN, page=replace(PAGE, name=name))
    body = embed(shop, tongue(code)).body
    html5lib.HTMLParser(strict=True).parse(body)
    read = Link(body)
    assert read.tags == {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "a",
        "img",
        "span",
    }
    assert read.link["href"] == "https://status.example.com/"


def test_a_card_of_the_page_says_how_things_are() -> None:
    card = page_card(page(DOWN), ENGLISH)
    assert (card.title, card.description) == ("Demo Shop", "Shop is not available")
    assert (card.url, card.site) == ("https://status.example.com/", "Demo Shop")
    below = page_card(page(DOWN), ENGLISH, "/history", "History")
    assert (below.title, below.url) == ("Demo Shop: History", "https://status.example.com/history")


def test_a_card_of_an_incident_has_its_stage_and_its_newest_words() -> None:
    told = incident("0tinc1dent01", update(1), update(2, body="We have found it.\n\nWait."))
    card = told_card(page(DOWN), told, ENGLISH, "/de/incidents/0tinc1dent01")
    assert card.title == "Investigating: Checkout is not available"
    assert card.description == "We have found it. Wait."
    assert card.url == "https://status.example.com/de/incidents/0tinc1dent01"
    assert told_card(page(), RUNNING, ENGLISH, "/x").title == "In progress: New database"


@given(st.text(max_size=600))
def test_a_card_is_short_and_in_one_line(body: str) -> None:
    card = told_card(page(DOWN), incident("0tinc1dent01", update(body=body)), ENGLISH, "/x")
    assert len(card.description) <= 201
    assert "\n" not in card.description


def test_what_others_hold_of_ours_stays_in_its_language() -> None:
    spoken = replace(PAGE, languages=("en", "de"))
    told = (incident("0tinc1dent01"),)
    shop, german = page(DOWN, incidents=told, page=spoken), tongue("de")
    own = "https://status.example.com"
    assert json.loads(embed_json(shop, german).body)["url"] == f"{own}/de/incidents/0tinc1dent01"
    assert f'href="{own}/de/"' in embed(shop, german).body
    assert f'"{own}/de/embed.json"' in embed_js(shop, german).body
    assert f'"{own}/embed.json"' in embed_js(shop, ENGLISH).body
