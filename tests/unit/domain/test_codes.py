"""What proves a phone number: six digits, on one page, in time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.codes import LIVES, Code, code_digest, code_of, proves
from chalicelib.domain.selections import Selection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
words = st.text("abcxyz0189-_", min_size=1, max_size=20)


def kept(token: str, code: str) -> Code:
    return Code(
        digest=code_digest(token, code),
        subscriber_id="a",
        selection=Selection(),
        expires_at=NOON + LIVES,
    )


@given(words, words, words)
def test_a_code_is_six_digits_and_the_same_at_each_retry(
    secret: str, asking: str, token: str
) -> None:
    code = code_of(secret, asking)
    assert len(code) == 6
    assert code.isdigit()
    assert code == code_of(secret, asking)
    assert proves(kept(token, code), token, f" {code[:3]} {code[3:]} ", NOON)


@given(words, words, st.integers(0, 999_999), st.integers(0, 999_999))
def test_another_code_and_another_page_prove_nothing(
    token: str, other: str, right: int, typed: int
) -> None:
    held = kept(token, f"{right:06d}")
    assert proves(held, token, f"{typed:06d}", NOON) == (typed == right)
    assert proves(held, other, f"{right:06d}", NOON) == (other == token)


def test_a_code_has_an_end_and_stands_in_no_repr() -> None:
    held = kept("token", "123456")
    assert proves(held, "token", "123456", NOON + LIVES - timedelta(seconds=1))
    assert not proves(held, "token", "123456", NOON + LIVES)
    assert held.digest not in repr(held)
