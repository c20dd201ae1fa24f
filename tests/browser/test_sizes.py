"""What comes over a bad phone network, with thirty components amid an outage."""

import gzip
from collections.abc import Mapping
from urllib.request import Request, urlopen

from tests.browser.site import Site

_AT_MOST = 14_000


def _first_view(site: Site, path: str = "/") -> tuple[bytes, str]:
    """As it comes, and as it is."""
    asking = Request(f"{site.url}{path}", headers={"Accept-Encoding": "gzip"})
    with urlopen(asking) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        sent = answer.read()
    return sent, gzip.decompress(sent).decode()


def test_the_first_view_is_small(sites: Mapping[str, Site]) -> None:
    for path in ("/", "/de/", "/ja/"):
        sent, _ = _first_view(sites["trouble"], path)
        assert len(sent) <= _AT_MOST, f"{path} is {len(sent):,} bytes"
