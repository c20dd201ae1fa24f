"""Which phone numbers get SMS, and what is said of the others."""

import pytest

from chalicelib.domain.destinations import phone
from chalicelib.domain.errors import InvalidInput
from chalicelib.phone_numbers import PhoneNumber, phone_number


@pytest.mark.parametrize(
    ("typed", "countries", "e164", "country"),
    [
        ("0151 23456789", ["DE"], "+4915123456789", "DE"),
        ("+49 (0)151-234 567 89", ["DE", "AT"], "+4915123456789", "DE"),
        (" tel:+43 664 1234567 ", ["DE", "AT"], "+436641234567", "AT"),
        ("+1 202 555 0143", ["CA", "US"], "+12025550143", "US"),
        ("+1 416 555 0143", ["CA", "US"], "+14165550143", "CA"),
        (
            "".join(chr(ord(each) + 0xFEE0) for each in "+4915123456789"),
            ["DE"],
            "+4915123456789",
            "DE",
        ),
    ],
)
def test_numbers_are_written_in_one_way(
    typed: str, countries: list[str], e164: str, country: str
) -> None:
    assert phone_number(typed, countries) == PhoneNumber(e164, country)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please fill in"),
        ("hello", "not a phone number"),
        ("112", "not a phone number"),
        ("0151 23456789", "with its country"),
        ("+49 151 1", "not a phone number"),
        ("+" + "4" * 60, "not a phone number"),
        ("+49 900 1234567", "isn't the number of a mobile phone"),
        ("+49 800 1234567", "isn't the number of a mobile phone"),
        ("+49 30 1234567", "isn't the number of a mobile phone"),
        ("+44 7400 123456", r"\(\+44\)\. Please choose a number of AT \(\+43\), DE \(\+49\)"),
        ("+882 16 1234567", "no SMS to the country|not a phone number"),
        ("+960 7712345", r"\(\+960\)"),
    ],
)
def test_others_are_refused_with_what_to_do(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        phone_number(typed, ["DE", "AT"])


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+4915123456721", "SMS to +49 … 21"),
        ("+12025550143", "SMS to +1 … 43"),
        ("+35312345678", "SMS to +353 … 78"),
        ("+79161234567", "SMS to +7 … 67"),
    ],
)
def test_a_number_is_shown_masked_and_never_whole(number: str, masked: str) -> None:
    destination = phone(number)
    assert destination.masked == masked
    assert destination.number == number
    assert number not in repr(destination)
    assert number not in repr(PhoneNumber(number, "DE"))
