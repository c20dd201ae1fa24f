"""The API v2, as Statuspage's clients read it."""

import re
from typing import Any

import pytest

from tests.gateway import Browser
from tests.target import Target
from tests.world import World

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
# fmt: off
COMPONENT_KEYS = [
    "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase",
    "start_date", "group_id", "page_id", "group", "only_show_if_degraded",
]
INCIDENT_KEYS = [
    "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at",
    "impact", "shortlink", "started_at", "page_id", "incident_updates", "components",
    "reminder_intervals",
]
UPDATE_KEYS = [
    "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at",
    "affected_components", "deliver_notifications", "custom_tweet", "tweet_id",
]
# fmt: on


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """One component by itself and a group of two, in Dublin."""
    here.apply(
        {
            "page": {
                "name": "Demo Shop",
                "time_zone": "Europe/Berlin",
                "allow_addresses": ["127.0.0.1"],
            },
            "components": [component("website", target)],
            "groups": [
                {
                    "key": "shop",
                    "name": "Shop",
                    "components": [component("checkout", target), component("search", target)],
                }
            ],
        }
    )
    here.tick()
    target.down("/checkout")
    here.tick(2)
    return here


def component(key: str, target: Target) -> dict[str, Any]:
    check = {"key": "page", "http": {"url": f"{target.url}/{key}"}}
    return {"key": key, "name": key.capitalize(), "checks": [check]}


def test_the_summary_has_the_keys_in_the_wires_order(shop: World) -> None:
    summary = shop.summary
    assert list(summary) == [
        "page",
        "components",
        "incidents",
        "scheduled_maintenances",
        "status",
    ]
    assert list(summary["page"]) == ["id", "name", "url", "time_zone", "updated_at"]
    for row in summary["components"]:
        assert list(row) == COMPONENT_KEYS + (["components"] if row["group"] else [])
    assert list(summary["incidents"][0]) == INCIDENT_KEYS
    assert list(summary["incidents"][0]["incident_updates"][0]) == UPDATE_KEYS


def test_times_have_milliseconds_and_the_pages_offset(shop: World) -> None:
    summary = shop.summary
    assert summary["incidents"][0]["started_at"] == "2026-11-22T13:02:00.000+01:00"
    for key in ("created_at", "updated_at"):
        assert all(TIME.fullmatch(row[key]) for row in summary["components"])
    assert TIME.fullmatch(summary["page"]["updated_at"])


def test_ids_are_twelve_letters_or_digits(shop: World) -> None:
    summary = shop.summary
    update = summary["incidents"][0]["incident_updates"][0]
    ids = [summary["page"]["id"], update["id"], summary["incidents"][0]["id"]]
    ids += [row["id"] for row in summary["components"]]
    assert all(re.fullmatch(r"[a-z0-9]{12}", each) for each in ids)


def test_groups_are_rows_of_their_own_by_position(shop: World) -> None:
    rows = shop.summary["components"]
    assert [(r["name"], r["position"]) for r in rows] == [
        ("Website", 1),
        ("Checkout", 1),
        ("Shop", 2),
        ("Search", 2),
    ]
    group = next(r for r in rows if r["group"])
    by_id = {r["id"]: r for r in rows}
    assert [by_id[c]["name"] for c in group["components"]] == ["Checkout", "Search"]
    assert all(by_id[c]["group_id"] == group["id"] for c in group["components"])
    assert group["status"] == "major_outage"


def test_an_incident_names_what_it_changed(shop: World) -> None:
    incident = shop.summary["incidents"][0]
    assert incident["impact"] == "critical"
    assert incident["shortlink"] == f"https://status.example.com/incidents/{incident['id']}"
    assert incident["incident_updates"][0]["affected_components"] == [
        {
            "code": incident["components"][0]["id"],
            "name": "Shop - Checkout",
            "old_status": "operational",
            "new_status": "major_outage",
        }
    ]


def test_updates_are_newest_first_and_impact_stays_at_its_peak(shop: World, target: Target) -> None:
    target.up()
    shop.tick(2)
    assert shop.summary["incidents"] == []
    incident = shop.incidents[0]
    assert [u["status"] for u in incident["incident_updates"]] == ["resolved", "investigating"]
    assert incident["impact"] == "critical"
    assert [c["status"] for c in incident["components"]] == ["operational"]


def test_each_endpoint_has_its_body_and_is_open_to_all(shop: World) -> None:
    bodies = {
        "summary.json": ["page", "components", "incidents", "scheduled_maintenances", "status"],
        "status.json": ["page", "status"],
        "components.json": ["page", "components"],
        "incidents.json": ["page", "incidents"],
        "incidents/unresolved.json": ["page", "incidents"],
        "scheduled-maintenances.json": ["page", "scheduled_maintenances"],
        "scheduled-maintenances/upcoming.json": ["page", "scheduled_maintenances"],
        "scheduled-maintenances/active.json": ["page", "scheduled_maintenances"],
    }
    for name, keys in bodies.items():
        answer = Browser(headers={}).get(f"/api/v2/{name}")
        assert list(answer.json) == keys
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_status_that_was_never_seen_counts_as_operational(here: World, target: Target) -> None:
    page = {"name": "New", "allow_addresses": ["127.0.0.1"]}
    here.apply({"page": page, "components": [component("website", target)]})
    assert [row["status"] for row in here.summary["components"]] == ["operational"]
    assert here.summary["status"]["indicator"] == "none"
    assert "No data" in here.browser.get("/").text
