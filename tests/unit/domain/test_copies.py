"""When copies are due: at each change, and their pulse every other tick."""

import json
from datetime import timedelta

import pytest

from chalicelib.domain.copies import (
    PULSE_EVERY,
    QUIET_AFTER,
    Copied,
    Due,
    copied_of,
    due,
    pulse_file,
)
from chalicelib.domain.snapshot import BLIND_AFTER, Pulse, view
from tests.specimens import NOON, message, minute, shown, snapshot

COPIED = Copied(edition="1", as_of=NOON, quiet=(), turns_at=None, pulse_at=minute(10))
LOOKED = {0: minute(10)}


@pytest.mark.parametrize(
    ("minutes", "edition", "expected"),
    [
        (10, "1", Due.NOTHING),
        (11, "1", Due.NOTHING),
        (11.9, "1", Due.PULSE),
        (10, "2", Due.ALL),
        (13.1, "1", Due.ALL),  # the shard has gone quiet
    ],
)
def test_what_is_due(minutes: float, edition: str, expected: Due) -> None:
    assert due(COPIED, edition, LOOKED, minute(minutes)) is expected


def test_a_bucket_without_copies_gets_all() -> None:
    assert due(None, "1", LOOKED, minute(10)) is Due.ALL


def test_before_the_first_publication_there_is_nothing_to_copy() -> None:
    assert due(None, "", {}, minute(10)) is Due.NOTHING


def test_a_message_that_comes_is_a_change() -> None:
    page = snapshot(shown("shop"), messages=(message(starts_at=minute(20)),))
    copied = copied_of(view(page, Pulse(looked=LOOKED), minute(10)), "1")
    assert copied.turns_at == minute(20)
    assert due(copied, "1", {0: minute(19)}, minute(19.5)) is Due.PULSE
    assert due(copied, "1", {0: minute(20)}, minute(20)) is Due.ALL


def test_copies_bear_a_pulse_that_a_crash_kept_from_being_written() -> None:
    lease, tick = timedelta(minutes=3), timedelta(minutes=1)
    assert PULSE_EVERY + lease + tick <= QUIET_AFTER
    assert QUIET_AFTER >= BLIND_AFTER


def test_a_pulse_says_when_somebody_looked_and_for_which_copies_it_stands() -> None:
    told = json.loads(pulse_file(minute(10), minute(3)).body)
    assert told == {
        "last_checked_at": "2026-11-22T12:10:00.000+00:00",
        "as_of": "2026-11-22T12:03:00.000+00:00",
        "quiet_after_s": 420,
    }
    assert json.loads(pulse_file(None, NOON).body)["last_checked_at"] is None
