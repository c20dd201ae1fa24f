"""What a browser has to fetch to show a page for the first time."""

import gzip
import re
from html.parser import HTMLParser

# API Gateway's own level isn't told; 6 is what servers do by default.
_LEVEL = 6
_FETCHING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
_LINKS_FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}


def compressed(body: str) -> int:
    """Its bytes on the way, without headers."""
    return len(gzip.compress(body.encode(), _LEVEL))


def requests(page: str) -> int:
    """The page itself, and all that it makes a browser fetch before anybody has touched it."""
    finder = _Finder()
    finder.feed(page)
    styles = re.findall(r"url\((?!['\"]?(?:data:|#))|@import", page)
    return 1 + finder.count + len(styles)


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get(_FETCHING.get(tag, ""))
        is_fetched = tag != "link" or _LINKS_FETCHED & set((values.get("rel") or "").split())
        if address and is_fetched and not address.startswith("data:"):
            self.count += 1
