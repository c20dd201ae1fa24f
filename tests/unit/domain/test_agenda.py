"""What maintenances need, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.agenda import (
    AHEAD,
    Appointment,
    Step,
    due,
    due_at,
    reminders_due,
    step_due,
    with_appointments,
)
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance, Series
from tests.specimens import maintenance, minute, update

HOUR = timedelta(hours=1)
# From hour 10 to hour 12 after noon.
PLANNED = replace(maintenance(600), reminders=(3 * HOUR, HOUR))
RUNNING = replace(
    maintenance(600, update(1, MaintenanceStage.IN_PROGRESS)), reminders=PLANNED.reminders
)
OVER = maintenance(600, update(1, MaintenanceStage.COMPLETED))


def in_series(planned: Maintenance, next_at: float) -> Maintenance:
    series = Series(
        id=planned.id,
        rule="FREQ=WEEKLY",
        first=minute(600).replace(tzinfo=None),
        here=minute(600).replace(tzinfo=None),
        length=2 * HOUR,
        next_at=minute(next_at),
    )
    return replace(planned, series=series)


@pytest.mark.parametrize(
    ("planned", "at", "step"),
    [
        (PLANNED, 0, None),
        (PLANNED, 419, None),
        (PLANNED, 420, Step.REMIND),
        (replace(PLANNED, reminded=(3 * HOUR,)), 420, None),
        (replace(PLANNED, reminded=(3 * HOUR,)), 540, Step.REMIND),
        (PLANNED, 600, Step.BEGIN),
        (PLANNED, 719, Step.BEGIN),
        (PLANNED, 720, Step.END),
        (RUNNING, 0, None),
        (RUNNING, 719, None),
        (RUNNING, 720, Step.END),
        (OVER, 10_000, None),
        (in_series(OVER, 20_000), 10_000, Step.REPEAT),
        (in_series(PLANNED, 10_080), 0, None),
        (in_series(RUNNING, 700 + AHEAD / timedelta(minutes=1)), 700, Step.REPEAT),
    ],
)
def test_the_step_that_is_due(planned: Maintenance, at: float, step: Step | None) -> None:
    assert step_due(planned, minute(at)) is step


def test_reminders_that_are_due_begin_with_the_nearest() -> None:
    assert reminders_due(PLANNED, minute(550)) == (HOUR, 3 * HOUR)


@given(
    st.sampled_from([PLANNED, RUNNING, OVER, in_series(PLANNED, 9_000), in_series(OVER, 900)]),
    st.sets(st.sampled_from(PLANNED.reminders)),
    st.integers(0, 20_000),
)
def test_something_is_due_from_the_appointment_on_and_never_before(
    planned: Maintenance, reminded: set[timedelta], at: int
) -> None:
    planned = replace(planned, reminded=tuple(reminded))
    appointment = due_at(planned)
    is_due = appointment is not None and appointment <= minute(at)
    assert (step_due(planned, minute(at)) is not None) == is_due


def test_a_maintenance_has_one_appointment_at_most() -> None:
    later = maintenance(900)
    agenda = with_appointments((), (later, PLANNED))
    assert [each.maintenance_id for each in agenda] == [PLANNED.id, later.id]
    assert with_appointments(agenda, (replace(PLANNED, stage=OVER.stage),)) == (
        Appointment(maintenance_id=later.id, at=minute(900)),
    )
    assert with_appointments(agenda, (PLANNED,)) == agenda
    assert due(agenda, minute(419)) == ()
    assert due(agenda, minute(900)) == (PLANNED.id, later.id)
