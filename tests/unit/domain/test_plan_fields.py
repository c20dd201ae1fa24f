"""What is asked of maintenance, read with every fault at its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import Fault, InvalidFields
from chalicelib.domain.maintenances import MaintenanceKind
from chalicelib.domain.plan_changes import Words
from chalicelib.domain.plan_fields import (
    REMINDERS,
    Planned,
    cancellation_of,
    extension_of,
    move_of,
    plan_of,
    words_of,
)
from chalicelib.domain.planning import Plan
from tests.specimens import NOON, definition, maintenance, minute

DEFINITION = definition({"checkout": 1, "search": 1})
IN_BERLIN = replace(
    DEFINITION,
    page=replace(DEFINITION.page, time_zone="Europe/Berlin", languages=("en", "de", "fr")),
)
ASKED = Planned(definition=IN_BERLIN, now=NOON)
# From 12:00 UTC the day after to 14:00.
BEFORE = maintenance(24 * 60)
LEAST = {"name": "New racks", "start": "2026-11-23T02:00", "duration": "2h"}


def about(now: datetime = NOON) -> Planned:
    return Planned(definition=IN_BERLIN, now=now, maintenance=BEFORE)


def utc(day: int, hour: int, minutes: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minutes, tzinfo=UTC)


def test_the_least_that_makes_a_plan() -> None:
    assert plan_of(LEAST, ASKED) == Plan(
        name="New racks", starts_at=utc(23, 1), ends_at=utc(23, 3), reminders=REMINDERS
    )


def test_all_that_a_plan_can_say() -> None:
    values = {
        "name": "  New   racks ",
        "names": {"de": "Neue Schränke"},
        "body": "We move.",
        "bodies": {"de": "Wir ziehen um.", "fr": "Nous déménageons."},
        "start": "2026-11-23T02:00Z",
        "end": "2026-11-24T03:30:00+01:00",
        "components": ["search", "checkout", "search"],
        "kind": "recovery_test",
        "reminders": ["30m", "2d", "1h"],
        "recurrence": "rrule:freq=weekly",
        "tell": False,
    }
    assert plan_of(values, ASKED) == Plan(
        name="New racks",
        names={"de": "Neue Schränke"},
        starts_at=utc(23, 2),
        ends_at=utc(24, 2, 30),
        component_ids=("checkout", "search"),
        kind=MaintenanceKind.RECOVERY_TEST,
        reminders=(timedelta(days=2), timedelta(hours=1), timedelta(minutes=30)),
        rule="FREQ=WEEKLY",
        words=Words(
            body="We move.",
            bodies={"de": "Wir ziehen um.", "fr": "Nous déménageons."},
            is_told=False,
        ),
    )


def test_no_reminders_are_a_choice() -> None:
    assert plan_of({**LEAST, "reminders": []}, ASKED).reminders == ()


def test_ten_faults_are_named_at_once() -> None:
    values = {
        "name": "",
        "names": {"pl": "Nowe szafy"},
        "body": 7,
        "start": "tomorrow",
        "end": "2020-01-01T00:00",
        "duration": "2h",
        "components": ["chekout"],
        "kind": "works",
        "reminders": ["1w"],
        "recurrence": "FREQ=HOURLY",
        "tell": "yes",
        "colour": "red",
    }
    with pytest.raises(InvalidFields) as refused:
        plan_of(values, ASKED)
    assert str(refused.value).splitlines() == [
        (
            'colour: "colour" isn\'t known here; the keys are name, names, body, bodies, tell, '
            "start, end, duration, components, kind, reminders, recurrence."
        ),
        'start: "tomorrow" isn\'t a time; write for example 2026-03-01T12:30.',
        "duration: There is an end already; write the one or the other.",
        "end: This is not after the start; write a later time.",
        "name: This is blank; write 1 to 120 characters.",
        'names.pl: "pl" isn\'t known here; the keys are de, fr.',
        'components[0]: "chekout" can\'t be used here; did you mean "checkout"?',
        'kind: "works" can\'t be used here; did you mean "work"?',
        'reminders[0]: "1w" isn\'t a duration; write for example 500ms, 2s or 3m.',
        (
            "recurrence: FREQ=HOURLY can't be used here: maintenance comes once a day at most; "
            "write FREQ=DAILY."
        ),
        "body: This must be a text, but it is a number; put quotes around it.",
        "tell: This must be true or false, but it is a text.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": None}, 'name: "name" is missing; write what is done, in a few words.'),
        (
            {"start": None},
            'start: "start" is missing; write when it begins, such as 2026-03-01T02:00.',
        ),
        (
            {"duration": None},
            'end: "end" is missing; write when it is over, or a duration such as 2h.',
        ),
        (
            {"start": "2026-11-22T12:58"},  # 11:58 UTC
            "start: This is in the past; plan a time that is still to come.",
        ),
        (
            {"start": "0001-01-01T00:00"},
            'start: "0001-01-01T00:00" isn\'t a time; write for example 2026-03-01T12:30.',
        ),
        (
            {"start": "2028-11-30T00:00"},
            "start: This is more than two years away; plan a nearer time.",
        ),
        (
            {"start": "2026-11-23T02:00:30"},
            "start: Windows are in whole minutes; leave the seconds out.",
        ),
        (
            {"duration": "90s"},
            "duration: Windows are in whole minutes; leave the seconds out.",
        ),
        (
            {"duration": "31d"},
            'duration: "31d" is out of bounds; write a duration from 1m to 30d.',
        ),
        (
            {"duration": None, "end": "2026-12-30T00:00"},
            "end: This is more than 30 days after the start; write an earlier time.",
        ),
        (
            {"reminders": ["1h", "2h", "3h", "4h", "5h", "6h"]},
            "reminders: There are 6 reminders here; write at most 5.",
        ),
        (
            {"reminders": ["1m"]},
            'reminders[0]: "1m" is out of bounds; write a duration from 5m to 30d.',
        ),
        (
            {"bodies": {"de": "Wir ziehen um."}},
            'bodies: These are translations of "body", which is missing.',
        ),
    ],
)
def test_each_fault_of_a_plan_is_a_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        plan_of({**LEAST, **changes}, ASKED)
    assert str(refused.value) == sentence


def test_a_page_in_one_language_takes_no_translations() -> None:
    asked = replace(ASKED, definition=DEFINITION)
    with pytest.raises(InvalidFields, match=r"names: The page has one language; page\.languages"):
        plan_of({**LEAST, "names": {"de": "Neue Schränke"}}, asked)


def test_what_is_moved_takes_as_long_as_before() -> None:
    window, words = move_of({"start": "2026-11-24T02:00"}, about())
    assert (window.start, window.end) == (utc(24, 1), utc(24, 3))
    assert words == Words()
    window, _ = move_of({"start": "2026-11-24T02:00", "end": "2026-11-24T03:00"}, about())
    assert (window.start, window.end) == (utc(24, 1), utc(24, 2))


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({"by": "30m"}, utc(23, 14, 30)),
        ({"end": "2026-11-23T16:00"}, utc(23, 15)),
        ({"end": "2026-11-23T13:30"}, utc(23, 12, 30)),
    ],
)
def test_an_end_may_come_later_or_sooner(values: dict[str, object], end: datetime) -> None:
    assert extension_of(values, about()) == (end, Words())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, 'end: "end" is missing; write when it is over, or how much longer by.'),
        (
            {"by": "5m", "end": "2026-11-23T16:00"},
            "by: There is an end already; write the one or the other.",
        ),
        (
            {"end": "2026-11-23T13:00"},
            "end: It would be over by then; write a later time, or complete it.",
        ),
        ({"by": "30d"}, "by: This is more than 30 days after the start; write an earlier time."),
    ],
)
def test_each_fault_of_an_extension_is_a_sentence(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        extension_of(values, about())
    assert str(refused.value) == sentence


def test_an_end_can_not_be_in_the_past() -> None:
    with pytest.raises(InvalidFields, match="It would be over by then"):
        extension_of({"end": "2026-11-23T14:30"}, about(minute(24 * 60 + 100)))


def test_words_may_be_left_out_where_something_is_done() -> None:
    assert words_of({}, about()) == Words()
    with pytest.raises(InvalidFields, match='body: "body" is missing; write what there is to say'):
        words_of({}, about(), needed=True)


def test_what_was_announced_in_silence_goes_on_so() -> None:
    quiet = replace(about(), maintenance=replace(BEFORE, is_told=False))
    assert words_of({}, quiet) == Words(is_told=False)
    assert words_of({"tell": True}, quiet) == Words()


def test_one_or_all_of_a_series_are_cancelled() -> None:
    assert cancellation_of({"body": "No."}, about()) == (Words(body="No."), False)
    assert cancellation_of({"series": True}, about()) == (Words(), True)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *LEAST,
                "end",
                "names",
                "bodies",
                "components",
                "kind",
                "reminders",
                "recurrence",
                "tell",
                "by",
                "series",
            ]
        ),
        _ANYTHING,
    )
)
def test_whatever_comes_is_read_or_refused_in_sentences(values: dict[str, object]) -> None:
    faults: list[Fault] = []
    for read in (plan_of, words_of, move_of, extension_of, cancellation_of):
        try:
            read(values, about())
        except InvalidFields as refused:
            faults.extend(refused.faults)
    assert [fault for fault in faults if not fault.message.endswith((".", "?"))] == []
