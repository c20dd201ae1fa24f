"""A new incident on its way to a visitor who meets an error: from `/down`, then by the file."""

import pytest

from tests.integration.devstack.samples import ask, until
from tests.integration.notices.installation import refreshed, standing
from tests.integration.notices.page import Page
from tests.integration.notices.product import Product
from tests.integration.notices.proxies import KINDS, Proxy, program
from tests.integration.notices.test_in_place_of_errors import assert_is_the_notice, text_of
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

WORDS = "Checkout is not available"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_incident_is_told_until_the_product_is_back(
    here: World, target: Target, page: Page, product: Product, kind: str
) -> None:
    program(kind)
    here.apply(page_of(target))
    here.tick(3)
    with standing(kind, page, product) as proxy:
        product.fail("refuses")
        assert WORDS not in text_of(proxy.ask())

        target.down("/checkout")
        here.tick(2)
        until(lambda: WORDS in ask(page.port, "/down").body.decode(), 10)
        ran = refreshed(proxy.place, reload=f"kill -USR2 {proxy.process.pid}")
        assert ran.returncode == 0, ran.stderr
        until(lambda: _says(proxy, WORDS), 30)

        page.close()  # Candor itself is out of order
        try:
            assert refreshed(proxy.place).returncode == 1
            assert_is_the_notice(proxy.ask("/pay", "POST", b"card=1"))
            assert WORDS in text_of(proxy.ask())
        finally:
            page.open()
        product.open()
        until(lambda: proxy.ask().status == 200, 10)


def _says(proxy: Proxy, words: str) -> bool:
    try:
        return words in text_of(proxy.ask())
    except OSError:  # between the old process and the new one, while HAProxy reloads
        return False
