"""The states that every page is looked at in, each made through the real handlers and storage."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import (
    Impact,
    Incident,
    IncidentUpdate,
    MaintenanceStage,
    Stage,
)
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Message
from chalicelib.domain.page import Link
from tests.browser import documents
from tests.browser.told import told
from tests.target import Target
from tests.world import BEGINNING, World

State = Callable[[World, Target], None]
_HOUR = timedelta(hours=1)
_A_SEASON = timedelta(days=92)  # as far as the bars reach


def new(world: World, target: Target) -> None:
    """Set up, and not looked at yet."""
    world.apply(documents.shop(target))


def healthy(world: World, target: Target) -> None:
    """All is well, and was so on most days; there is something to say besides."""
    _watched(world, target, _A_SEASON)


def trouble(world: World, target: Target) -> None:
    """After a year, one incident that hits two components; people have told more of it since."""
    _watched(world, target, timedelta(days=366))
    target.down("/checkout", "/payments-by-card")
    world.tick(4)
    _tell_more(world)
    world.tick()


def wall(world: World, target: Target) -> None:
    """A dozen incidents at once, some with very long words, and many that are over."""
    healthy(world, target)
    for number in range(12):
        _write(world, _incident(number, -number * 7 * timedelta(minutes=1), is_open=True))
    for number in range(12, 40):
        _write(world, _incident(number, -number * 9 * _HOUR, is_open=False))
    target.down()
    world.tick(3)


def maintenance(world: World, target: Target) -> None:
    """Work under way, more to come, and some that is over."""
    healthy(world, target)
    for number, stage in enumerate(MaintenanceStage):
        _plan(world, number, stage)
    _publish(world)


def blind(world: World, target: Target) -> None:
    """Everything was well when the last pulse came, an hour ago."""
    healthy(world, target)
    world.pass_quietly(_HOUR)


def one(world: World, target: Target) -> None:
    """One component, watched for three minutes."""
    world.apply(documents.one(target))
    world.tick(3)


def asked(world: World, target: Target) -> None:
    """After an outage that is over, customers are asked one question."""
    world.apply(documents.one(target, ask="recommend", languages=["en", "de", "ja"]))
    world.tick()
    target.down()
    world.tick(2)
    target.up()
    world.tick(2)


def many(world: World, target: Target) -> None:
    """Three hundred components with a past, some of them out of order."""
    document = documents.many(target)
    _with_a_past(world, document, timedelta(days=30))
    keys = [component["key"] for component in document["groups"][6]["components"]]
    target.down(*(f"/{key}" for key in keys))
    world.tick(2)


STATES: dict[str, State] = {
    state.__name__: state
    for state in (new, healthy, trouble, wall, maintenance, blind, one, asked, told, many)
}


def tell(world: World) -> None:
    """One incident more, written in English alone."""
    _write(world, _incident(0, timedelta(), is_open=True))
    _publish(world)


def _watched(world: World, target: Target, span: timedelta) -> None:
    _with_a_past(world, documents.shop(target), span)
    _say(world)
    world.tick(2)


def _with_a_past(world: World, document: documents.Document, span: timedelta) -> None:
    """Incidents and maintenances are in it as well."""
    from chalicelib.domain.definition import parse
    from devstack.past import invent

    assert invent(parse(document, {}), span, world.clock.now())
    world.forget()


def _say(world: World) -> None:
    from chalicelib.storage import messages

    messages.save(
        Message(
            id="0message0001",
            text="In December our offices close at four.",
            texts={"de": "Im Dezember schließen unsere Büros um vier."},
            link=Link(text="All opening hours", url="https://demo-shop.example/hours"),
            starts_at=BEGINNING - _HOUR,
            suits_outage=True,
        )
    )


def _incident(number: int, began: timedelta, *, is_open: bool) -> Incident:
    """`began` counts from the beginning of the world; it is negative."""
    at = BEGINNING + began
    name = _NAMES[number % len(_NAMES)]
    stages = (Stage.INVESTIGATING, Stage.IDENTIFIED, Stage.MONITORING, Stage.RESOLVED)
    told = stages[: 2 + number % 2] if is_open else stages
    updates = tuple(
        _update(n, stage, at + n * timedelta(minutes=6), _BODIES[(number + n) % len(_BODIES)])
        for n, stage in enumerate(told, start=1)
    )
    last = updates[-1].at
    return Incident(
        id=timed_id(at, f"{number}"),
        name=name,
        names={"de": f"{name} (deutsch)"} if number % 2 else {},
        stage=told[-1],
        impact=list(Impact)[number % 4],
        started_at=at,
        created_at=at + timedelta(minutes=2),
        updated_at=last,
        resolved_at=None if is_open else last,
        component_ids=tuple(_component_ids()[number % 5 : number % 5 + 3]),
        updates=updates,
    )


def _update(number: int, stage: Stage | MaintenanceStage, at: object, body: str) -> IncidentUpdate:
    from datetime import datetime

    assert isinstance(at, datetime)
    return IncidentUpdate(
        id=timed_id(at, f"update {number} {body}"), number=number, stage=stage, body=body, at=at
    )


_NAMES = (
    "Checkout is slow for some customers",
    "Payments by card are refused by one of the banks that we work with, in Ireland and Portugal",
    "Search",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenbestellungen werden nicht angenommen",
    "https://api.demo-shop.example/v2/orders/0123456789abcdef0123456789abcdef/items answers 500",
)
_BODIES = (
    "We see more errors than usual, and are looking for the cause.",
    "A machine that keeps baskets is out of memory.\nWe move them to another.\n\nAll is safe.",
    "It works again. We keep an eye on it.",
    "All is well.",
)


def _component_ids() -> list[str]:
    from chalicelib.storage import definitions

    definition = definitions.in_force()
    assert definition
    return [component.id for component in definition.components]


def _write(world: World, incident: Incident) -> None:
    from chalicelib.domain.board import Change
    from chalicelib.storage import states

    states.commit(states.load(), Change(incidents=(incident,)))


def _tell_more(world: World) -> None:
    """Two more updates of the incident that is open, as a person would write them."""
    from chalicelib.domain.board import Change
    from chalicelib.storage import incidents, states

    (told,) = (each for each in incidents.recent(9) if each.is_open)
    before = len(told.updates)
    more = tuple(
        _update(before + n, Stage.IDENTIFIED, world.clock.now(), _BODIES[n]) for n in (1, 2)
    )
    grown = replace(told, stage=Stage.IDENTIFIED, updates=(*told.updates, *more))
    change = Change(incidents=(grown,), told_before={told.id: before})
    states.commit(states.load(), change)
    _publish(world)


def _plan(world: World, number: int, stage: MaintenanceStage) -> None:
    from chalicelib.storage import maintenances

    begins = BEGINNING + (number * 30 * _HOUR if stage is MaintenanceStage.SCHEDULED else -_HOUR)
    begins += 24 * _HOUR if stage is MaintenanceStage.SCHEDULED else -number * _HOUR
    is_over = stage is MaintenanceStage.COMPLETED
    maintenances.save(
        Maintenance(
            id=timed_id(begins, f"maintenance {number}"),
            name=("New database", "Network works in Rotterdam", "Larger disks")[number % 3],
            stage=stage,
            scheduled_for=begins,
            scheduled_until=begins + 8 * _HOUR,
            created_at=BEGINNING - 72 * _HOUR,
            updated_at=BEGINNING - _HOUR,
            started_at=None if stage is MaintenanceStage.SCHEDULED else begins,
            completed_at=begins + _HOUR if is_over else None,
            component_ids=tuple(_component_ids()[number : number + 2]),
            updates=(_update(1, stage, BEGINNING - _HOUR, _BODIES[number % 4]),),
        )
    )


def _publish(world: World) -> None:
    from chalicelib.services import publishing

    publishing.publish(world.clock.now())
    world.forget()
