"""What somebody writes in bad faith is harmless wherever it is shown."""

import json
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from chalicelib.channels.wording import subject, text
from chalicelib.domain.folding import Folded
from chalicelib.domain.notifications import news_of
from tests.bad_faith import BUNDLES, answer, evil_update, evil_view
from tests.harmless import harms, vectors
from tests.specimens import INCIDENT_ID, definition, incident

_ATOM = "{http://www.w3.org/2005/Atom}"
_PAGES = ("/", f"/incidents/{INCIDENT_ID}", "/maintenance", "/de/", f"/de/incidents/{INCIDENT_ID}")
_SCRIPTS = {"/down": 1, **dict.fromkeys(_PAGES, 1)}


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle[0])
def test_pages_and_the_notice_have_no_script_but_their_own(bundle: list[str]) -> None:
    seen = evil_view(bundle)
    for path, own in _SCRIPTS.items():
        reply = answer(seen, path)
        assert reply.status == (503 if path == "/down" else 200), path
        assert harms(reply.body, own_scripts=own) == [], path


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle[0])
def test_feeds_are_harmless_to_whoever_shows_them(bundle: list[str]) -> None:
    seen = evil_view(bundle)
    for path, tags in (
        ("/history.atom", (f"{_ATOM}content", f"{_ATOM}title")),
        ("/history.rss", ("description",)),
    ):
        feed = ElementTree.fromstring(answer(seen, path).body.encode())
        contents = [each.text or "" for each in feed.iter(tags[0])]
        assert contents
        assert [harm for each in contents if "<div>" in each for harm in harms(each)] == []


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle[0])
def test_programs_are_told_text_and_never_html(bundle: list[str]) -> None:
    seen = evil_view(bundle)
    for path in ("/notice.json", f"/incidents/{INCIDENT_ID}.json", "/api/v2/summary.json"):
        reply = answer(seen, path)
        assert reply.headers["Content-Type"].startswith("application/json")
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert '<a href="https' not in "".join(_texts(json.loads(reply.body)))


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("vector", vectors())
def test_a_mail_is_plain_text_in_one_piece(vector: str) -> None:
    told = incident(INCIDENT_ID, evil_update(1, vector), name=vector)
    shop = definition({"web": 1})
    page = replace(shop.page, name=vector)
    news = news_of(told, replace(shop, page=page), {}, "https://s.example")
    assert subject(news).isascii()
    assert "\n" not in subject(news)
    assert "— " in text(Folded(newest=news))


@pytest.mark.parametrize(
    "evil",
    [
        "<script>x</script>",
        "<p onclick=x>",
        '<a href="java&#9;script:x">',
        "<iframe>",
        '<img src="data:text/html,x">',
        "<p style=x>",
    ],
)
def test_what_is_looked_for_would_be_found(evil: str) -> None:
    assert harms(evil) != []
