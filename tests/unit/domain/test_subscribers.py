"""Which addresses mail can be sent to."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.subscribers import email_address, mailbox_of

LABEL_63 = "b" * 63


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("ann@example.com", "ann@example.com"),
        ("  ann@example.com\r\n", "ann@example.com"),
        ("Ann.Lee@Example.COM", "Ann.Lee@example.com"),
        ("ann+news@example.com", "ann+news@example.com"),
        ("o'hara_1%x@mail.example.co.uk", "o'hara_1%x@mail.example.co.uk"),
        ("a@b.cd", "a@b.cd"),
        ("7@7.example", "7@7.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann@example.xn--p1ai", "ann@example.xn--p1ai"),
        (f"{'x' * 64}@example.com", f"{'x' * 64}@example.com"),
        (f"ann@{LABEL_63}.com", f"ann@{LABEL_63}.com"),
        (f"ann@{'a.' * 123}com", f"ann@{'a.' * 123}com"),
    ],
)
def test_an_address_is_taken_with_its_domain_in_small_letters(typed: str, understood: str) -> None:
    assert email_address(typed) == understood


@pytest.mark.parametrize("typed", ["", " ", "\r\n\t"])
def test_nothing_typed_is_asked_for(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"^Please fill in your email address\.$"):
        email_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "ann",
        "@",
        "@example.com",
        "ann@",
        "ann@@example.com",
        "ann@bob@example.com",
        "a@example.com,b@example.com",
        "Ann <ann@example.com>",
        "mailto:ann@example.com",
        "ann @example.com",
        "ann@ example.com",
        "ann@exam ple.com",
        "ann@example.com\nBcc: bob@example.com",
        "ann\0@example.com",
        ".ann@example.com",
        "ann.@example.com",
        "ann..lee@example.com",
        '"ann lee"@example.com',
        "ann(home)@example.com",
        "ann\\lee@example.com",
        "änn@example.com",
        "ann@bücher.example",
        "\u212ann@example.com",
        "ann@localhost",
        "ann@127.0.0.1",
        "ann@[127.0.0.1]",
        "ann@example.c",
        "ann@example.7",
        "ann@.example.com",
        "ann@example..com",
        "ann@example.com.",
        "ann@-example.com",
        "ann@example-.com",
        "ann@ex_ample.com",
        f"{'x' * 65}@example.com",
        f"ann@b{LABEL_63}.com",
        f"ann@{'a.' * 124}com",
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="is not an email address that mail can be sent to"):
        email_address(typed)


def test_of_a_long_text_the_beginning_is_repeated() -> None:
    with pytest.raises(InvalidInput, match=rf"^“{'x' * 60}…” is not"):
        email_address("x" * 300)


@given(st.text() | st.text("a1.@-+ <(\"'", max_size=30))
@example("(" * 10_000)
@example("(" * 5_000 + "@example.com")
@example('"' * 10_000)
@example("a." * 5_000)
def test_any_text_is_an_address_or_refused_in_a_sentence(typed: str) -> None:
    try:
        address = email_address(typed)
    except InvalidInput:
        return
    assert email_address(address) == address
    assert address.isascii()
    assert address.count("@") == 1
    assert address.lower() == typed.strip().lower()


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ann@example.com", "ann@example.com"),
        ("Ann.Lee@example.com", "ann.lee@example.com"),
        ("ann+news@example.com", "ann@example.com"),
        ("ANN+a+b@example.com", "ann@example.com"),
        ("+ann@example.com", "+ann@example.com"),
    ],
)
def test_spellings_of_one_mailbox_are_counted_as_one(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
