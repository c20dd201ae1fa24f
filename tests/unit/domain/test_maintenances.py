"""Maintenances in the order that each list wants, and messages at their time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.incidents import MaintenanceStage as Stage
from chalicelib.domain.maintenances import (
    Maintenance,
    active,
    concerning,
    latest_first,
    upcoming,
)
from chalicelib.domain.planned import planned
from chalicelib.domain.timeline import Stretch
from tests.specimens import maintenance, minute, update


def at(begins: float, stage: Stage = Stage.SCHEDULED) -> Maintenance:
    return maintenance(begins, update(1, stage))


windows = st.lists(
    st.builds(at, st.integers(0, 10_000), st.sampled_from(Stage)), max_size=12, unique_by=id
)


@pytest.mark.parametrize(
    ("stage", "is_upcoming", "is_active"),
    [
        (Stage.SCHEDULED, True, False),
        (Stage.IN_PROGRESS, False, True),
        (Stage.VERIFYING, False, True),
        (Stage.COMPLETED, False, False),
        (Stage.CANCELLED, False, False),
    ],
)
def test_a_maintenance_is_to_come_or_under_way_or_over(
    stage: Stage, is_upcoming: bool, is_active: bool
) -> None:
    shown = at(0, stage)
    assert (shown.is_upcoming, shown.is_active) == (is_upcoming, is_active)
    assert shown.is_cancelled is (stage is Stage.CANCELLED)


@given(windows)
def test_the_next_is_first_and_the_latest_is_first(maintenances: list[Maintenance]) -> None:
    coming = [each.scheduled_for for each in upcoming(maintenances)]
    assert coming == sorted(coming)
    latest = [each.scheduled_for for each in latest_first(maintenances)]
    assert latest == sorted(latest, reverse=True)


@given(windows)
def test_no_maintenance_is_in_two_lists(maintenances: list[Maintenance]) -> None:
    listed = [*upcoming(maintenances), *active(maintenances)]
    over = [m for m in maintenances if not (m.is_upcoming or m.is_active)]
    assert sorted(map(id, [*listed, *over])) == sorted(map(id, maintenances))


def test_a_component_has_those_that_name_it() -> None:
    both = maintenance(0, component_ids=("shop", "checkout"))
    other = maintenance(1, component_ids=("search",))
    whole = maintenance(2, component_ids=())
    assert concerning((both, other, whole), "shop") == (both,)
    assert both.scheduled_until - both.scheduled_for == timedelta(hours=2)


def test_one_that_was_called_off_is_over_then_whatever_is_said_of_it_later() -> None:
    told = [update(1, Stage.IN_PROGRESS), update(9, Stage.CANCELLED), update(300, Stage.CANCELLED)]
    work = replace(maintenance(0, *told), started_at=minute(2))
    assert planned([work]) == {"checkout": (Stretch(minute(2), minute(9)),)}
