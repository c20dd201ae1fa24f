"""Maintenances are written with what is on the agenda for them, and their news in its order."""

from dataclasses import replace

from chalicelib.domain.agenda import Appointment, with_appointments
from chalicelib.domain.board import Change
from chalicelib.domain.ids import timed_id
from chalicelib.domain.maintenances import Maintenance, MaintenanceKind, Series
from chalicelib.domain.notifications import Notification
from tests.aws_calls import recorded
from tests.specimens import NOON, maintenance, minute, notification
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

PLANNED = replace(
    maintenance(600),
    kind=MaintenanceKind.RECOVERY_TEST,
    reminders=(minute(60) - NOON,),
    reminded=(minute(60) - NOON,),
    is_told=False,
    series=Series(
        id="0first",
        rule="FREQ=WEEKLY",
        first=NOON.replace(tzinfo=None),
        here=NOON.replace(tzinfo=None),
        length=minute(120) - NOON,
        next_at=minute(10_080),
    ),
)


def commit(*planned: Maintenance, news: tuple[Notification, ...] = ()) -> None:
    from chalicelib.storage import states

    board = states.load()
    agenda = with_appointments(board.agenda, planned)
    states.commit(board, Change(maintenances=planned, agenda=agenda, notifications=news))


def test_a_maintenance_is_written_with_its_appointment(here: World) -> None:
    from chalicelib.storage import maintenances, states

    assert states.upcoming().agenda == ()
    commit(PLANNED)
    assert maintenances.load([PLANNED.id]) == {PLANNED.id: PLANNED}
    assert states.upcoming().agenda == (Appointment(maintenance_id=PLANNED.id, at=minute(600)),)
    assert states.load().agenda == states.upcoming().agenda
    assert states.load().version == 1


def test_what_is_on_the_agenda_stays_while_other_things_change(here: World) -> None:
    from chalicelib.storage import states

    commit(PLANNED)
    states.commit(states.load(), Change(episodes=()))
    assert [each.maintenance_id for each in states.upcoming().agenda] == [PLANNED.id]


def test_the_agenda_is_one_small_read(here: World) -> None:
    from chalicelib.storage import states

    commit(PLANNED)
    with recorded() as calls:
        states.upcoming()
    assert [call.operation for call in calls] == ["GetItem"]


def test_a_maintenance_that_moves_is_found_at_its_new_window(here: World) -> None:
    from chalicelib.storage import maintenances

    commit(PLANNED)
    later = replace(PLANNED, scheduled_for=minute(900), scheduled_until=minute(960))
    commit(later)
    assert maintenances.between(minute(899), minute(901)) == (later,)
    assert maintenances.recent(NOON) == (later,)


def test_a_reminder_goes_out_between_two_updates(here: World) -> None:
    from chalicelib.storage import outbox

    first = replace(notification(PLANNED.id, 1), ends_at=minute(720))
    second = replace(notification(PLANNED.id, 2), ends_at=minute(720))
    reminders = tuple(replace(first, id=f"0r{n}", reminder=n) for n in (1, 2))
    commit(PLANNED, news=(second, *reversed(reminders), first))
    assert outbox.waiting() == (first, *reminders, second)
    for each in outbox.waiting():
        assert outbox.claim(each, NOON) is outbox.Claim.TAKEN
        outbox.done(each, NOON)
    assert outbox.waiting() == ()


def test_how_fast_news_went_out_is_counted_of_incidents_alone(here: World) -> None:
    from chalicelib.storage import outbox

    of_incident = notification(timed_id(NOON, "incident"))
    of_work = replace(notification(timed_id(NOON, "work")), ends_at=minute(60))
    commit(PLANNED, news=(of_incident, of_work))
    for each in outbox.waiting():
        outbox.done(each, minute(1))
    assert set(outbox.first_sent_after(NOON, minute(1))) == {of_incident.told_id}
