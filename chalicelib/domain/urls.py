"""Readers of addresses: of the page itself, of its support, and of what a check looks at."""

import re
from collections.abc import Sequence
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from urllib.parse import SplitResult, urlsplit

from chalicelib.domain.addresses import LOCALHOST, METADATA, is_numeric, why_refused
from chalicelib.domain.places import Place, Reader, Unusable, quoted
from chalicelib.domain.scalars import raw_text
from chalicelib.words import marked

URL_LENGTH = 2000
# These stand in every notice, which has to stay small.
CONTACT_LENGTH, GLANCE_LENGTH, ORIGIN_LENGTH = 200, 300, 120
_THIS_MACHINE = ("localhost", "127.0.0.1")
_URL_CHARACTERS = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_-]+)*\.?", re.I)
_PHONE = re.compile(r"tel:\+?[0-9(][0-9().-]{1,28}[0-9)]", re.I)
_MAILBOX = re.compile(r"[^@\s/]+@[^@\s/]+")
_SMTP = 25
_FRAGMENT = marked("What follows # never reaches a server; take it out.")
_BLOCKED = marked("Port 25 can't be reached, because Lambda blocks it; use another one.")
_PORTS = {"http": 80, "https": 443}
_WEB = ("http://", "https://")
_SUPPORT = (*_WEB, "mailto:")


def page_url(place: Place) -> str:
    """Where the page is read, without a slash at its end."""
    parts = _split(place)
    if parts.query or parts.fragment:
        raise Unusable("The page's address ends before any ? or #; take that part out.")
    return raw_text(place).rstrip("/")


def support_url(place: Place) -> str:
    """Where readers find help: a web address, or mailto: and an address."""
    text = raw_text(place)
    scheme, _, mailbox = text.partition(":")
    if scheme.lower() != "mailto":
        _split(place, _SUPPORT)
        return text
    if not _URL_CHARACTERS.fullmatch(text) or not _MAILBOX.fullmatch(mailbox.partition("?")[0]):
        raise Unusable(f"{quoted(text)} has no address; write for example mailto:help@example.com.")
    return text


def contact_url(place: Place) -> str:
    """How to reach somebody: a web address, mailto: and an address, or tel: and a number."""
    text = raw_text(place)
    _not_longer(place, CONTACT_LENGTH)
    if not text.lower().startswith("tel:"):
        return support_url(place)
    if not _PHONE.fullmatch(text):
        raise Unusable(f"{quoted(text)} has no number; write for example tel:+353-1-234-5678.")
    return text


def glance_url(place: Place) -> str:
    """What a browser can look at from a page by https: the same, or something on this machine."""
    _not_longer(place, GLANCE_LENGTH)
    parts = _split(place)
    if parts.fragment:
        raise Unusable(_FRAGMENT)
    if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
        raise Unusable("From a page by https browsers look at nothing by http; write https.")
    return raw_text(place)


def origin(place: Place) -> str:
    """Scheme, host and port, as browsers write an origin (WHATWG URL, 4.7)."""
    _not_longer(place, ORIGIN_LENGTH)
    parts = _split(place)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise Unusable(
            "An origin ends with its host or port; take out what follows, as in "
            "https://shop.example.com."
        )
    return origin_of(raw_text(place))


def origin_of(url: str) -> str:
    """The origin of a web address."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def target_url(allowed: Sequence[IPv4Network]) -> Reader[str]:
    """A reader of what a check looks at; `allowed` are the page's own private networks."""

    def read(place: Place) -> str:
        parts = _split(place)
        if parts.fragment:
            raise Unusable(_FRAGMENT)
        if parts.port == _SMTP:
            raise Unusable(_BLOCKED)
        _refuse_private(parts.hostname or "", allowed)
        return raw_text(place)

    return read


def posted_to(allowed: Sequence[IPv4Network]) -> Reader[str]:
    """A reader of where news is posted to, by https; in an `allowed` network by http as well."""

    def read(place: Place) -> str:
        if not raw_text(place).lower().startswith(_WEB):
            raise Unusable(marked("This must begin with https://."))
        parts = _split(place)
        host = parts.hostname or ""
        if parts.fragment:
            raise Unusable(_FRAGMENT)
        if parts.port == _SMTP:
            raise Unusable(_BLOCKED)
        address = _own_address(host)
        if address and why_refused(address, allowed):
            text = marked("{host} can't be reached from the Internet; write another one.")
            raise Unusable(text, host=quoted(host))
        if parts.scheme != "https" and not (address and any(address in each for each in allowed)):
            raise Unusable(marked("By http anybody on the way can read it; write https."))
        return raw_text(place)

    return read


def network(place: Place) -> str:
    """A network of IPv4 addresses in CIDR form; a single address is a network of one."""
    text = raw_text(place)
    if ":" in text:
        raise Unusable("IPv6 can't be reached, because Lambda has none; write IPv4 networks only.")
    try:
        read = IPv4Network(text, strict=False)
    except ValueError:
        raise Unusable(
            f"{quoted(text)} isn't a network; write for example 127.0.0.1 or 10.1.0.0/16."
        ) from None
    if "/" in text and text.partition("/")[0] != str(read.network_address):
        raise Unusable(f"{quoted(text)} begins inside a network; write {read}.")
    if any(read.overlaps(metadata) for metadata in METADATA):
        raise Unusable(
            f"{quoted(text)} holds an address where clouds keep credentials, which is never "
            "looked at; write smaller networks."
        )
    return str(read)


def _not_longer(place: Place, most: int) -> None:
    length = len(raw_text(place))
    if length > most:
        text = marked("This has {length} characters; write at most {most}.")
        raise Unusable(text, length=length, most=most)


def _split(place: Place, beginnings: Sequence[str] = _WEB) -> SplitResult:
    """The parts of a web address. It isn't repeated in faults: it may hold a password."""
    text = raw_text(place)
    if not text.lower().startswith(_WEB):
        raise Unusable(f"This must begin with {', '.join(beginnings[:-1])} or {beginnings[-1]}.")
    _not_longer(place, URL_LENGTH)
    if not _URL_CHARACTERS.fullmatch(text):
        raise Unusable(
            marked(
                "This has a character that URLs can't have; write it percent-encoded (%20 for a "
                "blank), and a host name outside ASCII with xn--."
            )
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Unusable(
            marked("The host or port is wrong; write for example example.com:8443.")
        ) from None
    if "@" in parts.netloc:
        raise Unusable(
            marked(
                "A name or password before @ ends up in logs; take it out, or send it in a header."
            )
        )
    _refuse_bad_host(parts, port)
    return parts


def _refuse_bad_host(parts: SplitResult, port: int | None) -> None:
    host = parts.hostname or ""
    if port == 0:
        raise Unusable(marked("Port 0 can't be reached; write one from 1 to 65535."))
    if ":" in host:
        raise Unusable(
            marked(
                "IPv6 addresses can't be reached, because Lambda has no IPv6; "
                "write a host name that has an IPv4 address."
            )
        )
    if not _HOST.fullmatch(host):
        text = marked("{host} isn't a host name; write for example shop.example.com.")
        raise Unusable(text, host=quoted(host))


def _refuse_private(host: str, allowed: Sequence[IPv4Network]) -> None:
    address = _own_address(host)
    if address is None or (why := why_refused(address, allowed)) is None:
        return
    if any(address in metadata for metadata in METADATA):
        raise Unusable(f"{quoted(host)} is {why}; it is never looked at.")
    raise Unusable(
        f"{quoted(host)} is {why}; if that is meant, add {address} to page.allow_addresses."
    )


def _own_address(host: str) -> IPv4Address | None:
    """The address that the host is; None for a name, which is judged only when it is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return LOCALHOST
    return _address(host) if is_numeric(host) else None


def _address(host: str) -> IPv4Address:
    try:
        return IPv4Address(host)
    except AddressValueError:
        text = marked("{host} isn't a full IPv4 address; write four numbers such as 192.0.2.10.")
        raise Unusable(text, host=quoted(host)) from None
