"""Small things of the domain, each as plain as can be, for tests to vary."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.checks import Check, HttpTarget
from chalicelib.domain.components import MAJOR_OUTAGE, ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import (
    ComponentChange,
    Impact,
    Incident,
    IncidentUpdate,
    MaintenanceStage,
    Stage,
)
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.notifications import Notification
from chalicelib.domain.page import Component, Group, PageSettings
from chalicelib.domain.particulars import NamedStatus, Particulars
from chalicelib.domain.snapshot import ComponentView, Snapshot

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE = PageSettings(name="Demo Shop", url="https://status.example.com")
INCIDENT_ID = "0tinc1dent01"


def minute(number: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=number)


def check(
    check_id: str = "c1",
    component_id: str = "shop",
    *,
    failure_threshold: int = 2,
    recovery_threshold: int = 2,
) -> Check:
    return Check(
        id=check_id,
        key=check_id,
        component_id=component_id,
        name=check_id.capitalize(),
        target=HttpTarget(url="https://shop.example/"),
        failure_threshold=failure_threshold,
        recovery_threshold=recovery_threshold,
    )


def component(component_id: str, *, group_id: str | None = None) -> Component:
    """Its name is its id with a capital."""
    return Component(
        id=component_id,
        key=component_id,
        name=component_id.capitalize(),
        group_id=group_id,
        position=1,
    )


def definition(checks_of: Mapping[str, int]) -> Definition:
    """A page whose components have so many checks each."""
    return Definition(
        page=PAGE,
        groups=(),
        components=tuple(component(each) for each in checks_of),
        checks=tuple(
            check(f"{each}-{number}", each)
            for each, count in checks_of.items()
            for number in range(count)
        ),
    )


def shown(
    component_id: str,
    status: ComponentStatus = ComponentStatus.OPERATIONAL,
    *,
    shard: int | None = 0,
    group_id: str | None = None,
) -> ComponentView:
    return ComponentView(
        component=component(component_id, group_id=group_id),
        status=status,
        known=ComponentStatus.OPERATIONAL if status is ComponentStatus.NO_DATA else status,
        since=NOON,
        created_at=NOON,
        shard=shard,
    )


def snapshot(
    *components: ComponentView,
    incidents: tuple[Incident, ...] = (),
    maintenances: tuple[Maintenance, ...] = (),
    messages: tuple[Message, ...] = (),
    groups: tuple[Group, ...] = (),
    version: int = 1,
    made_at: datetime = NOON,
    page: PageSettings = PAGE,
) -> Snapshot:
    return Snapshot(
        version=version,
        made_at=made_at,
        page_id="0123456789ab",
        url="https://status.example.com",
        created_at=NOON,
        page=page,
        groups=groups,
        components=components,
        incidents=incidents,
        maintenances=maintenances,
        messages=messages,
    )


def update(
    number: int = 1,
    stage: Stage | MaintenanceStage = Stage.INVESTIGATING,
    *,
    body: str = "We are looking into it.",
    changes: tuple[ComponentChange, ...] = (),
) -> IncidentUpdate:
    return IncidentUpdate(
        id=f"0update{number:05d}",
        number=number,
        stage=stage,
        body=body,
        at=minute(number),
        changes=changes,
    )


def incident(
    incident_id: str = INCIDENT_ID,
    *updates: IncidentUpdate,
    name: str = "Checkout is not available",
    impact: Impact = Impact.CRITICAL,
    component_ids: tuple[str, ...] = ("checkout",),
) -> Incident:
    """An incident that stands where its last update left it."""
    told = updates or (update(),)
    last = told[-1]
    return Incident(
        id=incident_id,
        name=name,
        stage=Stage(last.stage),
        impact=impact,
        started_at=NOON,
        created_at=minute(1),
        updated_at=last.at,
        resolved_at=last.at if last.stage is Stage.RESOLVED else None,
        component_ids=component_ids,
        updates=told,
    )


def notification(
    told_id: str = INCIDENT_ID,
    number: int = 1,
    *,
    page_name: str = "Demo Shop",
    told_name: str = "Checkout is not available",
    affected: tuple[str, ...] = ("Checkout (major outage)",),
) -> Notification:
    return Notification(
        id=f"{told_id[:7]}{number:05d}",
        told_id=told_id,
        told_name=told_name,
        page_name=page_name,
        stage="Investigating",
        body="Since 12:00 UTC, Checkout is not available.",
        affected=affected,
        started_at=NOON,
        at=minute(number),
        number=number,
        time_zone="Etc/UTC",
        url=f"https://status.example.com/incidents/{told_id}",
        particulars=particulars(incident(told_id)),
    )


def particulars(told: Incident | Maintenance) -> Particulars:
    """Those of its news, on a page whose one component is down."""
    return Particulars(
        told=told,
        page_url="https://status.example.com",
        page_status=MAJOR_OUTAGE,
        components=(
            NamedStatus(
                component_id="checkout", name="Checkout", status=ComponentStatus.MAJOR_OUTAGE
            ),
        ),
    )


def maintenance(
    begins: float = 24 * 60,
    *updates: IncidentUpdate,
    minutes: float = 120,
    name: str = "New database",
    component_ids: tuple[str, ...] = ("checkout",),
) -> Maintenance:
    """A window that begins so many minutes after noon, where its last update left it."""
    told = updates or (update(1, MaintenanceStage.SCHEDULED, body="We move to new machines."),)
    last = told[-1]
    return Maintenance(
        id=timed_id(minute(begins), name),
        name=name,
        stage=MaintenanceStage(last.stage),
        scheduled_for=minute(begins),
        scheduled_until=minute(begins + minutes),
        created_at=minute(1),
        updated_at=last.at,
        component_ids=component_ids,
        updates=told,
    )


def message(
    message_id: str = "0message0001", *, text: str = "Our number is 01 234.", **values: Any
) -> Message:
    """One that runs from noon on."""
    return Message(id=message_id, text=text, **{"starts_at": NOON, **values})
