"""Maintenance from its announcement to its end, and what is believed beside it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.agenda import with_appointments
from chalicelib.domain.automatic import Episode
from chalicelib.domain.board import Board, Change
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.ending import ended, outlook_after
from chalicelib.domain.errors import Conflict
from chalicelib.domain.incidents import Incident, MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.plan_changes import Words
from chalicelib.domain.plan_deeds import Deed, require_stage
from chalicelib.domain.planning import (
    Plan,
    announced,
    begun,
    extended,
    moved,
    reminded,
    verified,
    worded,
)
from chalicelib.domain.rolling_up import component_statuses
from chalicelib.domain.state import CheckState, Trigger
from chalicelib.domain.telling import Ground
from tests.specimens import NOON, definition, incident, minute

DEFINITION = definition({"checkout": 1, "search": 1})
HOUR = timedelta(hours=1)
QUIET = Words(is_told=False)
DOWN, UP, NO_DATA = (
    CheckState(check_id="", tick=NOON, down=Trigger(on=True, since=NOON), blind=Trigger()),
    CheckState(check_id="", tick=NOON, blind=Trigger()),
    CheckState(check_id="", tick=NOON),
)
PLAN = Plan(
    name="New racks",
    starts_at=minute(60),
    ends_at=minute(120),
    component_ids=("checkout",),
    reminders=(HOUR, HOUR / 2),
)


@dataclass
class Page:
    """What the table would hold."""

    board: Board
    maintenances: dict[str, Maintenance] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)

    def ground(self, at: float) -> Ground:
        return Ground(
            definition=DEFINITION,
            board=self.board,
            now=minute(at),
            base_url="https://status.example.com",
            by_clock=True,
        )

    def write(self, change: Change) -> Change:
        board = self.board
        self.board = replace(
            board,
            version=board.version + 1,
            pins=board.pins if change.pins is None else change.pins,
            agenda=board.agenda if change.agenda is None else change.agenda,
            episodes=board.episodes if change.episodes is None else change.episodes,
            components={**board.components, **{c.component_id: c for c in change.components}},
        )
        self.maintenances |= {each.id: each for each in change.maintenances}
        self.incidents |= {each.id: each for each in change.incidents}
        return change

    def end(self, planned: Maintenance, at: float, stage: MaintenanceStage) -> Change:
        ground = self.ground(at)
        seen = outlook_after(planned, ground)
        told = {key: self.incidents[key] for key in seen.incident_ids if key in self.incidents}
        return self.write(ended(planned, stage, Words(), ground, seen, told))


def page(**checks: CheckState) -> Page:
    """Where nothing is planned; checks are up unless it is said otherwise."""
    states = {f"{each}-0": checks.get(each, UP) for each in ("checkout", "search")}
    known = {key: replace(state, check_id=key) for key, state in states.items()}
    components = {
        key: ComponentState(component_id=key, status=status, since=NOON, created_at=NOON)
        for key, status in component_statuses(DEFINITION, known).items()
    }
    return Page(Board(version=1, episodes=(), checks=known, components=components))


def with_check(here: Page, check_id: str, state: CheckState) -> None:
    checks = {**here.board.checks, check_id: replace(state, check_id=check_id)}
    here.board = replace(here.board, checks=checks)


def planned_on(here: Page, plan: Plan = PLAN, name: str = "0one", at: float = 0) -> Maintenance:
    return here.write(announced(name, plan, here.ground(at))).maintenances[0]


def running_on(here: Page) -> Maintenance:
    return here.write(begun(planned_on(here), Words(), here.ground(60))).maintenances[0]


def test_an_announcement_says_when_and_what() -> None:
    change = announced("0one", PLAN, page().ground(0))
    (planned,) = change.maintenances
    assert (planned.scheduled_for, planned.scheduled_until) == (minute(60), minute(120))
    assert planned.updates[0].is_automatic
    assert planned.updates[0].body == (
        "We work on Checkout from 22 November 2026, 13:00 UTC until 22 November 2026, 14:00 UTC. "
        "Meanwhile it may be slow, or not available."
    )
    (news,) = change.notifications
    assert (news.stage, news.told_name, news.concerned) == ("Scheduled", "New racks", ("Checkout",))
    assert (news.started_at, news.ends_at) == (minute(60), minute(120))
    assert news.url == "https://status.example.com/maintenances/0one"
    assert (change.pins, change.components) == (None, ())


def test_a_reminder_whose_time_is_past_at_the_announcement_is_dropped() -> None:
    here = page()
    planned = planned_on(here)  # just an hour before
    assert planned.reminded == (HOUR,)
    assert [each.at for each in here.board.agenda] == [minute(30)]


def test_one_that_is_moved_reminds_again() -> None:
    here = page()
    planned = planned_on(here)
    here.write(reminded(planned, here.ground(30)))
    later = here.write(moved(planned, minute(600), minute(660), Words(), here.ground(40)))
    assert later.maintenances[0].reminded == ()
    assert later.maintenances[0].sequence == 1
    assert [each.at for each in here.board.agenda] == [minute(540)]
    assert later.notifications[0].stage == "Moved"


def test_a_reminder_is_news_and_no_update() -> None:
    here = page()
    planned = planned_on(here)
    change = reminded(planned, here.ground(30))
    (after,), (news,) = change.maintenances, change.notifications
    assert after.updates == planned.updates
    assert (after.updated_at, after.reminded) == (planned.updated_at, PLAN.reminders)
    assert (news.stage, news.number, news.reminder) == ("Reminder", 1, 2)
    assert news.id != planned.updates[0].id
    assert news.body == (
        "This begins in 30 minutes: on 22 November 2026, 13:00 UTC. "
        "It should be over by 22 November 2026, 14:00 UTC."
    )


def test_its_components_are_under_maintenance_from_its_beginning_to_its_end() -> None:
    here = page()
    planned = running_on(here)
    assert status_of(here, "checkout") is ComponentStatus.UNDER_MAINTENANCE
    assert here.board.components["checkout"].since == minute(60)
    assert status_of(here, "search") is ComponentStatus.OPERATIONAL
    assert [change.after.value for change in planned.updates[-1].changes] == ["under_maintenance"]
    over = here.end(planned, 120, MaintenanceStage.COMPLETED)
    assert status_of(here, "checkout") is ComponentStatus.OPERATIONAL
    assert here.board.pins == ()
    assert [each.since for each in over.history] == [minute(120)]
    assert over.maintenances[0].updates[-1].body == (
        "The work is over. Since 14:00 UTC, Checkout is working again."
    )


def test_what_is_down_at_the_end_has_an_incident_since_then() -> None:
    here = page()
    planned = running_on(here)
    with_check(here, "checkout-0", DOWN)
    over = here.end(planned, 120, MaintenanceStage.COMPLETED)
    (told,) = over.incidents
    assert told.started_at == minute(120)
    assert [news.stage for news in over.notifications] == ["Completed", "Investigating"]
    assert [each.check_ids for each in here.board.episodes] == [("checkout-0",)]


def test_what_people_write_about_already_takes_it_in() -> None:
    here = page()
    here.incidents["0people"] = replace(incident("0people"), is_taken_over=True)
    people = Episode(
        incident_id="0people",
        check_ids=(),
        opened_at=NOON,
        taken_over=True,
        component_ids=("checkout",),
    )
    here.board = replace(here.board, episodes=(people,))
    planned = running_on(here)
    with_check(here, "checkout-0", DOWN)
    over = here.end(planned, 120, MaintenanceStage.COMPLETED)
    assert [each.id for each in over.incidents] == ["0people"]
    assert [news.stage for news in over.notifications] == ["Completed"]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (UP, NO_DATA, "Since 14:00 UTC, Checkout is in an unknown state."),
        (UP, DOWN, "Since 14:00 UTC, Checkout is not available. We are looking into it."),
        (
            DOWN,
            DOWN,
            (
                "Since 14:00 UTC, Checkout is not available. There was a problem before the work, "
                "too. We are looking into it."
            ),
        ),
    ],
)
def test_its_end_says_what_works_and_what_does_not(
    before: CheckState, after: CheckState, sentence: str
) -> None:
    here = page(checkout=before)
    planned = running_on(here)
    with_check(here, "checkout-0", after)
    over = here.end(planned, 120, MaintenanceStage.COMPLETED)
    assert over.maintenances[0].updates[-1].body == f"The work is over. {sentence}"


def test_words_of_people_stand_in_place_of_ours() -> None:
    here = page()
    words = Words(body="Here we go.", bodies={"de": "Es geht los."})
    (planned,) = begun(planned_on(here), words, here.ground(60)).maintenances
    last = planned.updates[-1]
    assert (last.body, last.bodies, last.is_automatic) == (
        "Here we go.",
        {"de": "Es geht los."},
        False,
    )


def test_what_is_said_quietly_is_no_news() -> None:
    here = page()
    planned = planned_on(here, replace(PLAN, words=QUIET))
    assert not planned.is_told
    for change in (
        begun(planned, QUIET, here.ground(60)),
        worded(planned, replace(QUIET, body="Still so."), here.ground(1)),
        reminded(planned, here.ground(31)),
    ):
        assert change.notifications == ()
        assert change.maintenances


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("stage", [MaintenanceStage.COMPLETED, MaintenanceStage.CANCELLED])
def test_nothing_is_done_to_what_is_over(deed: Deed, stage: MaintenanceStage) -> None:
    with pytest.raises(Conflict):
        require_stage(replace(planned_on(page()), stage=stage), deed)


_DEEDS = st.sampled_from(["announce", "begin", "end", "cancel", "move", "extend", "verify", "fail"])


@settings(max_examples=60)
@given(st.lists(st.tuples(_DEEDS, st.sampled_from(["0one", "0two"])), max_size=25))
def test_whatever_is_done_pins_and_agenda_agree_with_what_is_planned(
    deeds: list[tuple[str, str]],
) -> None:
    here, at = page(), 0
    for deed, name in deeds:
        at += 7
        _do(here, deed, name, at)
        under_way = {each.id for each in here.maintenances.values() if each.is_active}
        assert {pin.told_id for pin in here.board.pins} == under_way
        assert here.board.agenda == with_appointments((), here.maintenances.values())
        worked_on = {c for key in under_way for c in here.maintenances[key].component_ids}
        for key, state in here.board.components.items():
            is_so = state.status is ComponentStatus.UNDER_MAINTENANCE
            assert is_so == (key in worked_on)
        for planned in here.maintenances.values():
            assert [each.number for each in planned.updates] == list(
                range(1, len(planned.updates) + 1)
            )
        broken = {
            key
            for key in ("checkout", "search")
            if here.board.components[key].status is ComponentStatus.MAJOR_OUTAGE
        }
        told = {c for episode in here.board.episodes for c in episode.check_ids}
        assert {f"{key}-0" for key in broken} <= told, "what shows as down has an incident"


def _do(here: Page, deed: str, name: str, at: int) -> None:
    """The deed, where it can be done."""
    planned, ground = here.maintenances.get(name), here.ground(at)
    match deed, planned:
        case "announce", None:
            components = ("checkout",) if name == "0one" else ("checkout", "search")
            planned_on(here, replace(PLAN, component_ids=components), name, at)
        case "fail", _:
            if status_of(here, "checkout") is ComponentStatus.UNDER_MAINTENANCE:
                with_check(here, "checkout-0", DOWN)
        case _, Maintenance(is_upcoming=True) | Maintenance(is_active=True):
            _do_to(here, deed, planned, ground)


def _do_to(here: Page, deed: str, planned: Maintenance, ground: Ground) -> None:
    at = (ground.now - NOON) / timedelta(minutes=1)
    match deed:
        case "begin" if planned.is_upcoming:
            here.write(begun(planned, Words(), ground))
        case "move" if planned.is_upcoming:
            here.write(moved(planned, minute(at + 9), minute(at + 90), Words(), ground))
        case "extend":
            here.write(extended(planned, planned.scheduled_until + HOUR, Words(), ground))
        case "verify" if planned.stage is MaintenanceStage.IN_PROGRESS:
            here.write(verified(planned, Words(), ground))
        case "end" if planned.is_active:
            here.end(planned, at, MaintenanceStage.COMPLETED)
        case "cancel":
            here.end(planned, at, MaintenanceStage.CANCELLED)


def status_of(here: Page, component_id: str) -> ComponentStatus:
    return here.board.components[component_id].status
