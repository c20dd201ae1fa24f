"""Dead letters: what would be old news today, and what of them is shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dead_letters import (
    WORK,
    DeadLetter,
    Explained,
    Pile,
    Queue,
    pile_document,
    superseded,
)
from chalicelib.domain.incidents import OVER, MaintenanceStage, Stage
from tests.specimens import INCIDENT_ID, NOON, incident, maintenance, notification, update

LETTER = Explained(sent_at=NOON, asks="Look at the checks of shard 3")
MOOT = replace(LETTER, moot="Its minute is over.")


def sentence(number: int, *stages: Stage) -> str:
    """Why the news of that update is old, once these stages were told."""
    updates = (update(n, stage) for n, stage in enumerate(stages, 1))
    return superseded(replace(notification(), number=number), incident(INCIDENT_ID, *updates))


@pytest.mark.parametrize(
    ("number", "stages", "why"),
    [
        (1, (Stage.INVESTIGATING,), ""),
        (1, (Stage.INVESTIGATING, Stage.IDENTIFIED), ""),
        (1, (Stage.INVESTIGATING, Stage.RESOLVED), "It is over since."),
        (2, (Stage.INVESTIGATING, Stage.RESOLVED), ""),
        (2, (Stage.INVESTIGATING, Stage.RESOLVED, Stage.POSTMORTEM), ""),
        (3, (Stage.INVESTIGATING, Stage.RESOLVED, Stage.POSTMORTEM), ""),
        (2, (Stage.INVESTIGATING, Stage.RESOLVED, Stage.INVESTIGATING), "It is open again since."),
    ],
)
def test_news_of_an_incident_is_old_once_it_is_over_or_open_again(
    number: int, stages: tuple[Stage, ...], why: str
) -> None:
    assert sentence(number, *stages) == why


@given(st.lists(st.sampled_from(Stage), min_size=1, max_size=8), st.data())
def test_nobody_reads_that_it_is_over_while_it_is_not_nor_the_other_way(
    stages: list[Stage], data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, len(stages)))
    is_old = (stages[number - 1] in OVER) != (stages[-1] in OVER)
    assert bool(sentence(number, *stages)) is is_old


def test_news_of_a_maintenance_is_old_once_there_is_more() -> None:
    told = maintenance(
        24 * 60,
        update(1, MaintenanceStage.SCHEDULED),
        update(2, MaintenanceStage.IN_PROGRESS),
    )
    last = told.updates[-1].number
    news = replace(notification(), number=last)
    assert superseded(news, told) == ""
    assert superseded(replace(news, number=last - 1), told) == (
        "Something newer was told of it since."
    )


def test_news_of_what_is_gone_is_old() -> None:
    assert superseded(notification(), None) == "What it tells of isn't there any more."


def test_what_is_in_a_letter_stays_out_of_logs() -> None:
    letter = DeadLetter(id="1", body="s3cret", receipt="s3cret", sent_at=NOON)
    assert "s3cret" not in repr(letter)


def test_a_pile_is_moot_when_all_of_it_was_looked_at_and_is() -> None:
    assert Pile(queue=Queue.PROBES, count=2, letters=(MOOT, MOOT)).is_moot
    assert not Pile(queue=Queue.PROBES, count=3, letters=(MOOT, MOOT)).is_moot
    assert not Pile(queue=Queue.RELAYS, count=2, letters=(LETTER, MOOT)).is_moot


def test_programs_read_the_same() -> None:
    assert set(WORK) == set(Queue)
    told = pile_document(Pile(queue=Queue.RELAYS, count=5, letters=(LETTER, MOOT)))
    assert told == {
        "queue": "relays",
        "count": 5,
        "since": NOON.isoformat(),
        "messages": [
            {"sent_at": NOON.isoformat(), "asks": LETTER.asks, "moot": None},
            {"sent_at": NOON.isoformat(), "asks": LETTER.asks, "moot": MOOT.moot},
        ],
    }
