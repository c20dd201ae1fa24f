"""Cloudflare's Worker says the notice where the product can't speak, from wherever it has it."""

import json
import tomllib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from candor.notices.cloudflare import cloudflare
from candor.notices.site import Site
from chalicelib.domain.notice_mark import NOTICE_MARK
from tests.browser.site import site
from tests.integration.notices.cloudflare.worker import COPY, FACTS, FRESH, Export, worker
from tests.integration.notices.parties import Party, Says, nobody, party
from tests.integration.test_candor_command import candor

DOWN = (502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530)


@pytest.mark.parametrize("status", DOWN)
def test_a_product_that_says_that_it_is_down_is_stood_in_for(
    edge: Export, product: Party, status_page: Party, status: int
) -> None:
    answer = edge(product.host, status_page.host).ask(f"/say/{status}")
    assert (answer.status, answer.text) == (503, FRESH)
    assert "x-own" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_product_that_is_gone_is_stood_in_for_whatever_was_asked(
    edge: Export, refusing: str, status_page: Party, method: str
) -> None:
    body = b"card=1" if method in ("POST", "PUT", "PATCH") else None
    answer = edge(refusing, status_page.host).ask("/cart?pay=1", method, body)
    assert answer.status == 503
    assert answer.text == ("" if method == "HEAD" else FRESH)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["retry-after"] == "60"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["content-security-policy"] == "frame-ancestors 'self'"


def test_a_program_gets_the_facts_as_json(
    edge: Export, product: Party, status_page: Party, refusing: str
) -> None:
    answer = edge(refusing, status_page.host).ask(
        "/api/orders", "POST", b"{}", Accept="application/json", Content_Type="application/json"
    )
    assert answer.status == 503
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert json.loads(answer.text)["title"] == "Fresh facts"


def test_the_copy_is_shown_when_the_status_page_is_gone_as_well(
    edge: Export, refusing: str
) -> None:
    at = edge(refusing, refusing.replace("127.0.0.1", "localhost"))
    assert at.ask() == at.ask()
    assert (at.ask().status, at.ask().text) == (503, COPY)
    assert json.loads(at.ask(Accept="application/json").text) == FACTS


@pytest.mark.parametrize(
    "says",
    [
        pytest.param((200, {}, FRESH.encode()), id="a page that isn't the notice"),
        pytest.param((503, {}, b"<html>Service Unavailable</html>"), id="somebody else's error"),
        pytest.param((503, {}, FRESH.encode()[:-7]), id="half a notice"),
        pytest.param((302, {"Location": "/elsewhere"}, FRESH.encode()), id="a way elsewhere"),
    ],
)
def test_nothing_but_a_whole_notice_is_taken_from_the_status_page(
    edge: Export, refusing: str, says: Says
) -> None:
    with party(lambda _: says) as strange:
        assert edge(refusing, strange.host).ask().text == COPY


def test_the_status_page_is_asked_once_in_ten_seconds(
    edge: Export, refusing: str, status_page: Party
) -> None:
    at = edge(refusing, status_page.host)
    for path in ("/", "/cart", "/cart?x=1"):
        assert at.ask(path).text == FRESH
    assert len(status_page.heard) == 1
    newer = FRESH.replace("Fresh", "Newer")
    status_page.says = lambda _: (503, {}, newer.encode())
    at.pass_time(10)
    assert at.ask().text == newer


def test_without_a_cache_the_notice_comes_all_the_same(
    edge: Export, refusing: str, status_page: Party
) -> None:
    at = edge(refusing, status_page.host, "30", "uncached")
    assert [at.ask().text, at.ask().text] == [FRESH, FRESH]
    at.pass_time(10)
    assert at.ask().text == FRESH
    assert len(status_page.heard) == 2


def test_a_product_that_breaks_off_is_stood_in_for(
    edge: Export, product: Party, status_page: Party
) -> None:
    assert edge(product.host, status_page.host).ask("/break").text == FRESH


def test_what_wrangler_reads_names_the_worker() -> None:
    files = cloudflare(Site(url="https://status.example.com", notice=COPY))
    settings: dict[str, Any] = tomllib.loads(files["wrangler.toml"])
    assert settings["main"] in files
    assert float(settings["vars"]["PATIENCE_SECONDS"]) > 0


def test_the_notice_of_the_real_page_is_shown_and_outlives_it(tmp_path: Path) -> None:
    with nobody() as gone, ExitStack() as stack:
        with site("healthy") as page:
            status, _, err = candor(
                "notice", "export", "cloudflare", str(tmp_path), "--url", page.url
            )
            assert (status, err) == (0, "")
            at = stack.enter_context(worker(tmp_path / "worker.mjs", gone))
            fresh, facts = at.ask(), at.ask(Accept="application/json")
            assert (fresh.status, facts.status) == (503, 503)
            assert NOTICE_MARK in fresh.text
            assert json.loads(facts.text)["status"] == 503
        at.pass_time(10)
        assert at.ask().text == fresh.text
