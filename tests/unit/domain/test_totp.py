"""Codes: RFC 6238's own vectors, the window, and that none is taken twice."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import totp
from tests.specimens import NOON

# RFC 6238, appendix B, the rows of SHA-1, of eight digits.
SECRET = b"12345678901234567890"
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone


@pytest.mark.parametrize(("second", "expected"), VECTORS)
def test_codes_are_those_of_the_rfc(second: int, expected: str) -> None:
    counter = totp.counter_at(datetime.fromtimestamp(second, UTC))
    assert totp.code(SECRET, counter, digits=8) == expected
    assert totp.code(SECRET, counter) == expected[-totp.DIGITS :]


@given(st.binary(min_size=20, max_size=20), MOMENTS, st.sampled_from([-30, 0, 30]))
def test_a_clock_that_is_half_a_minute_off_is_right(secret: bytes, now: datetime, off: int) -> None:
    shown = totp.code(secret, totp.counter_at(now + timedelta(seconds=off)))
    assert totp.matching(secret, shown, now=now, after=0) is not None


@given(st.binary(min_size=20, max_size=20), MOMENTS)
def test_what_matched_never_matches_again(secret: bytes, now: datetime) -> None:
    shown = totp.code(secret, totp.counter_at(now))
    used = totp.matching(secret, shown, now=now, after=0)
    assert used is not None
    again = totp.matching(secret, shown, now=now, after=used)
    # Two steps beside each other may have the same code, once in a million; it counts on.
    assert again is None or again > used


@pytest.mark.parametrize("off_s", [-61, 61])
def test_a_code_of_long_before_or_after_is_wrong(off_s: int) -> None:
    at = NOON + timedelta(seconds=off_s)
    assert totp.matching(SECRET, totp.code(SECRET, totp.counter_at(at)), now=NOON, after=0) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "१२३४५६", "½½½½½½"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert totp.matching(SECRET, typed, now=NOON, after=0) is None


def test_a_code_may_be_typed_as_phones_show_it() -> None:
    shown = totp.code(SECRET, totp.counter_at(NOON))
    assert totp.matching(SECRET, f" {shown[:3]} {shown[3:]} ", now=NOON, after=0) is not None


@given(st.binary(min_size=20, max_size=20))
def test_the_address_and_the_text_say_the_same_secret(secret: bytes) -> None:
    address = urlsplit(totp.uri(secret, issuer="Our Shop: Status", account="ann@example.com"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Our%20Shop%3A%20Status:ann%40example.com"
    said = parse_qs(address.query)
    assert said["issuer"] == ["Our Shop: Status"]
    text = totp.written(secret).replace(" ", "")
    assert said["secret"] == [text]
    assert base64.b32decode(text) == secret
