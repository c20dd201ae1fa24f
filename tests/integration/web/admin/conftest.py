"""A world with the whole cast in it."""

import pytest

from tests.integration.web.admin.cast import Cast
from tests.world import World


@pytest.fixture
def cast(here: World) -> Cast:
    return Cast(here)
