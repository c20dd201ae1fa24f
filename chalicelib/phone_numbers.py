"""Phone numbers as they are dialled from anywhere: the one home of phonenumberslite."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import InvalidInput
from chalicelib.words import marked

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """In E.164: "+49…", and the country that it is of, in the two letters of ISO 3166."""

    e164: str = field(repr=False)
    country: str


def phone_number(typed: str, countries: Sequence[str]) -> PhoneNumber:
    """The number that was typed, which is of one of the countries; where there is only one, a
    number needn't name it. Raises InvalidInput, with a sentence for the one who typed it.
    """
    # Imported when it is needed: page views know no numbers.
    import phonenumbers

    if not typed.strip():
        raise InvalidInput(marked("Please fill in your phone number."))
    try:
        if len(typed) > _LONGEST or not countries:
            raise ValueError
        read = phonenumbers.parse(typed, countries[0] if len(countries) == 1 else None)
    except (phonenumbers.NumberParseException, ValueError):
        raise _no_number() from None
    if not phonenumbers.is_valid_number(read):
        raise _no_number()
    country = phonenumbers.region_code_for_number(read) or ""
    if country not in countries:
        raise InvalidInput(
            marked(
                "We send no SMS to the country of this number (+{code}). Please choose a number of "
                "{countries}, or hear by email."
            ),
            code=read.country_code,
            countries=named(countries),
        )
    kinds = phonenumbers.PhoneNumberType
    if phonenumbers.number_type(read) not in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        raise InvalidInput(
            marked(
                "This isn't the number of a mobile phone, so it gets no SMS. Please use that of a "
                "mobile phone, or hear by email."
            )
        )
    return PhoneNumber(
        phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164), country
    )


def named(countries: Sequence[str]) -> str:
    """The countries as readers of any language know them: "AT (+43), DE (+49)"."""
    import phonenumbers  # as above

    codes = {each: phonenumbers.country_code_for_region(each) for each in sorted(countries)}
    return ", ".join(f"{country} (+{code})" for country, code in codes.items())


def _no_number() -> InvalidInput:
    return InvalidInput(
        marked(
            "This is not a phone number. Please write it with its country, such as "
            "+49 151 23456789."
        )
    )
