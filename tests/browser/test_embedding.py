"""The banner on other people's pages: there in trouble, gone in health, harmless always."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
Fresh = Callable[[str], Site]
Sites = Mapping[str, Site]

_AT_MOST = 2048
_WORDS = "Our own words"
_BANNER = "div[dir] [role=status]"


@contextmanager
def _shop(held: str) -> Iterator[str]:
    """A page of somebody's, at another origin, that holds this of ours; gives its address."""
    body = (
        f'<!doctype html><html lang="en"><title>Shop</title><body><h1>{_WORDS}</h1>{held}</body>'
    ).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def _banner(site: Site) -> str:
    return f'<script src="{site.url}/embed.js" async></script>'


class _Errors:
    """What the page that holds the banner would find in its own log."""

    def __init__(self, page: Page) -> None:
        self.thrown: list[str] = []
        page.on("pageerror", lambda error: self.thrown.append(str(error)))


def _open(read: Read, site: Site, url: str, **routes: Any) -> tuple[Reader, _Errors]:
    reader = read(site, stands=False)
    page = reader.page
    for path, answer in routes.items():
        page.route(f"**/{path.replace('_', '.')}", answer)
    errors = _Errors(page)
    page.goto(url)
    return reader, errors


def test_the_script_is_small(sites: Sites) -> None:
    from urllib.request import urlopen

    with urlopen(f"{sites['trouble'].url}/embed.js") as answer:
        assert len(answer.read()) <= _AT_MOST


def test_it_shows_while_something_is_wrong(sites: Sites, read: Read) -> None:
    site = sites["trouble"]
    with _shop(_banner(site)) as url:
        reader, errors = _open(read, site, url)
        page = reader.page
        page.clock.run_for(1000)
        banner = page.locator(_BANNER)
        expect(banner).to_contain_text("Outage")
        link = banner.locator("a").get_attribute("href") or ""
        assert link.startswith(f"{site.url}/incidents/")
        assert page.locator("h1").inner_text() == _WORDS
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        page.get_by_role("button", name="Close").click()
        expect(banner).to_have_count(0)
        page.clock.run_for(200_000)
        expect(banner).to_have_count(0)
        assert errors.thrown == []


def test_it_is_not_there_while_all_is_well(sites: Sites, read: Read) -> None:
    with _shop(_banner(sites["healthy"])) as url:
        reader, errors = _open(read, sites["healthy"], url)
        page = reader.page
        page.clock.run_for(1000)
        page.wait_for_load_state("networkidle")
        assert page.locator("body > div").count() == 0
        assert errors.thrown == []


def test_it_comes_with_trouble_and_goes_with_it(fresh: Fresh, read: Read) -> None:
    site = fresh("one")
    with _shop(_banner(site)) as url:
        reader, errors = _open(read, site, url)
        page = reader.page
        site.down()
        site.tick(3)
        _look_again(reader)
        expect(page.locator(_BANNER)).to_contain_text("is not available")
        site.up()
        site.tick(3)
        _look_again(reader)
        expect(page.locator(_BANNER)).to_have_count(0)
        assert errors.thrown == []


def test_old_news_is_not_shown(sites: Sites, read: Read) -> None:
    """The checks may have gone quiet in the middle of an outage: then nobody knows."""
    site = sites["trouble"]
    with _shop(_banner(site)) as url:
        reader, errors = _open(read, site, url)
        page = reader.page
        page.clock.run_for(1000)
        expect(page.locator(_BANNER)).to_be_visible()
        page.clock.set_system_time(site.now() + timedelta(minutes=6))
        _look_again(reader)
        expect(page.locator(_BANNER)).to_have_count(0)
        assert errors.thrown == []


@pytest.mark.parametrize("gone", ["embed_js", "embed_json"])
def test_a_server_that_is_gone_does_no_harm(sites: Sites, read: Read, gone: str) -> None:
    with _shop(_banner(sites["trouble"])) as url:
        reader, errors = _open(
            read, sites["trouble"], url, **{gone: lambda route: route.abort("connectionrefused")}
        )
        page = reader.page
        page.clock.run_for(200_000)
        page.wait_for_load_state("networkidle")
        assert page.locator("body > div").count() == 0
        assert page.locator("h1").inner_text() == _WORDS
        assert errors.thrown == []


@pytest.mark.parametrize("answer", ["", "<html>502</html>", "null", "[]", '{"show": true}'])
def test_an_answer_that_is_none_does_no_harm(sites: Sites, read: Read, answer: str) -> None:
    with _shop(_banner(sites["trouble"])) as url:
        reader, errors = _open(
            read, sites["trouble"], url, embed_json=lambda route: route.fulfill(body=answer)
        )
        page = reader.page
        page.clock.run_for(1000)
        page.wait_for_load_state("networkidle")
        assert page.locator("body > div").count() == 0
        assert errors.thrown == []


def test_it_waits_for_two_seconds_at_most(sites: Sites, read: Read) -> None:
    held: list[Route] = []
    with _shop(_banner(sites["trouble"])) as url:
        reader, errors = _open(
            read, sites["trouble"], url, embed_json=lambda *each: held.append(each[0])
        )
        page = reader.page
        while not held:  # it is about to ask
            page.wait_for_timeout(10)
        with page.expect_event("requestfailed") as failed:
            page.clock.run_for(2000)
        assert failed.value.url.endswith("/embed.json")
        assert held.pop().request.failure
        assert page.locator("body > div").count() == 0
        assert errors.thrown == []


def test_the_frame_shows_the_state_in_one_line(sites: Sites, read: Read) -> None:
    site = sites["trouble"]
    frame = f'<iframe src="{site.url}/embed" title="Status"></iframe>'
    with _shop(frame) as url:
        page = read(site).page
        page.goto(url)
        line = page.frame_locator("iframe").locator("a")
        expect(line).to_contain_text("Demo Shop: ")
        expect(line).to_have_attribute("href", f"{site.url}/")


def _look_again(reader: Reader) -> None:
    """The banner asks once a minute; what it says comes a moment after it is there."""
    reader.wait_for_question(f"{reader.site.url}/embed.json", seconds=62)
    reader.page.clock.run_for(200)
