"""The exported Worker, run by Node between real servers: a product, and a status page."""

import json
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from candor.notices.cloudflare import cloudflare
from candor.notices.site import Site
from tests.browser.site import site
from tests.integration.notices.parties import Asked, Party, Says, nobody, party
from tests.integration.test_candor_command import candor

EDGE = Path(__file__).parent / "edge.mjs"
PATIENCE_S = 60
MARK = '<meta name="candor" content="notice">'
COPY = f"<!doctype html>{MARK}<title>An old copy</title></script>\u2028`${{1}}\\</html>"
FRESH = f"<!doctype html>{MARK}<title>Fresh words</title></html>"
FACTS = {"type": "about:blank", "title": "Old facts", "status": 503}
DOWN = (502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Edge:
    """The Worker at a port; `host` is what it stands before."""

    port: int
    host: str

    def begin(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> HTTPResponse:
        """The answer as soon as it has begun."""
        sent = {"Host": self.host, "Accept": "text/html", **headers}
        sent = {name.replace("_", "-"): value for name, value in sent.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request(method, path, body=body, headers=sent)
        return connection.getresponse()

    def ask(
        self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        response = self.begin(path, method, body, **headers)
        given = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, given, response.read().decode())

    def pass_time(self, seconds: int) -> None:
        self.ask(f"/-/later?seconds={seconds}", "POST")


@contextmanager
def worker(
    file: Path, host: str, patience: str = "30", cached: str = "cached", processes: str = "1"
) -> Iterator[Edge]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: apt-get install nodejs")
    command = [node, str(EDGE), str(file), patience, cached, processes]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        yield Edge(int(process.stdout.readline()), host)
    finally:
        process.kill()
        process.wait()


Export = Callable[..., Edge]


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Export]:
    """`edge(product, status_page)`: the Worker between the two, each a host."""
    with ExitStack() as stack:

        def export(product: str, status_page: str, *how: str) -> Edge:
            file = tmp_path / "worker.mjs"
            exported = cloudflare(
                Site(url=f"http://{status_page}", notice=COPY, problem=json.dumps(FACTS))
            )
            file.write_text(exported["worker.mjs"], encoding="utf-8")
            return stack.enter_context(worker(file, product, *how))

        yield export


@pytest.fixture
def product() -> Iterator[Party]:
    """A product that says its path, at the status that the path ends with."""
    with party(_by_path) as made:
        yield made


def _by_path(asked: Asked) -> Says:
    end = asked.path.rpartition("/")[2]
    headers = {"Content-Type": "text/plain", "X-Own": "1", "Location": "/next"}
    return int(end) if end.isdigit() else 200, headers, asked.path.encode()


@pytest.fixture
def status_page() -> Iterator[Party]:
    with party(_notice) as made:
        yield made


def _notice(asked: Asked) -> Says:
    if "json" in asked.accept:
        facts = {"type": "about:blank", "title": "Fresh facts", "status": 503}
        return 503, {"Content-Type": "application/problem+json"}, json.dumps(facts).encode()
    return 503, {"Content-Type": "text/html; charset=utf-8"}, FRESH.encode()


@pytest.fixture
def refusing() -> Iterator[str]:
    with nobody() as host:
        yield host


@pytest.mark.parametrize("status", [200, 206, 302, 404, 403, 429, 500])
def test_what_the_product_says_passes_as_it_is(
    edge: Export, product: Party, status_page: Party, status: int
) -> None:
    answer = edge(product.host, status_page.host).ask(f"/say/{status}")
    assert (answer.status, answer.text) == (status, f"/say/{status}")
    assert answer.headers["x-own"] == "1"
    assert answer.headers["location"] == "/next"  # not followed, but handed on
    assert len(product.heard) == 1
    assert status_page.heard == []


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


def test_a_form_reaches_the_product_once_and_whole(
    edge: Export, product: Party, status_page: Party
) -> None:
    form = b"amount=" + b"9" * 200_000
    at = edge(product.host, status_page.host)
    assert at.ask("/pay", "POST", form).status == 200
    assert at.ask("/pay/503", "POST", form).status == 503
    heard = [(asked.method, asked.path, asked.body) for asked in product.heard]
    assert heard == [("POST", "/pay", form), ("POST", "/pay/503", form)]


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


def test_a_visitor_does_not_wait_for_ever(edge: Export, product: Party, status_page: Party) -> None:
    at = edge(product.host, status_page.host, "0.2")
    assert at.ask("/slow").text == FRESH


def test_what_changes_something_is_not_given_up(
    edge: Export, product: Party, status_page: Party
) -> None:
    at = edge(product.host, status_page.host, "0.2")
    answers: list[Answer] = []
    upload = threading.Thread(target=lambda: answers.append(at.ask("/slow/pay", "POST", b"1")))
    upload.start()
    assert at.ask("/slow").status == 503  # begun later, and given up already
    assert answers == []
    product.go_on.set()
    upload.join(PATIENCE_S)
    assert [answer.status for answer in answers] == [200]


def test_an_answer_is_handed_on_as_it_comes_and_may_take_its_time(
    edge: Export, product: Party, status_page: Party
) -> None:
    at = edge(product.host, status_page.host, "0.2")
    response = at.begin("/stream/letters")
    assert response.read(5) == b"/stre"
    assert at.ask("/slow").status == 503  # so the time for beginning to answer is over
    product.go_on.set()
    assert response.read() == b"am/letters"


def test_the_status_page_itself_is_never_stood_in_for(edge: Export, status_page: Party) -> None:
    at = edge(status_page.host, status_page.host)
    status_page.says = lambda _: (503, {}, b"our own trouble")
    assert at.ask("/").text == "our own trouble"
    assert [asked.path for asked in status_page.heard] == ["/"]


def test_a_status_page_below_the_product_is_left_alone_and_the_product_is_not(
    edge: Export, status_page: Party
) -> None:
    at = edge(status_page.host, f"{status_page.host}/status")
    status_page.says = lambda asked: (
        _notice(asked) if asked.path == "/status/down" else (503, {}, asked.path.encode())
    )
    assert at.ask("/status").text == "/status"
    assert at.ask("/status/incidents").text == "/status/incidents"
    assert [at.ask(path).text for path in ("/", "/statuses", "/cart")] == [FRESH] * 3


def test_an_upgrade_is_left_to_the_product(edge: Export, refusing: str, status_page: Party) -> None:
    answer = edge(refusing, status_page.host).ask(Upgrade="websocket")
    assert answer.status == 599  # nobody to upgrade with: the failure itself, and no notice
    assert status_page.heard == []


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
            assert MARK in fresh.text
            assert json.loads(facts.text)["status"] == 503
        at.pass_time(10)
        assert at.ask().text == fresh.text
