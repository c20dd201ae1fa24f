"""Stories of planned work, through the real handlers at minutes set by hand."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from chalicelib.domain.actors import Actor, ActorKind
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.roles import Role
from tests.planning import PLAN, announced, done, every, stored
from tests.scenarios.test_crashes import at_once
from tests.target import Target
from tests.telling import asked
from tests.world import World

CHECKOUT_IS_DOWN = "[Demo Shop] Investigating: Checkout is not available"


def news(kind: str) -> str:
    return f"[Demo Shop] {kind}: New database"


def statuses(shop: World) -> dict[str, str]:
    return {each["name"]: each["status"] for each in shop.summary["components"]}


def planned_in_api(shop: World, which: str = "") -> list[tuple[str, str]]:
    address = f"/api/v2/scheduled-maintenances{which}.json"
    found = shop.browser.get(address).json["scheduled_maintenances"]
    return [(each["name"], each["status"]) for each in found]


def minute(number: int) -> datetime:
    return datetime(2026, 11, 22, 12, number, tzinfo=UTC)


def test_a_maintenance_is_announced_begins_and_ends_by_itself(shop: World) -> None:
    planned = announced(shop)
    assert shop.news() == [news("Scheduled")]
    shop.tick(8)  # 12:09
    assert statuses(shop)["Checkout"] == "operational"
    assert planned_in_api(shop, "/upcoming") == [("New database", "scheduled")]
    shop.tick()
    assert statuses(shop) == {"Checkout": "under_maintenance", "Search": "operational"}
    assert planned_in_api(shop, "/active") == [("New database", "in_progress")]
    assert shop.summary["status"]["description"] == "Service Under Maintenance"
    assert shop.news() == [news("Scheduled"), news("In progress")]
    shop.tick(5)
    assert statuses(shop)["Checkout"] == "operational"
    assert shop.news() == [news("Scheduled"), news("In progress"), news("Completed")]
    after = stored(planned)
    assert (after.started_at, after.completed_at) == (minute(10), minute(15))
    shop.tick(3)
    assert len(shop.news()) == 3
    assert shop.incidents == []


def test_all_that_shows_maintenance_shows_it(shop: World) -> None:
    planned = announced(shop)
    assert "New database" in shop.browser.get("/maintenance").text
    assert "We move to new machines." in shop.browser.get(f"/maintenances/{planned.id}").text
    calendar = shop.browser.get("/maintenance.ics").text
    assert "DTSTART:20261122T121000Z" in calendar
    assert "SEQUENCE:0" in calendar
    done(shop, "move", planned, {"start": "2026-11-22T12:20"})
    calendar = shop.browser.get("/maintenance.ics").text
    assert "DTSTART:20261122T122000Z" in calendar
    assert "DTEND:20261122T122500Z" in calendar
    assert "SEQUENCE:1" in calendar
    (shown,) = shop.browser.get("/api/v2/scheduled-maintenances.json").json[
        "scheduled_maintenances"
    ]
    assert shown["scheduled_for"] == "2026-11-22T12:20:00.000Z"
    assert [each["status"] for each in shown["incident_updates"]] == ["scheduled", "scheduled"]
    assert [each["name"] for each in shown["components"]] == ["Checkout"]
    shop.leap(minute(19))
    shop.tick()
    page = shop.browser.get("/").text
    assert "Checkout is under maintenance" in page
    assert "New database" in page


def test_what_fails_amid_it_is_part_of_the_plan(shop: World, target: Target) -> None:
    announced(shop)
    shop.tick(9)  # 12:10, the first of the window
    target.down("/checkout")
    shop.tick(2)
    assert statuses(shop)["Checkout"] == "under_maintenance"
    target.up()
    shop.tick(8)
    assert statuses(shop)["Checkout"] == "operational"
    assert shop.incidents == []


def test_what_is_broken_at_its_end_is_not_announced_as_back(shop: World, target: Target) -> None:
    planned = announced(shop)
    shop.tick(9)
    target.down("/checkout")
    shop.tick(5)  # 12:15, its end
    said = stored(planned).updates[-1]
    assert said.stage is MaintenanceStage.COMPLETED
    assert said.body == (
        "The work is over. Since 12:15 UTC, Checkout is not available. We are looking into it."
    )
    assert [change.after.value for change in said.changes] == ["major_outage"]
    assert statuses(shop)["Checkout"] == "major_outage"
    assert [each["status"] for each in shop.incidents] == ["investigating"]
    assert shop.incidents[0]["started_at"] == "2026-11-22T12:15:00.000Z"
    assert sorted(shop.news()[2:]) == sorted([news("Completed"), CHECKOUT_IS_DOWN])
    shop.tick(3)
    assert len(shop.incidents) == 1
    target.up()
    shop.tick(2)
    assert [each["status"] for each in shop.incidents] == ["resolved"]
    assert statuses(shop)["Checkout"] == "operational"


def test_what_fails_only_just_before_its_end_is_found_by_the_checks(
    shop: World, target: Target
) -> None:
    announced(shop)
    shop.tick(12)  # 12:13
    target.down("/checkout")
    shop.tick()  # one failing look, and not believed yet
    shop.tick()
    assert [each["status"] for each in shop.incidents] == ["investigating"]
    assert statuses(shop)["Checkout"] == "major_outage"
    assert len(shop.incidents) == 1


def test_what_was_broken_before_has_its_incident_already(shop: World, target: Target) -> None:
    planned = announced(shop)
    target.down("/checkout")
    shop.tick(9)  # 12:10
    assert len(shop.incidents) == 1
    assert statuses(shop)["Checkout"] == "under_maintenance"
    shop.tick(5)
    assert len(shop.incidents) == 1
    assert "There was a problem before the work, too." in stored(planned).updates[-1].body
    target.up()
    shop.tick(2)
    assert [each["status"] for each in shop.incidents] == ["resolved"]


def test_a_person_who_completes_it_early_is_as_honest(shop: World, target: Target) -> None:
    planned = announced(shop)
    shop.tick(9)
    target.down("/checkout")
    shop.tick(2)
    done(shop, "complete", planned)
    assert statuses(shop)["Checkout"] == "major_outage"
    assert [each["status"] for each in shop.incidents] == ["investigating"]
    shop.tick(5)
    assert [update.stage.value for update in stored(planned).updates] == [
        "scheduled",
        "in_progress",
        "completed",
    ]


def test_it_can_begin_early_be_verified_and_be_extended(shop: World) -> None:
    planned = announced(shop)
    shop.tick()
    after = done(shop, "begin", planned)
    assert after.updates[-1].body == (
        "We begin earlier than planned. The work has begun, and should be over by "
        "22 November 2026, 12:15 UTC."
    )
    assert statuses(shop)["Checkout"] == "under_maintenance"
    after = done(shop, "extend", planned, {"by": "10m"})
    assert (
        after.updates[-1].body
        == "We need more time: it should now be over by 22 November 2026, 12:25 UTC."
    )
    assert after.scheduled_until == minute(25)
    done(shop, "verify", planned, {"body": "All is in place; we look twice."})
    shop.tick(20)  # 12:22
    assert statuses(shop)["Checkout"] == "under_maintenance"
    assert planned_in_api(shop, "/active") == [("New database", "verifying")]
    shop.tick(3)
    assert statuses(shop)["Checkout"] == "operational"
    assert shop.news() == [
        news(each) for each in ("Scheduled", "In progress", "Extended", "Verifying", "Completed")
    ]


def test_two_that_overlap_keep_a_component_until_both_are_over(shop: World, target: Target) -> None:
    announced(shop)
    announced(shop, {**PLAN, "name": "New racks", "start": "2026-11-22T12:12"})
    shop.tick(9)
    target.down("/checkout")
    shop.tick(5)  # 12:15: the first is over
    assert statuses(shop)["Checkout"] == "under_maintenance"
    assert shop.incidents == []
    shop.tick(2)
    assert statuses(shop)["Checkout"] == "major_outage"
    assert len(shop.incidents) == 1


def test_reminders_come_once_each_and_those_slept_through_as_one(shop: World) -> None:
    announced(shop, {**PLAN, "start": "2026-11-24T12:00", "reminders": ["24h", "2h", "1h"]})
    shop.leap(datetime(2026, 11, 23, 11, 59, tzinfo=UTC))
    shop.tick(3)
    shop.fire(shop.minute)
    assert shop.news() == [news("Scheduled"), news("Reminder")]
    mail = shop.letters()[-1].text
    assert "This begins in 1 day: on 24 November 2026, 12:00 UTC." in mail
    assert "We move to new machines." in mail
    shop.leap(datetime(2026, 11, 24, 11, 30, tzinfo=UTC))  # two are overdue
    shop.tick(2)
    assert shop.news() == [news("Scheduled"), news("Reminder"), news("Reminder")]
    assert "This begins in 29 minutes" in shop.letters()[-1].text


def test_a_reminder_that_is_overdue_at_the_start_is_dropped(shop: World) -> None:
    announced(shop, {**PLAN, "start": "2026-11-24T12:00", "reminders": ["1h"]})
    shop.leap(datetime(2026, 11, 24, 12, 1, tzinfo=UTC))
    shop.tick()
    assert shop.news() == [news("Scheduled"), news("In progress")]


def test_a_start_that_was_missed_is_late(shop: World) -> None:
    planned = announced(shop)
    shop.leap(minute(11))
    shop.tick()
    assert stored(planned).started_at == minute(12)
    assert statuses(shop)["Checkout"] == "under_maintenance"


def test_a_window_that_was_slept_through_is_over_and_never_was_under_way(shop: World) -> None:
    planned = announced(shop)
    shop.leap(minute(30))
    shop.tick()
    after = stored(planned)
    assert (after.stage, after.started_at) == (MaintenanceStage.COMPLETED, None)
    assert shop.news() == [news("Scheduled"), news("Completed")]


def test_cancelled_is_cancelled(shop: World) -> None:
    planned = announced(shop)
    after = done(shop, "cancel", planned)
    assert after.updates[-1].body == "This has been called off: it will not take place."
    shop.tick(20)
    assert shop.news() == [news("Scheduled"), news("Cancelled")]
    assert statuses(shop)["Checkout"] == "operational"
    assert planned_in_api(shop, "/upcoming") == []
    assert "STATUS:CANCELLED" in shop.browser.get("/maintenance.ics").text


def test_cancelled_while_it_runs_lets_the_checks_speak_again(shop: World, target: Target) -> None:
    planned = announced(shop)
    shop.tick(9)
    target.down("/checkout")
    shop.tick(2)
    done(shop, "cancel", planned)
    assert statuses(shop)["Checkout"] == "major_outage"
    assert len(shop.incidents) == 1


def test_a_quiet_one_tells_nobody(shop: World) -> None:
    announced(shop, {**PLAN, "start": "2026-11-22T13:10", "reminders": ["1h"], "tell": False})
    shop.tick(75)
    assert shop.news() == []


def test_a_test_of_recovery_says_that_it_is_one(shop: World) -> None:
    values = {key: value for key, value in PLAN.items() if key != "body"}
    planned = announced(shop, {**values, "kind": "recovery_test"})
    assert planned.updates[0].body == (
        "From 22 November 2026, 12:10 UTC until 22 November 2026, 12:15 UTC we test how we would "
        "restore Checkout after a disaster. This is a test: nothing has happened, and nothing is "
        "wrong. We practise so that you can rely on us when it counts. You may not notice "
        "anything of it."
    )
    shop.tick(9)
    assert "This is a test: nothing has happened" in stored(planned).updates[-1].body


def test_a_page_in_another_language_says_it_in_all_of_its_own(here: World) -> None:
    here.apply(
        {
            "page": {"name": "Laden", "languages": ["de", "en"], "time_zone": "Europe/Berlin"},
            "components": [{"key": "kasse", "name": "Kasse"}],
        }
    )
    here.tick()
    here.subscribe("ann@example.com")
    planned = announced(
        here, {"name": "Umzug", "start": "2026-11-22T13:10", "end": "2026-11-22T13:20"}
    )
    assert planned.scheduled_for == minute(10)
    assert here.news() == ["[Laden] Geplant: Umzug"]
    assert planned.updates[0].language == "de"
    assert planned.updates[0].bodies["en"] == (
        "We do planned work from 22 November 2026, 13:10 CET until 22 November 2026, 13:20 CET."
    )


def test_ticks_at_once_do_each_thing_once(shop: World, target: Target) -> None:
    announced(shop)
    shop.tick(8)
    target.down("/checkout")
    for _ in range(8):  # over its start and its end
        at = shop.minute_after
        shop.skip()
        at_once(partial(shop.fire, at), 4)
    shop.tick()
    assert [each.updates[-1].number for each in every(shop)] == [3]
    assert len(shop.incidents) == 1
    assert sorted(shop.news()) == sorted(
        [news("Scheduled"), news("In progress"), news("Completed"), CHECKOUT_IS_DOWN]
    )


def test_a_request_that_comes_again_is_handled_once(shop: World) -> None:
    first = announced(shop, key="abc")
    assert announced(shop, key="abc").id == first.id
    assert len(every(shop)) == 1
    with pytest.raises(Conflict, match="used before"):
        announced(shop, {**PLAN, "name": "Another"}, key="abc")


def test_two_who_change_it_at_once_do_not_undo_one_another(shop: World) -> None:
    from chalicelib.services import maintenance

    planned = announced(shop)
    waiting = iter([asked(shop, {"by": "1m"}) for _ in range(4)])

    def extend() -> None:
        maintenance.extend(planned.id, next(waiting))

    at_once(extend, 4)
    after = stored(planned)
    assert after.scheduled_until == planned.scheduled_until + timedelta(minutes=4)
    assert (after.updates[-1].number, after.sequence) == (5, 4)


@pytest.mark.parametrize(
    ("deed", "values", "sentence"),
    [
        ("begin", {}, "New database is completed; only what is scheduled can be begun."),
        (
            "extend",
            {"by": "5m"},
            (
                "New database is completed; "
                "only what is scheduled or in progress or verifying can be extended."
            ),
        ),
    ],
)
def test_what_is_over_stays_so(
    shop: World, deed: str, values: dict[str, object], sentence: str
) -> None:
    planned = announced(shop)
    shop.tick(15)
    with pytest.raises(Conflict) as refused:
        done(shop, deed, planned, values)
    assert str(refused.value) == sentence


def test_who_may_plan(shop: World) -> None:
    viewer = Actor(kind=ActorKind.PERSON, id="v", name="Vera", role=Role.VIEWER)
    with pytest.raises(Forbidden, match="Vera is a viewer and may not plan maintenance"):
        announced(shop, by=viewer)
    planned = announced(shop)
    for_search = Actor(
        kind=ActorKind.KEY, id="k", name="Key", role=Role.OPERATOR, component_ids=("other",)
    )
    with pytest.raises(Forbidden):
        done(shop, "cancel", planned, by=for_search)
    with pytest.raises(Conflict, match="update 1 was written"):
        done(shop, "cancel", planned, based_on=0)


def test_what_is_not_there_can_not_be_changed(shop: World) -> None:
    from chalicelib.services import maintenance

    with pytest.raises(NotFound):
        maintenance.cancel("0nosuchthing", asked(shop, {}))
    with pytest.raises(InvalidFields):
        announced(shop, {})
