"""Incidents come back whole, the ones that began last first."""

from dataclasses import replace

from chalicelib.domain.board import Change
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.ids import timed_id
from chalicelib.domain.incidents import ComponentChange, Incident, Stage
from tests.specimens import incident, minute, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

FALL = ComponentChange(
    component_id="checkout",
    name="Checkout",
    before=ComponentStatus.OPERATIONAL,
    after=ComponentStatus.MAJOR_OUTAGE,
)


def began(number: int, updates: int = 1) -> Incident:
    """An incident that began in that minute, with so many updates."""
    told = (update(n, Stage.MONITORING, changes=(FALL,)) for n in range(1, updates + 1))
    return incident(timed_id(minute(number), f"incident {number}"), *told)


def write(*told: Incident) -> None:
    from chalicelib.storage import states

    states.commit(states.load(), Change(incidents=told, episodes=()))


def test_an_incident_comes_back_with_all_its_updates_in_their_order(here: World) -> None:
    from chalicelib.storage import incidents

    long, other = began(1, updates=12), began(2)
    write(long, other)
    assert incidents.load([long.id]) == {long.id: long}
    assert incidents.load([other.id, long.id]) == {long.id: long, other.id: other}


def test_updates_stay_in_their_order_past_the_ten_thousandth(here: World) -> None:
    from chalicelib.storage import incidents

    long = began(1, updates=2)
    numbers = (9_999, 10_000, 10_001)
    told = tuple(replace(update(n), number=n) for n in numbers)
    for row in incidents.rows_of(replace(long, updates=told), told_before=0):
        row.save()
    assert [each.number for each in incidents.load([long.id])[long.id].updates] == [*numbers]


def test_what_does_not_exist_is_not_among_them(here: World) -> None:
    from chalicelib.storage import incidents

    write(began(1))
    assert incidents.load(["0nosuchthing", began(1).id[:-1] + "!"]) == {}
    assert incidents.load([]) == {}


def test_the_most_recent_come_newest_first_and_whole(here: World) -> None:
    from chalicelib.storage import incidents

    told = [began(number, updates=number % 3 + 1) for number in range(1, 8)]
    write(*told)
    assert incidents.recent(3) == tuple(reversed(told[-3:]))
    assert incidents.recent(50) == tuple(reversed(told))


def test_before_the_first_there_are_none(here: World) -> None:
    from chalicelib.storage import incidents

    assert incidents.recent(50) == ()


def test_only_new_updates_are_written(here: World) -> None:
    from chalicelib.storage import incidents

    first = began(1)
    rows = [row.sk for row in incidents.rows_of(began(1, updates=3), told_before=1)]
    assert rows == [first.id, f"{first.id}#0002", f"{first.id}#0003"]


def test_a_stretch_of_time_has_what_began_in_it_newest_first_and_whole(here: World) -> None:
    from chalicelib.storage import incidents

    told = [began(number, updates=2) for number in range(1, 6)]
    write(*told)
    assert incidents.between(minute(2), minute(4)) == (told[2], told[1])
    assert incidents.between(minute(6), minute(60)) == ()
    assert incidents.between(minute(0), minute(6)) == tuple(reversed(told))


def test_a_long_story_comes_whole_however_few_rows_a_request_brings(here: World) -> None:
    from chalicelib.storage import incidents

    told = [began(number, updates=23) for number in range(1, 4)]
    write(*told)
    assert incidents.recent(1) == (told[2],)
    assert incidents.recent(2) == (told[2], told[1])
