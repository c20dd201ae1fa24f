"""How statuses add up: for a group, and for the page as Statuspage's clients read it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus, PageStatus, page_status, severity, worst

# Component trees of two real pages and the status that each showed for them in April 2026, names
# and texts left out: captured by the project Linuxfabrik/monitoring-plugins.
CAPTURED = json.loads(
    (Path(__file__).parents[2] / "testdata" / "rollup-vectors.json").read_text(encoding="utf-8")
)

UP = ComponentStatus.OPERATIONAL
UNSEEN = ComponentStatus.NO_DATA
MAINTAINED = ComponentStatus.UNDER_MAINTENANCE
DEGRADED = ComponentStatus.DEGRADED_PERFORMANCE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
MAJOR = ComponentStatus.MAJOR_OUTAGE

statuses = st.lists(st.sampled_from(ComponentStatus), max_size=8)


def test_no_data_stands_between_operational_and_maintenance() -> None:
    mild_to_severe = [UP, UNSEEN, MAINTAINED, DEGRADED, PARTIAL, MAJOR]
    assert sorted(ComponentStatus, key=severity) == mild_to_severe


@pytest.mark.parametrize(
    ("members", "group"),
    [
        ([], UP),
        ([UP], UP),
        ([UP, MAINTAINED], MAINTAINED),
        ([MAINTAINED, PARTIAL], PARTIAL),
        ([UP] * 13 + [DEGRADED], DEGRADED),
        ([DEGRADED, MAINTAINED], DEGRADED),
        ([UNSEEN, UP], UNSEEN),
        ([UNSEEN, MAINTAINED], MAINTAINED),
        ([MAJOR, PARTIAL, DEGRADED, MAINTAINED, UNSEEN, UP], MAJOR),
    ],
)
def test_a_group_is_as_bad_as_its_worst(
    members: list[ComponentStatus], group: ComponentStatus
) -> None:
    assert worst(members) is group


@given(statuses, statuses)
def test_the_worst_of_two_groups_is_the_worst_of_all(
    one: list[ComponentStatus], other: list[ComponentStatus]
) -> None:
    assert worst([worst(one), worst(other)]) is worst(one + other)


@pytest.mark.parametrize(
    ("leaves", "indicator", "description"),
    [
        ([], "none", "All Systems Operational"),
        ([UP], "none", "All Systems Operational"),
        ([MAINTAINED], "maintenance", "Service Under Maintenance"),
        ([DEGRADED], "minor", "Partially Degraded Service"),
        ([PARTIAL], "major", "Partial System Outage"),
        ([MAJOR], "critical", "Major System Outage"),
        ([UNSEEN], "none", "All Systems Operational"),
        ([UP, UP], "none", "All Systems Operational"),
        ([MAJOR, MAJOR], "critical", "Major System Outage"),
        ([PARTIAL, PARTIAL], "major", "Partial System Outage"),
        ([MAJOR, PARTIAL], "major", "Partial System Outage"),
        ([MAJOR] + [UP] * 29, "major", "Partial System Outage"),
        ([PARTIAL] * 2 + [UP] * 8, "minor", "Minor Service Outage"),
        ([PARTIAL, MAINTAINED], "minor", "Minor Service Outage"),
        ([PARTIAL, DEGRADED], "minor", "Minor Service Outage"),
        ([DEGRADED, DEGRADED], "minor", "Degraded System Service"),
        ([DEGRADED, UP], "minor", "Partially Degraded Service"),
        ([DEGRADED, MAINTAINED], "minor", "Partially Degraded Service"),
        ([MAINTAINED, MAINTAINED], "maintenance", "Service Under Maintenance"),
        ([MAINTAINED, UP], "maintenance", "Service Under Maintenance"),
        ([UNSEEN, UP], "none", "All Systems Operational"),
        ([UNSEEN, UNSEEN], "none", "All Systems Operational"),
    ],
)
def test_the_status_of_the_page_follows_statuspages_rules(
    leaves: list[ComponentStatus], indicator: str, description: str
) -> None:
    status = page_status(leaves)
    assert (status.indicator, status.description) == (indicator, description)


@given(statuses, st.randoms())
def test_the_order_of_components_tells_nothing(leaves: list[ComponentStatus], random: Any) -> None:
    shuffled = random.sample(leaves, len(leaves))
    assert page_status(shuffled) == page_status(leaves)


@given(statuses)
def test_the_page_takes_missing_data_for_operational(leaves: list[ComponentStatus]) -> None:
    assert page_status(leaves) == page_status([UP if leaf is UNSEEN else leaf for leaf in leaves])


@pytest.mark.parametrize("page", CAPTURED, ids=[page["page"] for page in CAPTURED])
def test_real_pages_showed_the_status_that_we_derive(page: dict[str, Any]) -> None:
    leaves = [ComponentStatus(row["status"]) for row in page["components"] if not row["group"]]
    derived: PageStatus = page_status(leaves)
    assert {"indicator": derived.indicator, "description": derived.description} == page["status"]


@pytest.mark.parametrize("page", CAPTURED, ids=[page["page"] for page in CAPTURED])
def test_real_pages_showed_each_group_as_bad_as_its_worst(page: dict[str, Any]) -> None:
    statuses = {row["id"]: ComponentStatus(row["status"]) for row in page["components"]}
    groups = [row for row in page["components"] if row["group"]]
    assert groups, "a capture without groups shows nothing of them"
    for group in groups:
        assert worst(statuses[child] for child in group["components"]) == group["status"]
