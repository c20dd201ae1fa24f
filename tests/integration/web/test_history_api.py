"""Single incidents and history by month, as those who collect Statuspage's incidents read them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.board import Change
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import Incident, MaintenanceStage, Stage
from tests.gateway import Browser
from tests.scenarios.test_outage import page_of
from tests.specimens import incident, maintenance, minute, update
from tests.target import Target
from tests.world import World

# The services are imported where they are used: the table's module reads the environment that the
# fixtures make.

PROGRAM = Browser(headers={})
DAY = 24 * 60
POSTMORTEM_KEYS = [
    "postmortem_body",
    "postmortem_body_last_updated_at",
    "postmortem_ignored",
    "postmortem_published_at",
    "postmortem_notified_subscribers",
    "postmortem_notified_twitter",
]
OWN_KEYS = ["next_update_by", "working_since"]  # which Statuspage doesn't have


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick()
    return here


def publish(world: World, *told: Incident) -> None:
    from chalicelib.services import publishing
    from chalicelib.storage import states

    states.commit(states.load(), Change(incidents=told, episodes=()))
    publishing.publish(world.clock.now())
    world.forget()


def began(days_ago: float, name: str = "Checkout is not available") -> Incident:
    """An incident of that day, half an hour long."""
    start = minute(-days_ago * DAY)
    told = incident(timed_id(start, name), update(1, Stage.RESOLVED, body="Over."), name=name)
    end = start + timedelta(minutes=30)
    return replace(told, started_at=start, created_at=start, updated_at=end, resolved_at=end)


def months(page: str = "") -> Any:
    return PROGRAM.get(f"/history.json{page}").json["months"]


def test_history_is_three_months_a_page_from_the_present_back(shop: World) -> None:
    assert [(m["name"], m["year"], m["days"], m["starts_on"]) for m in months()] == [
        ("November", 2026, 30, 0),
        ("October", 2026, 31, 4),
        ("September", 2026, 30, 2),
    ]
    assert [(m["name"], m["year"]) for m in months("?page=2")] == [
        ("August", 2026),
        ("July", 2026),
        ("June", 2026),
    ]
    assert [m["incidents"] for m in months("?page=400")] == [[], [], []]


def test_an_incident_stands_in_the_month_in_which_it_began(shop: World) -> None:
    recent, older, old = began(1), began(40), began(5 * 365)
    publish(shop, recent, older, old)
    assert [[i["code"] for i in m["incidents"]] for m in months()] == [
        [recent.id],
        [older.id],
        [],
    ]
    five_years_ago = months("?page=21")
    assert [(m["name"], m["year"], len(m["incidents"])) for m in five_years_ago] == [
        ("November", 2021, 1),
        ("October", 2021, 0),
        ("September", 2021, 0),
    ]


def test_an_entry_is_what_those_who_collect_it_can_parse(shop: World) -> None:
    """Their patterns: the month's short name, the day, the time, and maybe another."""
    publish(shop, began(1))
    (entry,) = months()[0]["incidents"]
    assert list(entry) == ["code", "name", "message", "impact", "timestamp"]
    assert (entry["message"], entry["impact"]) == ("Over.", "critical")
    plain = re.sub(r"<[^>]+>", "", entry["timestamp"])
    assert plain == "Nov 21, 12:00 - 12:30 UTC"
    assert re.match(r"\s*([A-Z][a-z]{2})\s+(\d{1,2}),\s*(\d{2}):(\d{2})", plain)


def test_a_span_over_midnight_names_both_days_and_an_open_one_has_no_end(shop: World) -> None:
    late = replace(began(1), resolved_at=minute(0))
    still = replace(
        incident(timed_id(minute(0), "open"), update(1)), created_at=minute(0), resolved_at=None
    )
    publish(shop, late, still)
    spans = [re.sub(r"<[^>]+>", "", i["timestamp"]) for i in months()[0]["incidents"]]
    assert spans == ["Nov 22, 12:00 UTC", "Nov 21, 12:00 - Nov 22, 12:00 UTC"]


def test_maintenances_stand_in_history_too(shop: World) -> None:
    from chalicelib.storage import maintenances

    maintenances.save(maintenance(-DAY, update(1, MaintenanceStage.COMPLETED)))
    (entry,) = months()[0]["incidents"]
    assert (entry["name"], entry["impact"]) == ("New database", "maintenance")


@pytest.mark.parametrize("page", ["0", "-1", "x", "401", "9999999999", "1.5", "", "²"])
def test_a_page_that_isnt_there_is_refused_in_words(shop: World, page: str) -> None:
    answer = PROGRAM.get(f"/history.json?page={page}", Accept="application/json")
    assert answer.status == 422
    assert "from 1 to 400" in answer.json["detail"]


def test_an_incident_by_id_is_a_bare_object_with_its_postmortem(shop: World) -> None:
    told = began(1)
    learnt = replace(update(2, Stage.POSTMORTEM, body="What we learnt."), is_told=True)
    publish(shop, replace(told, stage=Stage.POSTMORTEM, updates=(*told.updates, learnt)))
    body = PROGRAM.get(f"/incidents/{told.id}.json").json
    assert list(body) == [*shop.incidents[0], *POSTMORTEM_KEYS, *OWN_KEYS]
    assert body["postmortem_body"] == "What we learnt."
    assert body["postmortem_published_at"] == body["incident_updates"][0]["display_at"]
    assert body["postmortem_notified_subscribers"] is True


def test_an_incident_without_a_postmortem_says_null(shop: World) -> None:
    told = began(1)
    publish(shop, told)
    body = PROGRAM.get(f"/incidents/{told.id}.json").json
    assert [body[key] for key in POSTMORTEM_KEYS] == [None, None, False, None, False, False]


def test_what_the_snapshot_no_longer_tells_is_read_from_the_record(shop: World) -> None:
    from chalicelib.storage import maintenances

    old = began(2000, "Long ago")
    publish(shop, old, *(began(n, f"Incident {n}") for n in range(1, 52)))
    assert old.id not in [i["id"] for i in shop.incidents]
    assert PROGRAM.get(f"/incidents/{old.id}.json").json["name"] == "Long ago"
    planned = maintenance(-2000 * DAY)
    maintenances.save(planned)
    answer = PROGRAM.get(f"/incidents/{planned.id}.json").json
    assert (answer["id"], answer["impact"]) == (planned.id, "maintenance")


def test_of_very_many_updates_lists_have_the_newest_and_the_incident_itself_has_all(
    shop: World,
) -> None:
    """A check that goes up and down for hours tells of each time."""
    updates = [update(n, body=f"Word number {n}.") for n in range(1, 46)]
    told = incident(timed_id(minute(0), "flapping"), *updates)
    publish(shop, told)
    (listed,) = PROGRAM.get("/api/v2/incidents.json").json["incidents"]
    bodies = [each["body"] for each in listed["incident_updates"]]
    assert bodies == [f"Word number {n}." for n in (*range(45, 16, -1), 1)]
    whole = PROGRAM.get(f"/incidents/{told.id}.json").json
    assert len(whole["incident_updates"]) == 45
    assert "Word number 7." in shop.browser.get(f"/incidents/{told.id}").text


def test_what_never_was_is_not_found(shop: World) -> None:
    answer = PROGRAM.get("/incidents/abcdefghijkl.json", Accept="application/json")
    assert answer.status == 404


def test_a_month_begins_at_the_pages_own_midnight(here: World, target: Target) -> None:
    """In Auckland it is December eleven hours before it is in Greenwich."""
    document: dict[str, Any] = page_of(target)
    document["page"]["time_zone"] = "Pacific/Auckland"
    here.apply(document)
    here.tick()
    edge = datetime.fromisoformat("2026-10-31T11:00:00+00:00")
    ago = (minute(0) - edge) / timedelta(days=1)
    publish(here, began(ago, "first of November"), began(ago + 0.1, "last of October"))
    names = [[i["name"] for i in m["incidents"]] for m in months()]
    assert names == [["first of November"], ["last of October"], []]
