"""URLs as a probe needs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.network.urls import Url, parse_url, resolve


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://shop.example", Url("http", "shop.example", 80, "/")),
        ("HTTPS://Shop.Example/A?b=C#d", Url("https", "shop.example", 443, "/A?b=C")),
        ("http://shop.example:8080?a", Url("http", "shop.example", 8080, "/?a")),
        ("http://[::1]:81/", Url("http", "::1", 81, "/")),
        ("https://bücher.example/", Url("https", "xn--bcher-kva.example", 443, "/")),
        ("https://127。0。0。1/", Url("https", "127.0.0.1", 443, "/")),
        ("http://a.example/Grüße?x=ü", Url("http", "a.example", 80, "/Gr%C3%BC%C3%9Fe?x=%C3%BC")),
        ("http://a.example/a%20b%2Fc", Url("http", "a.example", 80, "/a%20b%2Fc")),
    ],
)
def test_a_url_is_read_into_what_a_probe_needs(text: str, url: Url) -> None:
    assert parse_url(text) == url


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("http://a.example:80/", "a.example"),
        ("https://a.example:80/", "a.example:80"),
        ("https://a.example:443/", "a.example"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_the_port_is_named_when_it_is_not_the_schemes_own(text: str, authority: str) -> None:
    assert parse_url(text).authority == authority


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://shop.example/b"),
        ("b", "https://shop.example/a/b"),
        ("?c=d", "https://shop.example/a/?c=d"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example:81", "http://other.example:81/"),
        (" /b ", "https://shop.example/b"),
        ("/with a blank#part", "https://shop.example/with%20a%20blank"),
        ("/Gr\xc3\xbc\xc3\x9fe", "https://shop.example/Gr%C3%BC%C3%9Fe"),  # UTF-8, as Latin-1
    ],
)
def test_a_location_is_taken_from_where_it_was_said(location: str, leads_to: str) -> None:
    assert str(resolve(parse_url("https://shop.example/a/"), location)) == leads_to


def url_or_none(text: str) -> Url | None:
    try:
        return parse_url(text)
    except ValueError:
        return None


@given(st.text(st.characters(codec="latin-1")))
def test_whatever_a_location_says_no_line_of_a_request_breaks(location: str) -> None:
    try:
        url = resolve(parse_url("https://shop.example/a/"), location)
    except ValueError:
        return
    assert all("!" <= character <= "~" for character in f"{url.authority}{url.asks_for}")


@given(st.text())
def test_a_url_that_was_read_is_read_again_as_the_same(text: str) -> None:
    if url := url_or_none(f"http://shop.example/{text}"):
        assert parse_url(str(url)) == url
