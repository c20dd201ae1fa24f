"""What reading costs, whatever the number of checks and years of history: one small read."""

from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from tests.aws_calls import Call, recorded
from tests.target import Target
from tests.world import World

# The services are imported where they are used: the table's module reads the environment that the
# fixtures make.

PATHS = (
    "/",
    "/api/v2/summary.json",
    "/api/v2/status.json",
    "/api/v2/components.json",
    "/api/v2/incidents.json",
    "/api/v2/incidents/unresolved.json",
    "/api/v2/scheduled-maintenances.json",
    "/history.atom",
    "/history.rss",
    "/maintenance.ics",
    "/status.txt",
    "/badge.svg",
    "/badge.json",
    "/embed",
    "/embed.js",
    "/embed.json",
    "/subscriptions",
    "/down",
    "/healthz",
)
SNAPSHOT_AND_PULSE = [("SNAPSHOT", "pulse"), ("SNAPSHOT", "snapshot")]


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page in trouble: two components, one of them down, and an incident."""
    components = [
        {"key": key, "name": key.capitalize(), "checks": [{"key": "page", "http": {"url": url}}]}
        for key, url in (("checkout", f"{target.url}/checkout"), ("search", target.url))
    ]
    page = {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"]}
    here.apply({"page": page, "components": components})
    target.down("/checkout")
    here.tick(2)
    return here


def keys_of(call: Call) -> list[tuple[str, str]]:
    """What a BatchGetItem asked of the one table, sorted."""
    assert call.operation == "BatchGetItem"
    (asked,) = call.body["RequestItems"].values()
    return sorted((key["pk"]["S"], key["sk"]["S"]) for key in asked["Keys"])


def read(here: World, path: str) -> Any:
    """A view, and the calls to AWS that it took."""
    with recorded() as calls:
        answer = here.browser.get(path)
    return answer, calls


def test_a_cold_view_is_one_request_of_two_items(shop: World) -> None:
    for path in PATHS:
        shop.forget()
        answer, calls = read(shop, path)
        assert [keys_of(call) for call in calls] == [SNAPSHOT_AND_PULSE], path
        assert answer.text


def test_a_warm_view_costs_no_request_at_all(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.services import publishing

    # However slow the machine, the function stays warm through this test.
    monkeypatch.setattr(publishing, "HELD_FOR_S", 3600.0)
    shop.browser.get("/")
    for path in PATHS:
        answer, calls = read(shop, path)
        assert calls == [], path
        assert answer.text


def test_an_incident_that_the_page_still_tells_of_costs_no_more(shop: World) -> None:
    path = f"/incidents/{shop.incidents[0]['id']}"
    shop.forget()
    answer, calls = read(shop, path)
    assert answer.status == 200
    assert [keys_of(call) for call in calls] == [SNAPSHOT_AND_PULSE]


def test_what_is_held_is_read_again_after_a_few_seconds(shop: World) -> None:
    from chalicelib.services import publishing

    shop.forget()
    now = shop.clock.now()
    with recorded() as calls:
        first = publishing.current(now, monotonic=100.0)
        held = publishing.current(now, monotonic=99.9 + publishing.HELD_FOR_S)
        assert len(calls) == 1
        again = publishing.current(now, monotonic=100.0 + publishing.HELD_FOR_S)
    assert [keys_of(call) for call in calls] == [SNAPSHOT_AND_PULSE] * 2
    assert held is first
    assert again is first, "what has not changed is not rendered again"


def test_a_page_that_is_not_set_up_yet_is_looked_for_each_time(here: World) -> None:
    from chalicelib.services import publishing

    with recorded() as calls:
        for _ in range(2):
            with pytest.raises(NotFound, match="has not been set up yet"):
                publishing.current(here.clock.now(), monotonic=1.0)
    assert len(calls) == 2
