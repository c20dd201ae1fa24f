import pytest

from tests import dynamodb_local
from tests.target import Target
from tests.world import World

# Killing the whole system tells something only where its table outlives it. With the embedded
# engine there is nothing to test, which is not the same as a test that is skipped.
_ON_ITS_OWN_ENGINE = ["test_kills.py"]
# Once is enough. S3 is embedded with either engine, and the table's part in copies and maintenance
# has its tests on both: test_maintenance.py, and those in tests/integration/storage. What a crash
# does to the decisions themselves is told on both by test_crashes.py.
_ON_THE_EMBEDDED_ENGINE = ["test_copies_after_crashes.py", "test_maintenance_crashes.py"]
collect_ignore = _ON_THE_EMBEDDED_ENGINE if dynamodb_local.is_asked_for() else _ON_ITS_OWN_ENGINE


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page of two components, looked at once, with a subscriber."""
    from tests.scenarios.test_outage import ANN, page_of

    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    return here
