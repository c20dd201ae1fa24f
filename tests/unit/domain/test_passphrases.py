"""Passphrases are known again by what is kept of them, and by nothing else."""

import hashlib
import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import passphrases
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.passphrases import COST, Cost, hashed, is_outdated, is_passphrase

CHEAP = Cost(n=2, r=1, p=1)
SALT = bytes(range(16))
TEXTS = st.text(max_size=40)


@given(TEXTS, st.binary(min_size=16, max_size=16))
def test_a_passphrase_is_known_again(text: str, salt: bytes) -> None:
    assert is_passphrase(text, hashed(text, salt, CHEAP))


@given(TEXTS, TEXTS)
def test_another_one_is_not(text: str, other: str) -> None:
    assert is_passphrase(other, hashed(text, SALT, CHEAP)) == (other == text)


@given(TEXTS, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_each_salt_makes_another_hash(text: str, one: bytes, other: bytes) -> None:
    assert (hashed(text, one, CHEAP) == hashed(text, other, CHEAP)) == (one == other)


@given(TEXTS)
def test_what_is_kept_says_nothing_of_the_passphrase(text: str) -> None:
    kept = hashed(text, SALT, CHEAP)
    assert kept.startswith("scrypt$2$1$1$")
    assert len(kept) == len(hashed("", SALT, CHEAP))


def test_the_cost_is_one_that_owasp_recommends_and_stands_in_the_hash() -> None:
    assert (COST.n, COST.r, COST.p) == (2**15, 8, 3)
    kept = hashed("correct horse battery staple", SALT)
    assert kept.startswith("scrypt$32768$8$3$")
    assert is_passphrase("correct horse battery staple", kept)
    assert not is_passphrase("correct horse battery stable", kept)


def test_a_cost_that_was_raised_since_is_seen_and_the_old_hash_still_good() -> None:
    kept = hashed("correct horse battery staple", SALT, CHEAP)
    assert is_outdated(kept)
    assert not is_outdated(hashed("correct horse battery staple", SALT))


def test_an_account_that_is_not_there_costs_as_much_and_is_never_right() -> None:
    kept = hashed("correct horse battery staple", SALT)
    with patch("hashlib.scrypt", wraps=hashlib.scrypt) as worked:
        assert not is_passphrase("wrong", kept)
        assert not is_passphrase("wrong", None)
    known, unknown = (call.kwargs for call in worked.call_args_list)
    assert {**known, "salt": b""} == {**unknown, "salt": b""}
    assert len(known["salt"]) == len(unknown["salt"])


@given(TEXTS)
@settings(max_examples=3)
def test_nothing_is_the_passphrase_of_nobody(text: str) -> None:
    assert not is_passphrase(text, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("elevenchars", "A passphrase needs at least 12 characters, this one has 11. A few words"),
        ("", "A passphrase needs at least 12 characters, this one has 0."),
        ("x" * 257, "A passphrase may have at most 256 characters."),
    ],
)
def test_one_that_will_not_do_is_refused_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        passphrases.passphrase(typed)
    assert str(refusal.value).startswith(sentence)


@given(st.text(min_size=12, max_size=60))
def test_it_does_not_matter_how_a_keyboard_composes_letters(text: str) -> None:
    apart, together = unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)
    assert passphrases.normal(apart) == passphrases.normal(together)


def test_a_lone_surrogate_is_no_traceback() -> None:
    kept = hashed("\ud800" * 12, SALT, CHEAP)
    assert is_passphrase("\ud800" * 12, kept)


def test_a_text_without_end_is_cut_to_what_no_passphrase_is_as_long_as() -> None:
    assert passphrases.LONGEST < len(passphrases.normal("x" * 5_000_000)) < 2000
