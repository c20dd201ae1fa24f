"""What is remarked beside the words of an update or an incident."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.copies import copied_of
from chalicelib.domain.corrections import corrected, correction
from chalicelib.domain.incidents import Incident, Signature, Stage
from chalicelib.domain.notifications import news_of
from chalicelib.domain.remarks import promise, remarks, signed, working
from chalicelib.domain.settled import settled
from chalicelib.domain.snapshot import Pulse, view
from chalicelib.words import ENGLISH, tongue
from tests.specimens import INCIDENT_ID, NOON, definition, incident, minute, shown, snapshot, update

UTC = "Etc/UTC"
_DAY = 24 * 60


def promising(by: float) -> Incident:
    return incident(INCIDENT_ID, replace(update(), next_update_by=minute(by)))


@pytest.mark.parametrize(
    ("by", "now", "words"),
    [
        (30, 29, "Next update by 12:30 UTC."),
        (30, 30, "We promised an update by 12:30 UTC. It is late, and we are sorry."),
        (_DAY, 1, "Next update by 23 November 2026, 12:00 UTC."),
    ],
)
def test_a_promise_is_shown_and_when_it_passes_the_page_says_so(
    by: float, now: float, words: str
) -> None:
    assert promise(promising(by), minute(now), UTC, ENGLISH) == words


def test_nothing_is_promised_of_what_is_over() -> None:
    over = replace(promising(30), stage=Stage.RESOLVED)
    assert promise(over, minute(1), UTC, ENGLISH) == ""
    assert promise(incident(), minute(1), UTC, ENGLISH) == ""


def test_what_checks_see_is_said_of_an_open_incident() -> None:
    seen = replace(incident(), working_since=minute(10))
    assert working(seen, minute(20), UTC, ENGLISH) == ("Our checks see it working since 12:10 UTC.")
    assert working(replace(seen, stage=Stage.RESOLVED), minute(20), UTC, ENGLISH) == ""
    assert working(incident(), minute(20), UTC, ENGLISH) == ""


def test_a_correction_and_what_it_corrects_know_each_other() -> None:
    first, second = update(1), replace(update(2), corrects=1)
    third = replace(update(3), corrects=1, written_at=minute(5))
    told = incident(INCIDENT_ID, first, second, third)
    assert (corrected(told, third), correction(told, first)) == (first, third)
    assert (corrected(told, first), correction(told, third)) == (None, None)
    assert list(remarks(told, third, UTC, ENGLISH)) == [
        "Corrects the update of 12:01 UTC.",
        "Written at 12:05 UTC.",
    ]
    shortened = replace(told, updates=(third,))
    assert next(remarks(shortened, third, UTC, ENGLISH)) == "Corrects an earlier update."


def test_a_signature_is_a_name_and_perhaps_a_role() -> None:
    anna = Signature(key="anna", name="Anna Berg", role="Head of Operations")
    assert signed(anna, ENGLISH) == "Anna Berg, Head of Operations"
    assert signed(anna, tongue("ja")) == "Anna Berg\uff08Head of Operations\uff09"
    assert signed(replace(anna, role=""), ENGLISH) == "Anna Berg"


def test_a_promise_that_passes_is_a_change_for_copies_as_well() -> None:
    page = snapshot(shown("shop", shard=0), incidents=(promising(30),))
    before = view(page, Pulse(looked={0: minute(29)}), minute(29))
    after = view(page, Pulse(looked={0: minute(31)}), minute(31))
    assert before.until == minute(30)
    assert copied_of(before, "1").turns_at == minute(30)
    assert (settled(before).at, settled(after).at) == (NOON, minute(30))


def test_news_carry_what_is_remarked() -> None:
    written = replace(
        update(),
        signature=Signature(key="anna", name="Anna"),
        next_update_by=minute(60),
        written_at=minute(1) + timedelta(minutes=2),
    )
    sent = news_of(incident(INCIDENT_ID, written), definition({}), {}, "https://s.example")
    assert (sent.signed, sent.is_markdown) == ("Anna", True)
    assert sent.remarks == ("Written at 12:03 UTC.", "Next update by 13:00 UTC.")
