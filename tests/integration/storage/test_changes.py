"""Changes of components' statuses, as they were believed: read by time, over months and years."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.board import Change
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.timeline import StatusChange
from tests.aws_calls import recorded
from tests.specimens import minute
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

UP, MAJOR = ComponentStatus.OPERATIONAL, ComponentStatus.MAJOR_OUTAGE


def change(at: datetime, component_id: str = "shop") -> StatusChange:
    return StatusChange(
        component_id=component_id,
        before=UP,
        after=MAJOR,
        since=at - timedelta(minutes=1),
        tick=at,
    )


def write(*changes: StatusChange) -> None:
    from chalicelib.storage import changes as rows

    for each in changes:
        rows.row_of(each).save()


def since(start: datetime, until: datetime) -> tuple[StatusChange, ...]:
    from chalicelib.storage import changes as rows

    return rows.since(start, until)


def test_changes_come_out_as_they_went_in_oldest_first(here: World) -> None:
    told = [change(minute(n), component) for n in (1, 2, 30) for component in ("cart", "shop")]
    write(*reversed(told))
    assert since(minute(0), minute(60)) == tuple(told)


def test_what_was_believed_at_the_start_is_out_and_at_the_end_is_in(here: World) -> None:
    told = [change(minute(n)) for n in (1, 2, 3, 4)]
    write(*told)
    assert since(minute(1), minute(3)) == tuple(told[1:3])
    assert since(minute(3), minute(3)) == ()


@pytest.mark.parametrize("component_id", ["0", "zzzzzzzzzzzz"])
def test_the_end_is_in_whatever_the_component_is_called(here: World, component_id: str) -> None:
    told = change(minute(3), component_id)
    write(told)
    assert since(minute(2), minute(3)) == (told,)


def test_changes_are_found_over_months_and_years(here: World) -> None:
    moments = [
        datetime(2026, 10, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    ]
    told = [change(at) for at in moments]
    write(*told)
    assert since(moments[0] - timedelta(days=40), moments[-1]) == tuple(told)
    assert since(moments[1], moments[2]) == (told[2],)


def test_an_hour_is_one_query(here: World) -> None:
    with recorded() as calls:
        since(minute(0), minute(75))
    assert [call.operation for call in calls] == ["Query"]


def test_the_same_change_twice_is_one(here: World) -> None:
    write(change(minute(1)), change(minute(1)))
    assert since(minute(0), minute(9)) == (change(minute(1)),)


def test_a_change_is_written_with_what_was_decided(here: World) -> None:
    from chalicelib.storage import states

    told = change(minute(1))
    state = ComponentState(
        component_id="shop", status=MAJOR, known=MAJOR, since=minute(1), created_at=minute(0)
    )
    board = states.load()
    states.commit(board, Change(components=(state,), history=(told,)))
    assert since(minute(0), minute(9)) == (told,)
    assert states.load().components["shop"].status is MAJOR


def test_a_decision_that_lost_its_race_leaves_no_change(here: World) -> None:
    from chalicelib.domain.errors import LostRace
    from chalicelib.storage import states

    board = states.load()
    states.commit(board, Change(episodes=()))
    late = Change(history=(change(minute(1)),), episodes=())
    with pytest.raises(LostRace):
        states.commit(board, late)
    assert since(minute(0), minute(9)) == ()


def test_times_with_parts_of_a_second_sort_as_times_do(here: World) -> None:
    odd = replace(change(minute(1)), tick=minute(1) + timedelta(microseconds=5))
    write(odd, change(minute(1)))
    assert since(minute(0), minute(9)) == (change(minute(1)), odd)
    assert since(minute(1), minute(9)) == (odd,)
