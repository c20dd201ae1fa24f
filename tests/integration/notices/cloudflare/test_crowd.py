"""All come at once, as in an outage: what the exported Worker then asks of the status page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.integration.notices.cloudflare.worker import COPY, FRESH, Edge, Export
from tests.integration.notices.parties import Asked, Party, Says

CROWD = 100
NEWER = FRESH.replace("Fresh", "Newer")


def crowd(at: Edge) -> list[str]:
    """What visitors read who all come at the same time."""
    with ThreadPoolExecutor(CROWD) as visitors:
        return list(visitors.map(lambda _: at.ask("/cart/503").text, range(CROWD)))


@pytest.mark.parametrize("cached", ["cached", "uncached"])
def test_a_crowd_that_comes_first_shares_one_request(
    edge: Export, product: Party, status_page: Party, cached: str
) -> None:
    everybody_waits = Event()

    def down(_: Asked) -> Says:
        if len(product.heard) == CROWD:
            everybody_waits.set()
        return 503, {}, b""

    def slowly(_: Asked) -> Says:
        everybody_waits.wait()
        return 503, {}, FRESH.encode()

    product.says, status_page.says = down, slowly
    read = crowd(edge(product.host, status_page.host, "30", cached))
    assert len(status_page.heard) == 1
    assert read == [FRESH] * CROWD


def test_while_one_visitor_asks_for_newer_words_all_others_read_those_that_are_kept(
    edge: Export, product: Party, status_page: Party
) -> None:
    at = edge(product.host, status_page.host, "30", "cached", "4")
    assert at.ask("/503").text == FRESH
    at.pass_time(10)
    is_asked, go_on = Event(), Event()

    def slowly(_: Asked) -> Says:
        is_asked.set()
        go_on.wait()
        return 503, {}, NEWER.encode()

    status_page.says = slowly
    with ThreadPoolExecutor(1) as one:
        first = one.submit(lambda: at.ask("/503").text)
        is_asked.wait()
        read = crowd(at)  # in each of the Worker's processes
        go_on.set()
        assert first.result() == NEWER
    assert read == [FRESH] * CROWD
    assert crowd(at) == [NEWER] * CROWD
    assert len(status_page.heard) == 2


def test_a_status_page_that_is_gone_is_asked_once_in_ten_seconds_and_its_last_words_stay(
    edge: Export, product: Party, status_page: Party
) -> None:
    at = edge(product.host, status_page.host)
    assert at.ask("/503").text == FRESH
    status_page.says = lambda _: (500, {}, b"")
    for _ in range(2):
        at.pass_time(10)
        assert crowd(at) == [FRESH] * CROWD
    assert len(status_page.heard) == 3
    at.pass_time(300)  # by now they may be wrong
    assert at.ask("/503").text == COPY
