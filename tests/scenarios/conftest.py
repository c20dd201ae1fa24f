import pytest

from tests import dynamodb_local
from tests.target import Target
from tests.world import World

# Killing the whole system tells something only where its table outlives it. With the embedded
# engine there is nothing to test, which is not the same as a test that is skipped.
collect_ignore = [] if dynamodb_local.is_asked_for() else ["test_kills.py"]


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page of two components, looked at once, with a subscriber."""
    from tests.scenarios.test_outage import ANN, page_of

    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    return here
