"""URLs as an exchange needs them: where to connect to, and what to ask for there."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"[a-z0-9._-]+", re.ASCII)
_KEPT = "!$%&'()*+,/:;=?@[]~"  # what RFC 3986 allows in paths and queries, and what is encoded


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL. `host` is in ASCII; `asks_for` is its path and query, encoded."""

    scheme: str
    host: str
    port: int
    asks_for: str

    @property
    def authority(self) -> str:
        """The host, with the port when it isn't the scheme's own; also the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port (RFC 6454): "https://shop.example"."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.asks_for


def parse_url(text: str) -> Url:
    """The URL that the text writes. ValueError when nothing can be asked for there; it says why."""
    if _UNFIT.search(text):
        raise ValueError("a URL has no blanks, line breaks or control characters")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("the host or the port of the URL is wrong") from None
    if parts.scheme not in _PORTS:
        raise ValueError("the URL begins with neither http:// nor https://")
    if "@" in parts.netloc:
        raise ValueError("the URL holds a user name or password before its host")
    if port == 0:
        raise ValueError("nothing can be reached at port 0")
    return Url(
        scheme=parts.scheme,
        host=_ascii_host(parts.hostname or ""),
        port=port or _PORTS[parts.scheme],
        asks_for=_asks_for(parts),
    )


def resolve(base: Url, location: str) -> Url:
    """Where a Location header leads to from `base`. ValueError as of `parse_url`.

    `http.client` reads headers as Latin-1. What isn't ASCII in there goes back as the same bytes.
    """
    encoded = quote(location.strip().encode("latin-1"), safe=_KEPT + "#")
    return parse_url(urljoin(str(base), encoded))


def _ascii_host(host: str) -> str:
    """Names outside ASCII in their form for the DNS (RFC 3490); an IPv6 address as it is."""
    if ":" in host:
        return host
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host):
        raise ValueError("the URL has no host that a name server could know")
    return ascii_host


def _asks_for(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_KEPT)
    return f"{path}?{quote(parts.query, safe=_KEPT)}" if parts.query else path
