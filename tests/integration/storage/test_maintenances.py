"""Maintenances are found by their windows, also when these were moved; messages as they are."""

from dataclasses import replace

from chalicelib.domain.incidents import MaintenanceStage
from chalicelib.domain.maintenances import Maintenance
from tests.specimens import maintenance, message, minute, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

DAY = 24 * 60


def save(*planned: Maintenance) -> None:
    from chalicelib.storage import maintenances

    for each in planned:
        maintenances.save(each)


def moved(planned: Maintenance, begins: float) -> Maintenance:
    """The same to begin at another time."""
    length = planned.scheduled_until - planned.scheduled_for
    start = minute(begins)
    return replace(
        planned,
        scheduled_for=start,
        scheduled_until=start + length,
        sequence=planned.sequence + 1,
    )


def test_a_maintenance_comes_back_whole(here: World) -> None:
    from chalicelib.storage import maintenances

    told = (
        update(1, MaintenanceStage.SCHEDULED),
        update(2, MaintenanceStage.IN_PROGRESS, body="We have begun."),
    )
    planned = replace(maintenance(DAY, *told), started_at=minute(DAY), sequence=3)
    save(planned, maintenance(2 * DAY))
    assert maintenances.load([planned.id, "0nosuchthing"]) == {planned.id: planned}
    assert maintenances.load([]) == {}


def test_saving_again_replaces_it(here: World) -> None:
    from chalicelib.storage import maintenances

    planned = maintenance(DAY)
    longer = replace(planned, scheduled_until=minute(2 * DAY))
    save(planned, longer)
    assert maintenances.recent(minute(0)) == (longer,)


def test_all_that_is_to_come_is_there_and_the_last_that_were(here: World) -> None:
    from chalicelib.storage import maintenances

    past = [maintenance(-n * DAY, name=f"past {n}") for n in range(1, 54)]
    coming = [maintenance(n * DAY, name=f"coming {n}") for n in range(1, 60)]
    now = maintenance(0)
    save(*past, *coming, now)
    assert maintenances.recent(minute(0)) == (*reversed(coming), now, *past[:49])


def test_a_window_that_was_moved_is_found_where_it_is_now(here: World) -> None:
    from chalicelib.storage import maintenances

    first, other = maintenance(DAY, name="first"), maintenance(3 * DAY, name="other")
    save(first, other)
    later = moved(first, 5 * DAY)
    save(later)
    assert maintenances.recent(minute(0)) == (later, other)
    assert maintenances.load([first.id]) == {first.id: later}
    assert maintenances.between(minute(0), minute(2 * DAY)) == ()
    assert maintenances.between(minute(4 * DAY), minute(6 * DAY)) == (later,)


def test_a_window_that_was_moved_to_and_fro_is_found_once(here: World) -> None:
    from chalicelib.storage import maintenances

    first = maintenance(DAY)
    away = moved(first, 5 * DAY)
    elsewhere = moved(away, 9 * DAY)
    again = moved(elsewhere, 5 * DAY)
    back = moved(again, DAY)
    for step in (first, away, elsewhere, again, back):
        save(step)
        assert maintenances.recent(minute(0)) == (step,)


def test_a_month_ends_where_the_next_begins(here: World) -> None:
    from chalicelib.storage import maintenances

    first, second = maintenance(0, name="first"), maintenance(60, name="second")
    save(first, second)
    assert maintenances.between(minute(0), minute(60)) == (first,)
    assert maintenances.between(minute(60), minute(120)) == (second,)


def test_messages_are_written_and_replaced(here: World) -> None:
    from chalicelib.storage import messages

    first, second = message("0message0001"), message("0message0002", ends_at=minute(5))
    messages.save(first)
    messages.save(second)
    assert messages.load() == (first, second)
    heavier = replace(first, weight=7)
    messages.save(heavier)
    messages.save(second.ended(minute(3)))
    assert messages.load() == (heavier, replace(second, ends_at=minute(3)))
