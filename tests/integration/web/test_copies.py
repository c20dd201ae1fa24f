"""The site as files, and what is answered from them when our own table is silent."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.copies import CopiedFile
from chalicelib.web.content_policy import hash_of
from chalicelib.web.programs.status_api import ENDPOINTS
from tests.aws_calls import recorded
from tests.copied_site import FAR, NEAR, bucket, client, copied_world, copy_at, paths
from tests.gateway import Browser
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

URL = "https://status.example.com"
JSON = Browser(headers={"Accept": "application/json"})


@pytest.fixture
def shop(dynamodb_endpoint: str | None, target: Target) -> Iterator[World]:
    """A page in trouble, in two languages, copied into two regions."""
    document: dict[str, Any] = page_of(target)
    document["page"]["languages"] = ["en", "de"]
    with copied_world(dynamodb_endpoint, FAR, NEAR) as here:
        here.apply(document)
        target.down("/checkout")
        here.tick(2)
        yield here


@pytest.fixture
def silent(shop: World) -> World:
    """The same, as a new instance finds it when the table is gone."""
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    shop.forget()
    return shop


def files(here: World) -> dict[str, CopiedFile]:
    from chalicelib.services import publishing
    from chalicelib.web import routes

    view = publishing.current(here.clock.now(), monotonic=1e9)
    return {file.path: file for file in routes.files(view)}


def test_there_is_a_file_of_each_that_has_to_survive(shop: World) -> None:
    in_each_language = ("notice.json", "down.html", "index.html")
    assert set(files(shop)) == {
        *(address[1:] for address in ENDPOINTS),
        "status.txt",
        "favicon.svg",
        "badge.svg",
        *in_each_language,
        *(f"de/{name}" for name in in_each_language),
    }


def test_what_programs_read_is_what_the_page_itself_answers(shop: World) -> None:
    for address in ENDPOINTS:
        assert files(shop)[address[1:]].body == shop.browser.get(address).text


def test_every_link_of_a_page_leads_to_the_pages_own_address(shop: World) -> None:
    for path, file in files(shop).items():
        links = re.findall(r'(?:href|action|content)="(?!#|data:)([^"]*)"', file.body)
        relative = [each for each in links if each.startswith(("/", "."))]
        assert relative == [], path
        assert path.endswith((".json", ".svg", ".txt")) or any(
            each.startswith(URL) for each in links
        )


@pytest.mark.parametrize("path", ["index.html", "de/index.html"])
def test_a_page_allows_itself_what_it_has_and_nothing_else(shop: World, path: str) -> None:
    file = files(shop)[path]
    (own,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', file.body)
    rules = dict(part.split(" ", 1) for part in html.unescape(own).split("; "))
    scripts = re.findall(r"<script>(.*?)</script>", file.body, re.DOTALL)
    assert rules["script-src"].split() == [hash_of(each) for each in scripts]
    assert len(scripts) == 2
    (style,) = re.findall(r"<style>(.*?)</style>", file.body, re.DOTALL)
    assert rules["style-src"] == hash_of(style)
    assert rules["form-action"] == f"'self' {URL}"
    assert "frame-ancestors" not in rules
    assert file.policy == f"{html.unescape(own)}; frame-ancestors 'none'"


def test_a_page_says_that_it_is_a_copy_and_as_of_when(shop: World) -> None:
    assert "This is a copy, as of" in files(shop)["index.html"].body
    assert "22 November 2026, 12:02" in files(shop)["index.html"].body


def test_the_question_after_an_incident_is_asked_by_the_page_itself(
    shop: World, target: Target
) -> None:
    """A form on another host would be refused: it comes from another site."""
    document: dict[str, Any] = page_of(target)
    document["page"] |= {"languages": ["en", "de"], "ask": "informed"}
    shop.apply(document)
    target.up()
    shop.tick(2)
    address = f"/incidents/{shop.incidents[0]['id']}/answers"
    assert f'action="{address}"' in shop.browser.get("/").text
    for path, url in (("index.html", f"{URL}{address}"), ("de/index.html", f"{URL}/de{address}")):
        page = files(shop)[path].body
        assert f'<a id="asked-q" href="{url}">' in page
        assert f'action="{url}"' not in page
    assert f'action="{address}"' in shop.browser.get("/").text


def test_a_file_stays_the_same_until_something_changes(shop: World, target: Target) -> None:
    before = files(shop)
    shop.tick(5)
    assert files(shop) == before
    target.up()
    shop.tick(2)
    assert files(shop)["index.html"] != before["index.html"]


def test_an_address_that_cannot_be_answered_is_never_copied(shop: World) -> None:
    from chalicelib.domain.errors import Unavailable
    from chalicelib.services import publishing
    from chalicelib.web import copies
    from chalicelib.web.responses import plain

    view = publishing.current(shop.clock.now(), monotonic=2e9)
    another = replace(view, snapshot=replace(view.snapshot, version=99))
    with pytest.raises(Unavailable, match=r"can't be copied: it is answered with 500"):
        copies.files(another, lambda _request: plain("broken", status=500))


def test_the_list_names_each_file_with_its_digest_and_all_can_be_had(shop: World) -> None:
    listed = shop.browser.get("/copy.json")
    assert listed.headers["cache-control"] == "no-store"
    assert [each["path"] for each in listed.json["files"]] == list(files(shop))
    for path, file in files(shop).items():
        got = shop.browser.get(f"/copy/{path}")
        assert (got.status, got.text) == (200, file.body)
        assert got.headers["content-type"].partition(";")[0] == file.content_type.partition(";")[0]
        assert got.headers.get("content-security-policy")


@pytest.mark.parametrize("path", ["pulse.json", "nothing.html", "../app.py", "api/v2/"])
def test_there_is_no_copy_of_anything_else(shop: World, path: str) -> None:
    assert shop.browser.get(f"/copy/{path}").status == 404


def test_what_is_held_goes_before_any_copy(shop: World) -> None:
    shop.browser.get("/")
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    assert "This is a copy" not in shop.browser.get("/").text


def test_the_pages_come_from_their_copies(silent: World) -> None:
    page = silent.browser.get("/")
    assert (page.status, page.text) == (200, copy_at("index.html"))
    assert page.headers["cache-control"] == "max-age=5, public, s-maxage=5"
    assert silent.browser.get("/de/").text == copy_at("de/index.html")
    for address in (*ENDPOINTS, "/status.txt", "/favicon.svg", "/notice.json", "/pulse.json"):
        answer = silent.browser.get(address)
        assert (answer.status, answer.text) == (200, copy_at(address[1:])), address
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_from_a_copy_has_the_policy_that_fits_it(silent: World) -> None:
    page = silent.browser.get("/")
    policy = page.headers["content-security-policy"]
    for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
        assert hash_of(script) in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_notice_comes_from_its_copy(silent: World, method: str) -> None:
    notice = silent.browser.send(method, "/down/cart/pay")
    assert (notice.status, notice.text) == (503, copy_at("down.html"))
    assert notice.headers["retry-after"] == "60"
    assert notice.headers["cache-control"] == "no-store"
    assert notice.headers["x-robots-tag"] == "noindex"
    assert "Checkout is not available" in notice.text
    assert silent.browser.get("/de/down").text == copy_at("de/down.html")


def test_a_program_that_meets_the_notice_gets_the_same_facts(shop: World) -> None:
    live = JSON.get("/down")
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    shop.forget()
    copied = JSON.get("/down")
    assert copied.status == 503
    assert copied.headers["content-type"].startswith("application/problem+json")
    assert copied.json.keys() - {"lang"} == live.json.keys()
    assert copied.json["title"] == live.json["title"] == "Checkout is not available"
    assert copied.json["seen"] == live.json["seen"]


def test_what_has_no_copy_says_so_plainly(silent: World) -> None:
    page = silent.browser.get("/history")
    assert page.status == 503
    assert "This status page can't reach what it stands on." in html.unescape(page.text)
    assert silent.browser.get("/healthz").status == 503


def test_a_bucket_that_is_gone_is_made_up_for_by_the_next(silent: World) -> None:
    empty(FAR)
    silent.forget()
    assert silent.browser.get("/").text == copy_at("index.html", NEAR)
    empty(NEAR)
    silent.forget()
    assert silent.browser.get("/").status == 503
    assert "We are sorry" in silent.browser.get("/down").text


def test_a_crowd_is_answered_from_one_look_at_table_and_bucket(silent: World) -> None:
    with recorded() as calls:
        for _ in range(20):
            assert silent.browser.get("/").status == 200
    assert [urlsplit(each.operation).path for each in calls] == ["BatchGetItem", "/index.html"]


def test_a_table_that_is_back_is_seen_after_a_few_seconds(shop: World) -> None:
    from chalicelib.domain.errors import Unavailable
    from chalicelib.services import publishing

    table = settings.names().table
    shop.forget()
    now = shop.clock.now()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chalicelib.storage.models.Row.Meta.table_name", f"{table}-gone")
        patched.setattr("chalicelib.storage.models.Row._connection", None)
        with pytest.raises(Unavailable):
            publishing.current(now, monotonic=100.0)
    with pytest.raises(Unavailable):
        publishing.current(now, monotonic=99.9 + publishing.HELD_FOR_S)
    back = publishing.current(now, monotonic=100.0 + publishing.HELD_FOR_S)
    assert back.blind_since is None


def empty(region: str) -> None:
    s3 = client(region)
    for path in paths(region):
        s3.delete_object(Bucket=bucket(region), Key=path)
    s3.delete_bucket(Bucket=bucket(region))
