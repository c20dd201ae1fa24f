"""Dates of certificates, read from their DER form."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.network.certificates import Validity, expiry, read_validity
from tests.integration.network.servers import authority, midnight


def der(not_before: datetime, not_after: datetime) -> bytes:
    certificate = authority().issue_cert("shop.example", not_before=not_before, not_after=not_after)
    return ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())


WHOLE = der(midnight(2020, 1, 1), midnight(2030, 1, 1))


@pytest.mark.parametrize(
    ("not_before", "not_after"),
    [
        (midnight(1999, 12, 31), midnight(2000, 1, 1)),
        (midnight(2026, 11, 22), midnight(2049, 12, 31) + timedelta(hours=23, seconds=59)),
        (midnight(2049, 1, 1), midnight(2050, 1, 1)),  # the form of dates changes with 2050
        (midnight(2050, 1, 1), midnight(9999, 12, 31)),
    ],
)
def test_the_dates_are_those_that_the_certificate_was_made_with(
    not_before: datetime, not_after: datetime
) -> None:
    assert read_validity(der(not_before, not_after)) == Validity(not_before, not_after)


def test_a_certificate_of_the_first_version_has_its_dates_too() -> None:
    """It has no version in front, which later ones have."""
    dates = b"\x17\x0d250102030405Z" + b"\x17\x0d260102030405Z"
    body = b"\x02\x01\x01" + b"\x30\x00" + b"\x30\x00" + b"\x30\x1e" + dates
    certificate = b"\x30\x29" + b"\x30\x27" + body
    assert read_validity(certificate) == Validity(
        midnight(2025, 1, 2) + timedelta(hours=3, minutes=4, seconds=5),
        midnight(2026, 1, 2) + timedelta(hours=3, minutes=4, seconds=5),
    )


def test_a_certificate_that_is_cut_off_before_its_dates_is_refused() -> None:
    for length in range(WHOLE.index(b"300101000000Z")):
        with pytest.raises(ValueError, match="ends too early"):
            read_validity(WHOLE[:length])


def test_a_certificate_with_something_else_in_place_of_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="no date where one belongs"):
        read_validity(WHOLE.replace(b"\x17\x0d300101000000Z", b"\x13\x0d300101000000Z"))


@given(at=st.integers(0, 250), value=st.integers(0, 255))
def test_a_byte_that_is_wrong_leads_to_dates_or_to_a_refusal(at: int, value: int) -> None:
    bent = bytearray(WHOLE)
    bent[at] = value
    try:
        validity = read_validity(bytes(bent))
    except ValueError:
        return
    assert validity.not_before.tzinfo is validity.not_after.tzinfo is UTC


def test_a_certificate_that_was_not_verified_tells_no_expiry() -> None:
    assert expiry({}) is None


def test_the_expiry_of_a_verified_certificate_is_in_utc() -> None:
    assert expiry({"notAfter": "Nov  3 00:00:00 2026 GMT"}) == midnight(2026, 11, 3)
