import re
from pathlib import Path

import pytest

from tests import dynamodb_local
from tests.target import Target
from tests.world import World

# With the embedded engine there is nothing to test, which is not the same as a skipped test:
# killing the whole system tells something only where its table outlives it.
_ON_ITS_OWN_ENGINE = ["test_kills.py"]
collect_ignore = [] if dynamodb_local.is_asked_for() else _ON_ITS_OWN_ENGINE
# Of the stories of crashes, which are the longest, once is enough: what they are about has its
# stories without a crash on both engines, and its rows in tests/integration/storage. What a crash
# does to the decisions themselves is told on both.
_ON_THE_EMBEDDED_ENGINE = re.compile(r"crash|dies")
_ON_BOTH = ("test_crashes.py", "test_kills.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On its own engine, leave out what is told on the embedded one alone."""
    if not dynamodb_local.is_asked_for():
        return
    told_once = {each for each in items if _is_told_once(each)}
    config.hook.pytest_deselected(items=sorted(told_once, key=lambda each: each.nodeid))
    items[:] = [each for each in items if each not in told_once]


def _is_told_once(item: pytest.Item) -> bool:
    is_story = item.path.parent == Path(__file__).parent and item.path.name not in _ON_BOTH
    return is_story and bool(_ON_THE_EMBEDDED_ENGINE.search(item.nodeid.rpartition("/")[2]))


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page of two components, looked at once, with a subscriber."""
    from tests.scenarios.test_outage import ANN, page_of

    here.apply(page_of(target))
    here.tick()
    here.subscribe(ANN)
    return here
