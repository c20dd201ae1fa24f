"""Notices: what people would have written in an invented past, of maintenance and besides."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.domain.days import DAY
from chalicelib.domain.definition import Definition
from chalicelib.domain.ids import derived_id, timed_id
from chalicelib.domain.incidents import IncidentUpdate, MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.page import Link
from devstack.past.plot import Plot, Work

_TOLD_BEFORE = 7 * DAY
_DONE_EARLY = timedelta(minutes=13)
_PLANNED = (
    "We are moving {name} to newer machines. It may be slow, or away for a few minutes at a time. "
    "Nothing of yours is changed, and there is nothing that you need to do."
)
_BEGUN = "The work has begun, as planned."
_DONE = "The work is done, a little earlier than planned, and all is as it was. Thank you!"


def maintenances(definition: Definition, plot: Plot) -> tuple[Maintenance, ...]:
    """The maintenances of the plot, as far as they have come."""
    names = {component.id: component.name for component in definition.components}
    return tuple(_maintenance(work, names[work.component_ids[0]], plot) for work in plot.works)


def message(definition: Definition, plot: Plot) -> Message:
    """What the company wants to say besides."""
    support_url = definition.page.support_url
    return Message(
        id=derived_id("message", "past"),
        text="Expecting a busy week? Tell us before, and we make room for you.",
        link=Link("Write to us", support_url) if support_url else None,
        starts_at=plot.begun_at,
    )


def _maintenance(work: Work, name: str, plot: Plot) -> Maintenance:
    identity = timed_id(work.when.start, f"maintenance:{','.join(work.component_ids)}")
    ended_at = work.when.end - _DONE_EARLY
    steps = list(_steps(work, name, ended_at, plot))
    stage, updated_at, _ = steps[-1]
    has_begun, is_done = len(steps) > 1, stage is MaintenanceStage.COMPLETED
    return Maintenance(
        id=identity,
        name=f"Maintenance of {name}",
        stage=stage,
        scheduled_for=work.when.start,
        scheduled_until=work.when.end,
        created_at=steps[0][1],
        updated_at=updated_at,
        started_at=work.when.start if has_begun else None,
        completed_at=ended_at if is_done else None,
        component_ids=work.component_ids,
        updates=tuple(
            IncidentUpdate(
                id=derived_id("update", f"{identity}:{number}"),
                number=number,
                stage=reached,
                body=body,
                at=at,
            )
            for number, (reached, at, body) in enumerate(steps, start=1)
        ),
    )


def _steps(
    work: Work, name: str, ended_at: datetime, plot: Plot
) -> Iterator[tuple[MaintenanceStage, datetime, str]]:
    told_at = max(plot.begun_at, min(work.when.start - _TOLD_BEFORE, plot.last_tick))
    yield MaintenanceStage.SCHEDULED, told_at, _PLANNED.format(name=name)
    if work.when.start <= plot.last_tick:
        yield MaintenanceStage.IN_PROGRESS, work.when.start, _BEGUN
    if ended_at <= plot.last_tick and not work.is_under_way:
        yield MaintenanceStage.COMPLETED, ended_at, _DONE
