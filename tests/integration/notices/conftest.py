"""A page, a product, and proxies between it and its visitors."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.integration.notices.installation import standing
from tests.integration.notices.page import Page, running_page
from tests.integration.notices.product import Product, running_product
from tests.integration.notices.proxies import KINDS, Proxy, program
from tests.scenarios.test_outage import page_of
from tests.target import running_target
from tests.world import World, world


@pytest.fixture
def page(here: World) -> Iterator[Page]:
    """The page of this test's own world."""
    with running_page() as made:
        yield made


@pytest.fixture
def product() -> Iterator[Product]:
    with running_product() as made:
        yield made


@pytest.fixture(scope="module", params=KINDS)
def proxy_alone(
    request: pytest.FixtureRequest, dynamodb_endpoint: str | None
) -> Iterator[tuple[Proxy, Product]]:
    """A proxy before a product, with a notice from a page that is gone by now."""
    program(request.param)
    with ExitStack() as stack:
        product = stack.enter_context(running_product())
        with world(dynamodb_endpoint) as here, running_target() as target, running_page() as page:
            here.apply(page_of(target))
            here.tick(3)
            proxy = stack.enter_context(standing(request.param, page, product))
        yield proxy, product


@pytest.fixture
def proxy(proxy_alone: tuple[Proxy, Product]) -> Proxy:
    return proxy_alone[0]


@pytest.fixture
def behind(proxy_alone: tuple[Proxy, Product]) -> Product:
    """The product behind the proxy, well again for each test."""
    proxy_alone[1].open()
    return proxy_alone[1]
