"""Answers are counted once each, kept together with their lines, and bounded in their number."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import boto3
import pytest

from chalicelib import settings
from chalicelib.domain.answers import KEPT_LINES, REPEATED_WITHIN, Answer, Answers, Line
from chalicelib.domain.incidents import Stage
from chalicelib.domain.page import Question
from chalicelib.domain.snapshot import view
from tests.specimens import INCIDENT_ID, NOON, PAGE, incident, minute, snapshot, update
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.

ANN, BOB = "digest-of-ann", "digest-of-bob"
INFORMED, RECOMMEND = Question.INFORMED, Question.RECOMMEND


def keep(
    score: int = 9,
    line: str = "",
    *,
    by: str = ANN,
    at: datetime = NOON,
    question: Question = INFORMED,
) -> None:
    from chalicelib.storage import answers

    given = Answer(question=question, score=score, line=line)
    answers.keep(INCIDENT_ID, given, by=by, at=at)


def kept(incident_id: str = INCIDENT_ID) -> list[Answers]:
    from chalicelib.storage import answers

    return list(answers.load(incident_id))


def rows() -> dict[str, dict[str, dict[str, str]]]:
    table = boto3.client("dynamodb").scan(TableName=settings.names().table, ConsistentRead=True)
    return {item["sk"]["S"]: item for item in table["Items"]}  # type: ignore[misc] # of two kinds


def test_nothing_is_known_before_the_first_answer(here: World) -> None:
    assert kept() == []


def test_answers_are_counted_by_their_score(here: World) -> None:
    for number, score in enumerate((9, 9, 0, 10)):
        keep(score, by=f"digest-{number}")
    assert kept() == [Answers(question=INFORMED, counts={0: 1, 9: 2, 10: 1})]


def test_lines_stand_with_their_scores_newest_first(here: World) -> None:
    keep(9, "You told us at once.", at=minute(1))
    keep(2, "Too late for me.", by=BOB, at=minute(3))
    (given,) = kept()
    assert given.counts == {2: 1, 9: 1}
    assert given.lines == (
        Line(question=INFORMED, score=2, text="Too late for me.", at=minute(3)),
        Line(question=INFORMED, score=9, text="You told us at once.", at=minute(1)),
    )


def test_each_question_has_its_own_answers(here: World) -> None:
    keep(3, "Told.", question=INFORMED)
    keep(8, "Recommended.", by=BOB, question=RECOMMEND)
    assert [
        (each.question, each.counts, [line.text for line in each.lines]) for each in kept()
    ] == [
        (INFORMED, {3: 1}, ["Told."]),
        (RECOMMEND, {8: 1}, ["Recommended."]),
    ]


def test_each_incident_has_its_own_answers(here: World) -> None:
    keep()
    assert kept("0another0000") == []


def test_the_same_again_within_a_minute_is_no_second_answer(here: World) -> None:
    for after_s in (0, 1, 59):
        keep(9, "Once.", at=NOON + timedelta(seconds=after_s))
    (given,) = kept()
    assert (given.count, len(given.lines)) == (1, 1)


def test_the_same_after_a_minute_is_another(here: World) -> None:
    keep(9, "Once.")
    keep(9, "Once.", at=NOON + REPEATED_WITHIN)
    (given,) = kept()
    assert (given.count, len(given.lines)) == (2, 2)


def test_who_gave_an_answer_is_forgotten_by_itself(here: World) -> None:
    keep(9, "Thanks.")
    of_ann = {key: row for key, row in rows().items() if ANN in str(row)}
    (row,) = of_ann.values()
    assert 0 < int(row["ttl"]["N"]) - NOON.timestamp() <= 2 * REPEATED_WITHIN.total_seconds()


def test_when_there_is_no_room_for_lines_scores_are_still_counted(here: World) -> None:
    keep(7, "The first")
    boto3.client("dynamodb").update_item(
        TableName=settings.names().table,
        Key={"pk": {"S": f"ANSWERS#{INCIDENT_ID}"}, "sk": {"S": "lines"}},
        UpdateExpression="SET version = :most",
        ExpressionAttributeValues={":most": {"N": str(KEPT_LINES - 1)}},
    )
    for number in (1, 2, 3, 3):
        keep(7, f"One more {number}", by=f"digest-{number}", at=minute(number))
    (given,) = kept()
    assert given.counts == {7: 4}
    assert [line.text for line in given.lines] == ["One more 1", "The first"]


def answered_at_once(lines: Iterable[tuple[str, str]]) -> Answers:
    """What is kept when these come in one moment, each from a client with a line."""
    from chalicelib.services import asking

    def take(client: str, line: str) -> None:
        asking.take(asking.Sent(score=9, line=line, client=client), INCIDENT_ID, seen, now)

    over = incident(INCIDENT_ID, update(1), update(2, Stage.RESOLVED))
    page = snapshot(incidents=(over,), page=replace(PAGE, ask=INFORMED))
    seen, now = view(page, None, minute(3)), minute(3)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: take(*each), lines))
    (given,) = kept()
    return given


def test_of_many_who_answer_at_once_every_one_is_counted(here: World) -> None:
    given = answered_at_once((f"192.0.2.{number}", f"Line {number}") for number in range(12))
    assert given.counts == {9: 12}
    assert len({line.text for line in given.lines}) == 12


def test_who_sends_one_answer_many_times_at_once_is_counted_once(here: World) -> None:
    given = answered_at_once([("192.0.2.1", "Once.")] * 8)
    assert (given.count, len(given.lines)) == (1, 1)


def test_a_process_that_dies_before_the_write_leaves_nothing(here: World) -> None:
    from tests.aws_calls import Stopped, stopped_before

    with pytest.raises(Stopped), stopped_before(1):
        keep(9, "Thanks.")
    assert rows() == {}
    keep(9, "Thanks.")
    (given,) = kept()
    assert (given.count, len(given.lines)) == (1, 1)
