from collections.abc import Iterator

import pytest

from devstack.settings import Settings
from devstack.stack import DevStack
from tests.integration.devstack.samples import running
from tests.ports import free_ports


@pytest.fixture(scope="package")
def stack() -> Iterator[DevStack]:
    """The sample app at a speed at which a minute takes a second."""
    with running(Settings(port=free_ports(), speed=60)) as stack:
        yield stack


@pytest.fixture
def port(stack: DevStack) -> int:
    return stack.settings.port
