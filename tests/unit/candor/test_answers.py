"""How answers read at a terminal."""

from datetime import timedelta

import pytest

from candor.answers import table
from chalicelib.domain.answers import Answers, Line
from chalicelib.domain.echoes import Echo, score
from chalicelib.domain.incidents import Stage
from chalicelib.domain.page import Question
from chalicelib.domain.promises import Promises
from tests.specimens import incident, minute, update

INFORMED, RECOMMEND = Question.INFORMED, Question.RECOMMEND
OPEN = incident("0open0000000", name="Search")
OVER = incident("0over0000000", update(1), update(4, Stage.RESOLVED), name="Search")


@pytest.mark.parametrize(
    ("question", "counts", "words"),
    [
        (INFORMED, {6: 2}, "6.0 of 10"),
        (INFORMED, {10: 1}, "10.0 of 10"),
        (INFORMED, {0: 3}, "0.0 of 10"),
        (INFORMED, {9: 8, 8: 1}, "8.8 of 10"),
        (RECOMMEND, {9: 2, 6: 1}, "NPS +33"),
        (RECOMMEND, {9: 1, 6: 2}, "NPS -34"),
        (RECOMMEND, {7: 5}, "NPS +0"),
    ],
)
def test_the_figure_is_that_of_its_question(
    question: Question, counts: dict[int, int], words: str
) -> None:
    assert score(Answers(question=question, counts=counts)) == words


def test_each_question_has_a_row_with_its_newest_words_below() -> None:
    lines = tuple(
        Line(question=INFORMED, score=10 - n, text=f"Line {n}", at=minute(9 - n)) for n in range(5)
    )
    informed = Answers(question=INFORMED, counts={8: 1, 10: 12}, lines=lines)
    recommend = Answers(question=RECOMMEND, counts={9: 1})
    echoes = (
        Echo(incident=OPEN, told_after=None, promises=Promises(), answers=()),
        Echo(
            incident=OVER,
            told_after=timedelta(0),
            promises=Promises(kept=2, missed=1),
            answers=(informed, recommend),
        ),
    )
    assert list(table(echoes, "Europe/Dublin")) == [
        "RESOLVED                     TOLD AFTER          PROMISES  ANSWERS  SCORE      INCIDENT",
        "still open                   –                   –         0        –          Search",
        "22 November 2026, 12:04 GMT  less than a minute  2 of 3    13       9.8 of 10  Search",
        "    10  Line 0",
        "     9  Line 1",
        "     8  Line 2",
        "        and 2 more: --json has them all",
        "22 November 2026, 12:04 GMT  less than a minute  2 of 3    1        NPS +100   Search",
    ]
