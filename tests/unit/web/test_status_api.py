"""The API v2: maintenances and groups as Statuspage's clients read them, and real pages again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Incident, MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.page import Component, Group
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.web.programs.status_api import ENDPOINTS
from tests.specimens import NOON, incident, maintenance, minute, shown, snapshot, update

CAPTURED = json.loads(
    (Path(__file__).parents[2] / "testdata" / "rollup-vectors.json").read_text(encoding="utf-8")
)
DAY = 24 * 60
# fmt: off
MAINTENANCE_KEYS = [
    "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at",
    "impact", "shortlink", "started_at", "page_id", "incident_updates", "components",
    "scheduled_for", "scheduled_until",
]
# fmt: on


def at(begins: float, stage: MaintenanceStage, name: str = "New database") -> Maintenance:
    return maintenance(begins, update(1, stage), name=name)


COMING, LATER = at(DAY, MaintenanceStage.SCHEDULED), at(9 * DAY, MaintenanceStage.SCHEDULED)
RUNNING, LATE = at(-30, MaintenanceStage.IN_PROGRESS), at(-DAY, MaintenanceStage.VERIFYING)
OVER, OFF = at(-9 * DAY, MaintenanceStage.COMPLETED), at(2 * DAY, MaintenanceStage.CANCELLED)
ALL = (LATER, OFF, COMING, RUNNING, LATE, OVER)


def page(*told: Incident | Maintenance) -> View:
    made = snapshot(
        shown("checkout"),
        incidents=tuple(each for each in told if isinstance(each, Incident)),
        maintenances=tuple(each for each in told if isinstance(each, Maintenance)),
    )
    return view(made, Pulse(looked={0: NOON}), NOON)


def read(path: str, view: View) -> Any:
    return json.loads(ENDPOINTS[path](view).body)


def listed(path: str, view: View) -> list[str]:
    return [each["id"] for each in read(path, view)["scheduled_maintenances"]]


def ids(*maintenances: Maintenance) -> list[str]:
    return [each.id for each in maintenances]


def test_each_list_has_its_maintenances_in_its_order() -> None:
    v2 = "/api/v2/scheduled-maintenances"
    shop = page(*ALL)
    assert listed(f"{v2}/upcoming.json", shop) == ids(COMING, LATER)
    assert listed(f"{v2}/active.json", shop) == ids(LATE, RUNNING)
    assert listed(f"{v2}.json", shop) == ids(LATER, COMING, RUNNING, LATE, OVER)
    assert listed("/api/v2/summary.json", shop) == ids(COMING, LATER, LATE, RUNNING)


def test_the_old_name_of_the_summary_gives_the_summary() -> None:
    shop = page(*ALL, incident())
    assert read("/index.json", shop) == read("/api/v2/summary.json", shop)


def test_no_more_than_fifty_are_listed() -> None:
    many = [at(n * DAY, MaintenanceStage.SCHEDULED, f"work {n}") for n in range(60)]
    assert listed("/api/v2/scheduled-maintenances.json", page(*many)) == ids(*many[:9:-1])


def test_a_maintenance_has_the_keys_in_the_wires_order() -> None:
    planned = replace(
        COMING,
        started_at=minute(DAY),
        completed_at=minute(DAY + 60),
        stage=MaintenanceStage.COMPLETED,
    )
    (body,) = read("/api/v2/scheduled-maintenances.json", page(planned))["scheduled_maintenances"]
    assert list(body) == MAINTENANCE_KEYS
    assert body["impact"] == "maintenance"
    assert body["scheduled_for"] == "2026-11-23T12:00:00.000Z"
    assert body["scheduled_until"] == "2026-11-23T14:00:00.000Z"
    assert body["started_at"] == body["created_at"] == "2026-11-22T12:01:00.000Z"
    assert body["resolved_at"] == "2026-11-23T13:00:00.000Z"
    assert [each["name"] for each in body["components"]] == ["Checkout"]
    (told,) = body["incident_updates"]
    assert (told["status"], told["incident_id"]) == ("scheduled", planned.id)


def test_every_maintenance_has_a_status_that_clients_know() -> None:
    known = {"scheduled", "in_progress", "verifying", "completed"}
    bodies = read("/api/v2/scheduled-maintenances.json", page(*ALL))["scheduled_maintenances"]
    assert {each["status"] for each in bodies} == known


def test_a_maintenance_doesnt_change_the_status_by_itself() -> None:
    assert read("/api/v2/status.json", page(RUNNING))["status"]["indicator"] == "none"


def captured_page(rows: Sequence[Any]) -> View:
    """The captured tree as a page of ours; ties of position in the order of the capture."""
    groups = tuple(
        Group(id=row["id"], key=row["id"], name=row["id"], position=row["position"])
        for row in rows
        if row["group"]
    )
    leaves = (row for row in rows if not row["group"])
    made = snapshot(*(captured_leaf(row) for row in leaves), groups=groups)
    return view(made, Pulse(looked={0: NOON}), NOON)


def captured_leaf(row: Any) -> Any:
    status = ComponentStatus(row["status"])
    component = Component(
        id=row["id"],
        key=row["id"],
        name=row["id"],
        group_id=row["group_id"],
        position=row["position"],
    )
    return replace(shown("leaf", status), component=component)


@pytest.mark.parametrize("capture", CAPTURED, ids=lambda capture: capture["page"])
def test_a_real_page_comes_out_as_it_was(capture: Any) -> None:
    rows = capture["components"]
    made = read("/api/v2/summary.json", captured_page(rows))
    assert made["status"] == capture["status"]
    keys = ("id", "status", "position", "group", "group_id")
    ours = {row["id"]: {key: row[key] for key in keys} for row in made["components"]}
    assert ours == {row["id"]: {key: row[key] for key in keys} for row in rows}
    assert [row["position"] for row in made["components"]] == [row["position"] for row in rows]
    children = {row["id"]: row["components"] for row in made["components"] if row["group"]}
    assert children == {row["id"]: row["components"] for row in rows if row["group"]}
