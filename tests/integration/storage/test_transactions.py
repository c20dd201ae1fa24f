"""What belongs together is written all or nothing, on the board that it was decided on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.automatic import Episode
from chalicelib.domain.board import Board, Change
from chalicelib.domain.components import ComponentState, ComponentStatus
from chalicelib.domain.errors import LostRace, Unavailable
from chalicelib.domain.incidents import Stage
from chalicelib.domain.state import CheckState
from infra.provision import provision
from tests.aws_calls import Stopped, recorded, stopped_before
from tests.specimens import INCIDENT_ID, incident, minute, notification, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

EPISODE = Episode(incident_id=INCIDENT_ID, check_ids=("c1",), opened_at=minute(1))
# More than DynamoDB takes in one transaction, and so a plan of two pieces.
MANY = 110
PLAN, FIRST_PIECE, LAST_PIECE = 1, 2, 3


def check_state(check_id: str, tick: datetime) -> CheckState:
    return CheckState(check_id=check_id, tick=tick, reason="got status 503")


def component_state(component_id: str) -> ComponentState:
    return ComponentState(
        component_id=component_id,
        status=ComponentStatus.MAJOR_OUTAGE,
        since=minute(1),
        created_at=minute(0),
    )


def change(checks: int = 1, *, tick: int = 1) -> Change:
    """An outage of so many checks: their states, a component, an incident and its news."""
    return Change(
        checks=tuple(check_state(f"c{n:03d}", minute(tick)) for n in range(checks)),
        components=(component_state("checkout"),),
        incidents=(incident(),),
        notifications=(notification(),),
        episodes=(EPISODE,),
    )


def load() -> Board:
    from chalicelib.storage import states

    return states.load()


def commit(board: Board, made: Change) -> int:
    from chalicelib.storage import states

    return states.commit(board, made)


def what_is_left() -> tuple[Board, int, int]:
    """The board, and how many incidents and how much news there is."""
    from chalicelib.storage import incidents, outbox

    return load(), len(incidents.recent(10)), len(outbox.waiting())


def plans() -> list[str]:
    from chalicelib.storage.models import PLAN_PREFIX, STATE, Row

    rows: Iterator[Row] = Row.query(STATE, Row.sk.startswith(PLAN_PREFIX))
    return [row.sk for row in rows]


def test_the_first_board_is_empty(here: World) -> None:
    assert load() == Board(version=0, episodes=(), checks={}, components={})


def test_what_is_committed_is_on_the_next_board(here: World) -> None:
    assert commit(load(), change()) == 1
    assert load() == Board(
        version=1,
        episodes=(EPISODE,),
        checks={"c000": check_state("c000", minute(1))},
        components={"checkout": component_state("checkout")},
    )


def test_a_change_is_one_request(here: World) -> None:
    board = load()
    with recorded() as calls:
        commit(board, change(90))
    assert [call.operation for call in calls] == ["TransactWriteItems"]


def test_who_decided_on_an_older_board_writes_nothing(here: World) -> None:
    before = load()
    commit(before, Change(components=(component_state("search"),)))
    with pytest.raises(LostRace):
        commit(before, change())
    board, incidents, news = what_is_left()
    assert (board.version, board.checks, incidents, news) == (1, {}, 0, 0)


def test_of_many_who_decide_at_once_one_wins(here: World) -> None:
    before = load()

    def won(name: str) -> bool:
        try:
            commit(before, Change(components=(component_state(name),)))
        except LostRace:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        wins = list(pool.map(won, ("a", "b", "c", "d")))
    after = load()
    assert wins.count(True) == 1
    assert (after.version, len(after.components)) == (1, 1)


def test_streaks_alone_leave_the_version_as_it_is(here: World) -> None:
    commit(load(), change())
    board = load()
    assert commit(board, Change(checks=(check_state("c000", minute(2)),))) == 1
    assert load().version == 1
    assert load().checks["c000"].tick == minute(2)


def test_streaks_are_not_written_on_a_board_that_has_moved_on(here: World) -> None:
    before = load()
    commit(before, change())
    with pytest.raises(LostRace):
        commit(before, Change(checks=(check_state("c9", minute(2)),)))
    assert "c9" not in load().checks


@pytest.mark.parametrize("tick", [1, 0], ids=["the same tick", "an older tick"])
def test_a_state_is_only_written_over_an_older_one(here: World, tick: int) -> None:
    commit(load(), Change(checks=(check_state("c1", minute(1)),)))
    with pytest.raises(LostRace):
        commit(load(), Change(checks=(check_state("c1", minute(tick)),)))


def test_many_streaks_are_written_in_pieces(here: World) -> None:
    states = tuple(check_state(f"c{n}", minute(1)) for n in range(MANY))
    commit(load(), Change(checks=states))
    assert len(load().checks) == MANY
    assert load().version == 0


def test_an_update_is_added_to_what_was_told(here: World) -> None:
    from chalicelib.storage import incidents

    commit(load(), change())
    over = incident(INCIDENT_ID, update(1), update(2, Stage.RESOLVED))
    commit(load(), Change(incidents=(over,), told_before={over.id: 1}, episodes=()))
    assert incidents.load([INCIDENT_ID]) == {INCIDENT_ID: over}
    assert load().episodes == ()


def test_a_large_change_is_made_whole(here: World) -> None:
    assert commit(load(), change(MANY)) == 1
    board, incidents, news = what_is_left()
    assert (board.version, len(board.checks), len(board.components)) == (1, MANY, 1)
    assert (incidents, news) == (1, 1)
    assert plans() == []


def test_a_large_change_on_an_older_board_is_not_made(here: World) -> None:
    before = load()
    commit(before, Change(components=(component_state("search"),)))
    with pytest.raises(LostRace):
        commit(before, change(MANY))
    assert plans() == []
    assert load().checks == {}


@pytest.mark.parametrize("piece", [FIRST_PIECE, LAST_PIECE])
def test_a_large_change_that_broke_off_is_finished_by_the_next_to_load(
    here: World, piece: int
) -> None:
    before = load()
    with pytest.raises(Stopped), stopped_before(piece, "TransactWriteItems"):
        commit(before, change(MANY))
    assert len(plans()) == 1
    board, incidents, news = what_is_left()
    assert (board.version, len(board.checks), len(board.components)) == (1, MANY, 1)
    assert (incidents, news) == (1, 1)
    assert plans() == []


def test_a_large_change_that_broke_off_before_it_was_written_down_never_was(here: World) -> None:
    before = load()
    with pytest.raises(Stopped), stopped_before(PLAN, "TransactWriteItems"):
        commit(before, change(MANY))
    board, incidents, news = what_is_left()
    assert (board, incidents, news) == (before, 0, 0)


def test_many_may_finish_a_large_change_at_once(here: World) -> None:
    before = load()
    with pytest.raises(Stopped), stopped_before(FIRST_PIECE, "TransactWriteItems"):
        commit(before, change(MANY))
    with ThreadPoolExecutor(4) as pool:
        boards = [done.result() for done in [pool.submit(load) for _ in range(4)]]
    assert {len(board.checks) for board in boards} == {MANY}
    assert plans() == []


@pytest.mark.parametrize("call", range(1, 6))
def test_news_that_went_out_is_not_put_back_by_who_finishes_the_change_again(
    here: World, call: int
) -> None:
    from chalicelib.storage import outbox

    before = load()
    with pytest.raises(Stopped), stopped_before(FIRST_PIECE, "TransactWriteItems"):
        commit(before, change(MANY))
    with suppress(Stopped), stopped_before(call):
        load()
    gone_out = outbox.waiting()
    for each in gone_out:
        outbox.done(each, minute(5))
    load()
    assert [*gone_out, *outbox.waiting()] == [notification()]


def test_a_plan_that_was_carried_out_touches_nothing_any_more(here: World) -> None:
    from chalicelib.storage import transactions
    from chalicelib.storage.models import PLAN_PREFIX, STATE, Row

    before = load()
    with pytest.raises(Stopped), stopped_before(FIRST_PIECE, "TransactWriteItems"):
        commit(before, change(MANY))
    (plan,) = Row.query(STATE, Row.sk.startswith(PLAN_PREFIX))
    commit(load(), Change(checks=(check_state("c000", minute(9)),)))
    transactions.finish(plan)
    assert load().checks["c000"].tick == minute(9)


@pytest.fixture
def without_table(here: World) -> Iterator[None]:
    """Nothing stands until the test is over."""
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    yield
    provision(settings.stage(), protected=False)


def test_a_table_that_is_not_there_is_named_with_the_way_out(without_table: None) -> None:
    with pytest.raises(Unavailable, match=r"table candor-dev does not exist; `candor deploy`"):
        load()
