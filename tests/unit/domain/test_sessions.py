"""Sessions end by time and by a new stamp; forms prove that they came out of theirs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.people import Person
from chalicelib.domain.roles import Role
from chalicelib.domain.sessions import IDLE, LONGEST, Session, csrf_token, is_csrf, is_open
from chalicelib.domain.tokens import digest, is_of, key_id_of, key_text, owner_of, token
from tests.specimens import NOON

ANN = Person(
    id="ann000000000",
    email="ann@example.com",
    name="Ann",
    role=Role.OWNER,
    stamp="one",
    invited_at=NOON,
    joined_at=NOON,
)
SESSION = Session(
    id="digest",
    person_id=ANN.id,
    stamp="one",
    started_at=NOON,
    seen_at=NOON,
    client="192.0.2.1",
)
MOMENT = timedelta(microseconds=1)
IDS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=12, max_size=12)
SECRETS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def last_seen(at: datetime) -> Session:
    return replace(SESSION, seen_at=at)


def test_a_session_is_over_after_an_hour_without_its_person() -> None:
    assert is_open(SESSION, ANN, NOON + IDLE - MOMENT)
    assert not is_open(SESSION, ANN, NOON + IDLE)
    assert is_open(last_seen(NOON + IDLE - MOMENT), ANN, NOON + IDLE)


def test_a_session_is_over_after_twelve_hours_whatever_its_person_does() -> None:
    busy = last_seen(NOON + LONGEST - 2 * MOMENT)
    assert is_open(busy, ANN, NOON + LONGEST - MOMENT)
    assert not is_open(busy, ANN, NOON + LONGEST)


def test_a_new_stamp_ends_all_sessions_at_once() -> None:
    assert not is_open(SESSION, replace(ANN, stamp="two"), NOON)


def test_a_session_is_for_its_own_person_alone() -> None:
    assert not is_open(SESSION, replace(ANN, id="bob000000000"), NOON)
    assert not is_open(SESSION, replace(ANN, joined_at=None), NOON)


@given(SECRETS, SECRETS)
def test_a_form_is_known_by_its_own_session_alone(one: str, other: str) -> None:
    assert is_csrf(csrf_token(one), one)
    assert is_csrf(csrf_token(one), other) == (one == other)


@given(st.text(max_size=80), SECRETS)
def test_whatever_else_a_form_sends_is_refused(sent: str, session: str) -> None:
    assert not is_csrf(sent, session)


@given(IDS, SECRETS)
def test_tokens_and_keys_say_whose_they_are(owner: str, secret: str) -> None:
    assert owner_of(token(owner, secret)) == owner
    assert key_id_of(key_text(owner, secret)) == owner


@given(IDS, SECRETS, SECRETS)
def test_a_digest_knows_its_own_token(owner: str, one: str, other: str) -> None:
    kept = digest(token(owner, one))
    assert is_of(token(owner, one), kept)
    assert is_of(token(owner, other), kept) == (one == other)
    assert one not in kept


@pytest.mark.parametrize(
    "text", ["", ".", "abc", "candor_", "x" * 500, "abcdefghijkl.xyz", "ABCDEFGHIJKL." + "0" * 64]
)
def test_what_is_no_token_belongs_to_nobody(text: str) -> None:
    assert owner_of(text) == key_id_of(text) == "0" * 12
