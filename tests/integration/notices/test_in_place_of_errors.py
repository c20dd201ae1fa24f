"""What a visitor gets from each proxy when the product behind it is out of order."""

import gzip
import json
import re
import socket

import pytest

from chalicelib.domain.notice_mark import NOTICE_MARK
from tests.integration.devstack.samples import Answered, until
from tests.integration.notices.product import OWN_HEADERS, OWN_WORDS, Product
from tests.integration.notices.proxies import Proxy

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FAULTS = ("503", "502", "504", "refuses", "hangs up")
PROGRAM = {"Accept": "application/json"}
NOT_FRESH = {
    "If-None-Match": "*",
    "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT",
    "Range": "bytes=0-1",
}


def text_of(answer: Answered) -> str:
    coded = answer.header("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if coded else answer.body).decode()


def assert_is_the_notice(answer: Answered, method: str = "GET") -> None:
    assert answer.status == 503
    names = [name.lower() for name, _ in answer.headers]
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert answer.header("Retry-After") == "60"
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("X-Robots-Tag") == "noindex"
    assert answer.header("Content-Security-Policy") == "frame-ancestors 'self'"
    assert not {"x-own", "set-cookie", "etag", "last-modified", "content-range"} & set(names)
    assert len([name for name in names if name in ("retry-after", "cache-control")]) == 2
    if method == "HEAD":
        assert answer.body == b""
        return
    text = text_of(answer)
    assert NOTICE_MARK in text
    assert text.rstrip().endswith("</html>")
    assert OWN_WORDS not in text


def test_nothing_is_changed_while_the_product_is_well(proxy: Proxy, behind: Product) -> None:
    until(lambda: proxy.ask().status == 200)
    answer = proxy.ask("/cart?x=1", "POST", b"a=b")
    assert answer.body.decode() == f"{OWN_WORDS}: POST /cart?x=1"
    assert {name: answer.header(name) for name in OWN_HEADERS} == OWN_HEADERS


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", METHODS)
def test_the_notice_stands_in(proxy: Proxy, behind: Product, fault: str, method: str) -> None:
    behind.fail(fault)
    body = b"card=1&pay=now" if method not in ("GET", "HEAD") else None
    assert_is_the_notice(proxy.ask("/cart/pay?x=1", method, body), method)


def test_the_notice_stands_in_for_a_product_that_says_nothing(
    proxy: Proxy, behind: Product
) -> None:
    until(lambda: proxy.ask().status == 200)
    behind.fail("is silent")
    assert_is_the_notice(proxy.ask())


@pytest.mark.parametrize("name", NOT_FRESH)
def test_a_browser_that_asks_for_less_gets_the_whole(
    proxy: Proxy, behind: Product, name: str
) -> None:
    behind.fail("503")
    assert_is_the_notice(proxy.ask(headers={name: NOT_FRESH[name]}))


@pytest.mark.parametrize("fault", ["503", "refuses"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_gets_json(proxy: Proxy, behind: Product, fault: str, method: str) -> None:
    until(lambda: proxy.ask().status == 200)
    behind.fail(fault)

    def answered() -> Answered | None:
        answer = proxy.ask("/api/orders", method, headers=PROGRAM)
        # HAProxy knows one error page; which form it is can be chosen once its check has failed.
        return answer if "json" in (answer.header("Content-Type") or "") else None

    answer = until(answered, 5)
    assert answer is not None
    assert answer.status == 503
    assert answer.header("Content-Type") == "application/problem+json"
    assert answer.header("Retry-After") == "60"
    assert answer.header("Cache-Control") == "no-store"
    assert json.loads(answer.body)["status"] == 503


def test_an_answer_of_the_products_own_can_be_let_through(proxy: Proxy, behind: Product) -> None:
    until(lambda: proxy.ask().status == 200)
    behind.fail("503")
    answer = proxy.ask("/api/own/orders", headers=PROGRAM)
    assert answer.status == 503
    assert OWN_WORDS in answer.body.decode()
    behind.fail("refuses")
    assert proxy.ask("/api/own/orders").header("Retry-After") == "60"


def test_other_errors_are_the_products(proxy: Proxy, behind: Product) -> None:
    until(lambda: proxy.ask().status == 200)
    for status in ("404", "500", "429"):
        behind.fail(status)
        answer = proxy.ask()
        assert (str(answer.status), OWN_WORDS in answer.body.decode()) == (status, True)


def test_nobody_can_ask_for_the_files_themselves(proxy: Proxy, behind: Product) -> None:
    until(lambda: proxy.ask().status == 200)
    for name in ("down.html", "down.json", "down.html.asis"):
        answer = proxy.ask(f"/.candor-notice/{name}")
        assert NOTICE_MARK not in answer.body.decode()


def test_without_a_file_it_is_still_503(proxy: Proxy, behind: Product) -> None:
    behind.fail("503")
    away = proxy.place.notice.rename(proxy.place.folder / "away")
    try:
        for fault in ("503", "refuses"):
            behind.fail(fault)
            assert proxy.ask().status == 503
    finally:
        away.rename(proxy.place.notice)


def test_a_websocket_goes_through(proxy: Proxy, behind: Product) -> None:
    until(lambda: proxy.ask().status == 200)
    with socket.create_connection(("127.0.0.1", proxy.place.port), 5) as connection:
        connection.sendall(
            b"GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        with connection.makefile("rb") as answer:
            assert re.match(rb"HTTP/1.1 101 ", answer.readline())
            while answer.readline() != b"\r\n":
                pass
            connection.sendall(b"are you there?\n")
            assert answer.readline() == b"are you there?\n"


def test_a_fire_drill_shows_the_notice_while_the_product_is_well(
    proxy: Proxy, behind: Product
) -> None:
    until(lambda: proxy.ask().status == 200)
    assert_is_the_notice(proxy.ask("/fire-drill"))
    assert proxy.ask().status == 200


def test_the_product_comes_back_and_so_does_its_page(proxy: Proxy, behind: Product) -> None:
    behind.fail("refuses")
    assert_is_the_notice(proxy.ask())
    behind.open()
    until(lambda: proxy.ask().status == 200, 10)
