"""Cloudflare's Worker hands on what the product says, once and whole."""

import threading

import pytest

from tests.integration.notices.cloudflare.worker import FRESH, PATIENCE_S, Answer, Export, notice
from tests.integration.notices.parties import Party


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


def test_a_form_reaches_the_product_once_and_whole(
    edge: Export, product: Party, status_page: Party
) -> None:
    form = b"amount=" + b"9" * 200_000
    at = edge(product.host, status_page.host)
    assert at.ask("/pay", "POST", form).status == 200
    assert at.ask("/pay/503", "POST", form).status == 503
    heard = [(asked.method, asked.path, asked.body) for asked in product.heard]
    assert heard == [("POST", "/pay", form), ("POST", "/pay/503", form)]


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
        notice(asked) if asked.path == "/status/down" else (503, {}, asked.path.encode())
    )
    assert at.ask("/status").text == "/status"
    assert at.ask("/status/incidents").text == "/status/incidents"
    assert [at.ask(path).text for path in ("/", "/statuses", "/cart")] == [FRESH] * 3


def test_an_upgrade_is_left_to_the_product(edge: Export, refusing: str, status_page: Party) -> None:
    answer = edge(refusing, status_page.host).ask(Upgrade="websocket")
    assert answer.status == 599  # nobody to upgrade with: the failure itself, and no notice
    assert status_page.heard == []
