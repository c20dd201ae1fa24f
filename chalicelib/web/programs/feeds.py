"""What was told, for feed readers: Atom (RFC 4287) and RSS 2.0.

Both say when something changed last, and never when they were asked: so they stay the same, byte
for byte, for as long as there is nothing new.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from chalicelib.domain.page_urls import component_url
from chalicelib.domain.snapshot import View
from chalicelib.web.addresses import url_in
from chalicelib.web.programs.entries import FeedEntry, changed_at, component_of, entries
from chalicelib.web.programs.markup import add, document, root
from chalicelib.web.responses import Reply, text
from chalicelib.words import Tongue

_ATOM = "http://www.w3.org/2005/Atom"


def atom(view: View, tongue: Tongue, component_id: str | None = None) -> Reply:
    """The newest incidents and maintenances, of one component or of all; raises NotFound."""
    told = entries(view, tongue, component_id)
    feed = root("feed", {"xmlns": _ATOM, "xml:lang": tongue.code})
    add(feed, "id", _tag(view, tongue, view.snapshot.created_at, _where(view, component_id)))
    add(feed, "title", _title(view, tongue, component_id))
    add(feed, "updated", _rfc3339(changed_at(view, told)))
    _link(feed, "self", "application/atom+xml", _address(view, tongue, component_id, "atom"))
    _link(feed, "alternate", "text/html", _page(view, tongue, component_id))
    add(add(feed, "author"), "name", view.snapshot.page.name)
    for entry in told:
        _atom_entry(feed, view, tongue, entry)
    return text(document(feed), "application/atom+xml")


def rss(view: View, tongue: Tongue, component_id: str | None = None) -> Reply:
    """The same for readers of RSS."""
    told = entries(view, tongue, component_id)
    title = _title(view, tongue, component_id)
    feed = root("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    channel = add(feed, "channel")
    add(channel, "title", title)
    add(channel, "link", _page(view, tongue, component_id))
    add(channel, "description", title)
    add(channel, "language", tongue.code)
    add(channel, "lastBuildDate", _rfc822(changed_at(view, told)))
    own = _address(view, tongue, component_id, "rss")
    _link(channel, "self", "application/rss+xml", own, tag="atom:link")
    for entry in told:
        item = add(channel, "item")
        add(item, "title", entry.title)
        add(item, "link", entry.url)
        add(item, "guid", entry.url, {"isPermaLink": "true"})
        add(item, "pubDate", _rfc822(entry.published))
        add(item, "description", entry.content)
    return text(document(feed), "application/rss+xml")


def _atom_entry(feed: Element, view: View, tongue: Tongue, entry: FeedEntry) -> None:
    made = add(feed, "entry")
    add(made, "id", _tag(view, tongue, entry.published, f"{entry.kind}/{entry.id}"))
    add(made, "title", entry.title)
    add(made, "published", _rfc3339(entry.published))
    add(made, "updated", _rfc3339(entry.updated))
    _link(made, "alternate", "text/html", entry.url)
    add(made, "content", entry.content, {"type": "html"})


def _link(parent: Element, relation: str, media: str, url: str, *, tag: str = "link") -> None:
    add(parent, tag, None, {"rel": relation, "type": media, "href": url})


def _title(view: View, tongue: Tongue, component_id: str | None) -> str:
    name = view.snapshot.page.name
    if component_id is not None:
        name = f"{name}: {component_of(view, component_id).name}"
    return tongue.say("{name} – incidents and maintenance", name=name)


def _page(view: View, tongue: Tongue, component_id: str | None) -> str:
    if component_id is None:
        return f"{url_in(view, tongue)}/"
    return component_url(url_in(view, tongue), component_id)


def _where(view: View, component_id: str | None) -> str:
    """What the feed is of, told apart from other pages on the same host."""
    return f"page/{view.snapshot.page_id}/{component_id or 'history'}"


def _address(view: View, tongue: Tongue, component_id: str | None, kind: str) -> str:
    below = f"/components/{component_id}" if component_id else ""
    return f"{url_in(view, tongue)}{below}/history.{kind}"


def _tag(view: View, tongue: Tongue, at: datetime, specific: str) -> str:
    """A name that stays, whatever becomes of the address (RFC 4151).

    Each language has its own: a reader who takes two of a page's feeds is shown both.
    """
    host = urlsplit(view.snapshot.url).hostname or "localhost"
    language = url_in(view, tongue).removeprefix(view.snapshot.url)
    return f"tag:{host},{at.astimezone(UTC):%Y-%m-%d}:{specific}{language}"


def _rfc3339(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _rfc822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
