"""What customers say about incidents: counters by score, and the lines that they wrote."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.domain.answers import KEPT_LINES, REPEATED_WITHIN, Answer, Answers, Line
from chalicelib.domain.ids import timed_id
from chalicelib.domain.page import Question
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import GIVEN_PREFIX, LINE_PREFIX, LINES, Row, answers_of
from chalicelib.storage.packing import from_json, to_json
from chalicelib.storage.transactions import connection

_FAILED = "ConditionalCheckFailed"
_ONCE, _LINES = 0, 2  # where in the transaction their conditions stand
# DynamoDB removes it within days; until then it is compared with the time.
_GIVEN_FOR = 2 * REPEATED_WITHIN


@table_errors()
def keep(incident_id: str, answer: Answer, *, by: str, at: datetime) -> None:
    """Count the answer once, with its line as long as there is room for lines.

    `by` is a digest that the same answer of the same customer has again: repeated within a minute
    it is no second one. All is written together or not at all. Raises LostRace when others wrote
    to the same counter in this moment; the same call then does it.
    """
    failed = _written(incident_id, answer, by, at)
    if answer.line and _LINES in failed and _ONCE not in failed:
        _written(incident_id, Answer(question=answer.question, score=answer.score), by, at)


@table_errors()
def load(incident_id: str) -> tuple[Answers, ...]:
    """All that was answered about the incident, one for each question that it was asked."""
    rows = list(Row.query(answers_of(incident_id)))
    lines = [from_json(Line, row.facts) for row in rows if row.sk.startswith(LINE_PREFIX)]
    made = (_answers(question, rows, lines) for question in Question)
    return tuple(each for each in made if each.count)


def _written(incident_id: str, answer: Answer, by: str, at: datetime) -> set[int]:
    """Write it all, or nothing; gives the places of the conditions that kept it from being."""
    partition, now = answers_of(incident_id), int(at.timestamp())
    given = Row(partition, f"{GIVEN_PREFIX}{by}")
    is_new = Row.version.does_not_exist() | (
        Row.version <= now - int(REPEATED_WITHIN.total_seconds())
    )
    ends = now + int(_GIVEN_FOR.total_seconds())
    try:
        with TransactWrite(connection=connection()) as transaction:
            transaction.update(given, [Row.version.set(now), Row.ttl.set(ends)], condition=is_new)
            transaction.update(_counter(partition, answer), [Row.version.add(1)])
            if answer.line:
                room = Row.version.does_not_exist() | (Row.version < KEPT_LINES)
                transaction.update(Row(partition, LINES), [Row.version.add(1)], condition=room)
                line = Line(question=answer.question, score=answer.score, text=answer.line, at=at)
                row = Row(partition, f"{LINE_PREFIX}{timed_id(at, secrets.token_hex())}")
                transaction.update(row, [Row.facts.set(to_json(line))])
    except TransactWriteError as error:
        failed = _failed(error)
        if not failed:
            raise
        return failed
    return set()


def _failed(error: TransactWriteError) -> set[int]:
    reasons = enumerate(error.cancellation_reasons)
    return {place for place, reason in reasons if reason and reason.code == _FAILED}


def _counter(partition: str, answer: Answer) -> Row:
    return Row(partition, f"{answer.question}#{answer.score:02d}")


def _answers(question: Question, rows: Iterable[Row], lines: Iterable[Line]) -> Answers:
    beginning = f"{question}#"
    return Answers(
        question=question,
        counts={
            int(row.sk.removeprefix(beginning)): int(row.version)
            for row in rows
            if row.sk.startswith(beginning)
        },
        lines=tuple(
            sorted(
                (line for line in lines if line.question is question),
                key=lambda line: line.at,
                reverse=True,
            )
        ),
    )
