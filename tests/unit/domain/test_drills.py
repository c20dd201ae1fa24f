"""Drills: the first time that a canary heard counts, if it was in time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.drills import (
    PATIENCE,
    Canary,
    Course,
    Drill,
    Drills,
    drills_document,
    id_in,
    in_words,
    missing_words,
    seconds,
)
from tests.specimens import NOON

DRILL = Drill(id="0drill000001", at=NOON, by="herb", secret="s3cret")
PROVEN = Course(
    drill=DRILL,
    heard={
        Canary.QUEUE: NOON + timedelta(seconds=2),
        Canary.WEBHOOK: NOON + timedelta(seconds=4),
    },
    ended_at=NOON + timedelta(minutes=1),
)
FAILED = Course(drill=DRILL, heard={Canary.QUEUE: NOON}, ended_at=NOON + timedelta(minutes=6))

MOMENTS = st.integers(-10, 600).map(lambda second: NOON + timedelta(seconds=second))
HEARD = st.dictionaries(st.sampled_from(Canary), MOMENTS)


@given(st.lists(st.tuples(HEARD, MOMENTS), min_size=1, max_size=5))
def test_what_was_heard_first_counts_and_only_in_time(
    looks: list[tuple[dict[Canary, datetime], datetime]],
) -> None:
    course = Course(drill=DRILL)
    for heard, now in looks:
        after = course.with_heard(heard, now)
        assert course.heard.items() <= after.heard.items()
        assert all(after.took_to(each) <= PATIENCE for each in after.heard)
        assert after.with_heard(heard, now) == after, "a second look at the same changes nothing"
        assert bool(after.ended_at) == (after.is_proven or now > NOON + PATIENCE)
        course = after
        if course.ended_at:
            return


@given(HEARD, MOMENTS)
def test_what_is_over_makes_way_and_a_failure_forgets_no_proof(
    heard: dict[Canary, datetime], now: datetime
) -> None:
    before = Drills(proven=PROVEN, last=PROVEN).starting(DRILL)
    assert before.under_way
    after = before.moved_to(before.under_way.with_heard(heard, now))
    assert after.proven
    assert (after.under_way is None) == (after.last is not PROVEN)
    assert (after.failed is not None) == (after.last is not None and not after.last.is_proven)


@pytest.mark.parametrize(
    ("drills", "later", "words"),
    [
        (Drills(), timedelta(0), "No drill has proven it yet."),
        (Drills(last=PROVEN, proven=PROVEN), timedelta(minutes=1), "Last proven just now, 4.0 s."),
        (Drills(last=PROVEN, proven=PROVEN), timedelta(days=3), "Last proven 2 days ago, 4.0 s."),
        (
            Drills(last=FAILED, proven=PROVEN),
            timedelta(minutes=9),
            (
                "A drill failed 3 minutes ago: within 5 minutes nothing was heard by the webhook, "
                "which is posted to by way of relay and deliver."
            ),
        ),
    ],
)
def test_the_team_reads_one_sentence(drills: Drills, later: timedelta, words: str) -> None:
    assert in_words(drills, NOON + later) == words


def test_all_that_is_missing_is_named() -> None:
    assert missing_words(Course(drill=DRILL)).endswith(
        "by the queue on the notifications topic nor by the webhook, which is posted to by way of "
        "relay and deliver"
    )


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [
        (None, "2026-12-01 08:59", False),
        (None, "2026-12-01 09:00", True),
        (None, "2026-12-02 09:00", False),
        ("2026-12-01 09:01", "2026-12-01 23:00", False),
        ("2026-11-20 09:00", "2026-12-01 09:00", True),
        ("2026-11-01 09:00", "2026-12-05 09:00", False),
        ("2026-11-01 09:00", "2026-12-07 09:00", True),
    ],
)
def test_one_is_due_on_the_first_or_when_that_was_missed(
    last: str | None, now: str, is_due: bool
) -> None:
    started = datetime.fromisoformat(f"{last}+00:00") if last else None
    course = Course(drill=replace(DRILL, at=started), ended_at=started) if started else None
    assert Drills(last=course).is_due(datetime.fromisoformat(f"{now}+00:00")) is is_due


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"version": 1, "notification": {"id": "0d", "kind": "drill"}}', "0d"),
        ('{"version": 1, "notification": {"id": "0d", "kind": "incident"}}', None),
        ("not JSON", None),
        ("[1]", None),
    ],
)
def test_other_messages_are_of_no_drill(text: str, found: str | None) -> None:
    assert id_in(text) == found


def test_seconds_are_as_exact_as_one_reads_them() -> None:
    assert [seconds(timedelta(seconds=each)) for each in (0.04, 4.21, 42.4)] == [
        "0.0 s",
        "4.2 s",
        "42 s",
    ]


def test_no_document_tells_the_secret() -> None:
    told = drills_document(Drills(last=PROVEN, proven=PROVEN, under_way=Course(drill=DRILL)))
    assert "s3cret" not in str(told)
    assert told["last"]["seconds"] == {"queue": 2.0, "webhook": 4.0}
    assert told["under_way"]["seconds"] == {"queue": None, "webhook": None}
    assert "s3cret" not in repr(DRILL)
