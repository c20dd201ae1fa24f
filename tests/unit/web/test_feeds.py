"""Feeds as RFC 4287 and RSS 2.0 ask, read by feedparser, whatever was written in them."""

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import markdown
from chalicelib.domain.errors import NotFound
from chalicelib.domain.incidents import Incident, MaintenanceStage, Stage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.snapshot import View, view
from chalicelib.web.programs.feeds import atom, rss
from chalicelib.words import ENGLISH, LANGUAGES, tongue
from tests.specimens import NOON, PAGE, incident, maintenance, minute, shown, snapshot, update

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
VECTOR = "<script>alert(1)</script> & \"'<img src=x onerror=y> ]]>"

OUTAGE = incident(
    "0tinc1dent01",
    update(1, Stage.INVESTIGATING, body="Since noon, Checkout is down.\nWe look into it."),
    update(5, Stage.RESOLVED, body="It is over."),
)
OTHER = replace(incident("0tinc1dent02", component_ids=("search",)), created_at=minute(9))
PLANNED = replace(
    maintenance(600, update(7, MaintenanceStage.SCHEDULED, body="We move.")), created_at=minute(7)
)


def page(*told: Incident | Maintenance, name: str = "Demo Shop") -> View:
    made = snapshot(
        shown("checkout"),
        shown("search"),
        page=replace(PAGE, name=name),
        incidents=tuple(each for each in told if isinstance(each, Incident)),
        maintenances=tuple(each for each in told if isinstance(each, Maintenance)),
    )
    return view(made, None, minute(30))


def read(text: str) -> Any:
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_feedparser_reads_what_was_told_newest_first() -> None:
    shop = page(OUTAGE, OTHER, PLANNED)
    for feed in (atom, rss):
        entries = read(feed(shop, ENGLISH).body).entries
        assert [entry.title for entry in entries] == [
            "Checkout is not available",
            "New database",
            "Checkout is not available",
        ]
        assert [entry.link.rpartition("/")[2] for entry in entries] == [
            OTHER.id,
            PLANNED.id,
            OUTAGE.id,
        ]
        newest_first = entries[2]
        said = (newest_first.get("content") or [{"value": newest_first.summary}])[0]["value"]
        assert said.index("It is over.") < said.index("Since noon")
        assert "Planned from 22 November 2026, 22:00 UTC" in str(entries[1])


def test_atom_has_what_rfc_4287_requires() -> None:
    feed = ElementTree.fromstring(atom(page(OUTAGE, PLANNED), ENGLISH).body)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated") or "")
        alternate = [
            link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"
        ]
        assert len(alternate) == 1
        assert (alternate[0].get("href") or "").startswith("https://status.example.com/")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Demo Shop"
    (own,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href") == "https://status.example.com/history.atom"
    assert len(ids(feed)) == 3


def ids(feed: ElementTree.Element) -> set[str]:
    found = [element.text or "" for element in feed.iter(f"{ATOM}id")]
    assert len(set(found)) == len(found)
    return set(found)


def test_an_id_is_a_tag_of_the_host_that_never_changes() -> None:
    """RFC 4151. That of the feed tells it from those of other pages and of components."""
    before = ids(ElementTree.fromstring(atom(page(OUTAGE), ENGLISH).body))
    renamed = replace(OUTAGE, name="Everything is broken", updated_at=minute(20))
    after = ids(ElementTree.fromstring(atom(page(renamed, name="Shop"), tongue("de")).body))
    assert after == before
    assert f"tag:status.example.com,2026-11-22:incident/{OUTAGE.id}" in before
    whole = {i for i in before if "incident" not in i}
    of_one = ids(ElementTree.fromstring(atom(page(OUTAGE), ENGLISH, "checkout").body))
    assert whole.isdisjoint(of_one)


def test_published_stays_and_updated_is_that_of_the_last_change() -> None:
    feed = ElementTree.fromstring(atom(page(OUTAGE), ENGLISH).body)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}published") == "2026-11-22T12:01:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T12:05:00Z"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T12:05:00Z"


def test_a_feed_doesnt_change_while_nothing_is_told() -> None:
    made = page(OUTAGE, PLANNED).snapshot
    for feed in (atom, rss):
        first, later = (feed(view(made, None, at), ENGLISH).body for at in (NOON, minute(999)))
        assert first == later


def test_an_empty_feed_is_valid_and_as_old_as_the_page() -> None:
    feed = ElementTree.fromstring(atom(page(), ENGLISH).body)
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T12:00:00Z"
    assert read(rss(page(), ENGLISH).body).entries == []


def test_rss_has_what_the_specification_requires() -> None:
    feed = ElementTree.fromstring(rss(page(OUTAGE, PLANNED), ENGLISH).body)
    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    (channel,) = feed
    for once in ("title", "link", "description", "language", "lastBuildDate"):
        assert len(channel.findall(once)) == 1
    assert parsedate_to_datetime(channel.findtext("lastBuildDate") or "") == minute(7)
    (own,) = channel.findall(f"{ATOM}link")
    assert own.attrib == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": "https://status.example.com/history.rss",
    }
    for item in channel.findall("item"):
        assert item.findtext("guid") == item.findtext("link")
        assert (item.findtext("pubDate") or "").endswith("GMT")
        assert parsedate_to_datetime(item.findtext("pubDate") or "") in (minute(1), minute(7))


def test_the_feed_of_a_component_has_what_concerns_it() -> None:
    shop = page(OUTAGE, OTHER, PLANNED)
    for feed, kind in ((atom, "atom"), (rss, "rss")):
        body = feed(shop, ENGLISH, "search").body
        assert [e.link.rpartition("/")[2] for e in read(body).entries] == [OTHER.id]
        assert f"https://status.example.com/components/search/history.{kind}" in body
        assert "Demo Shop: Search" in body
        with pytest.raises(NotFound, match="no component nothing"):
            feed(shop, ENGLISH, "nothing")


def test_only_the_newest_are_in_a_feed() -> None:
    many = [
        replace(incident(f"0tinc1dent{n:02d}"), created_at=minute(n), updated_at=minute(n))
        for n in range(60)
    ]
    entries = read(atom(page(*many), ENGLISH).body).entries
    assert [entry.link.rpartition("/")[2] for entry in entries] == [
        f"0tinc1dent{n:02d}" for n in range(59, 9, -1)
    ]


class Tags(HTMLParser):
    """The tags that a reader of the content would make elements of, and the text in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text() | st.just(VECTOR), st.sampled_from(LANGUAGES))
def test_whatever_is_written_is_text_or_markdown(written: str, code: str) -> None:
    told = incident("0tinc1dent01", update(body=written), name=written or "x")
    shop = page(told, replace(PLANNED, name=written or "x"), name=written or "x")
    of_atom = ElementTree.fromstring(atom(shop, tongue(code)).body.encode())
    of_rss = ElementTree.fromstring(rss(shop, tongue(code)).body.encode())
    contents = [e.text or "" for e in of_atom.iter(f"{ATOM}content")]
    assert contents == [e.text or "" for e in of_rss.iter("description")][1:]
    for content in contents:
        tags = Tags()
        tags.feed(content)
        tags.close()
        assert tags.tags <= {"div", "small", *markdown.TAGS}


def test_markup_in_a_text_can_be_read() -> None:
    told = incident("0tinc1dent01", update(body=VECTOR))
    feed = ElementTree.fromstring(atom(page(told), ENGLISH).body)
    tags = Tags()
    tags.feed(feed.findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert VECTOR in tags.text


def test_a_feed_speaks_the_language_and_marks_what_is_in_another() -> None:
    told = replace(OUTAGE, names={"de": "Die Kasse ist nicht erreichbar"})
    body = atom(page(told), tongue("de")).body
    assert 'xml:lang="de"' in body
    assert "Die Kasse ist nicht erreichbar" in body
    assert '&lt;div lang="en"&gt;' in body or "&lt;div lang=&quot;en&quot;&gt;" in body
    assert "lang=" not in (atom(page(told), ENGLISH).body.partition("<entry>")[2])


def test_the_feed_of_a_language_has_addresses_and_ids_of_its_own() -> None:
    made = page(OUTAGE).snapshot
    shop = view(replace(made, page=replace(PAGE, languages=("en", "de"))), None, minute(30))
    english, german = (
        ElementTree.fromstring(atom(shop, each).body) for each in (ENGLISH, tongue("de"))
    )
    assert ids(english).isdisjoint(ids(german))
    own = "https://status.example.com"
    for feed, below in ((english, ""), (german, "/de")):
        assert [link.get("href") for link in feed.iter(f"{ATOM}link")] == [
            f"{own}{below}/history.atom",
            f"{own}{below}/",
            f"{own}{below}/incidents/{OUTAGE.id}",
        ]
    assert f"{own}/de/history.rss" in rss(shop, tongue("de")).body
    assert f'<guid isPermaLink="true">{own}/de/incidents/' in rss(shop, tongue("de")).body
