"""What an SMS says: one message in GSM-7 that ends with its link, whatever people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.gsm7 import fitted, septets, spelt
from chalicelib.domain.sms_texts import ROOM, news_text
from tests.gsm7 import LETTERS, encoded

LINK = "https://status.example.com/s/abcdefghijklmnop"
links = st.integers(0, 80).map(lambda n: f"https://status.example.com/{'~' * (n // 4)}s/{'a' * n}")
written = st.text(max_size=300)


@given(page=written, title=written, status=written, body=written, link=links)
def test_it_is_one_sms_and_ends_with_the_link(
    page: str, title: str, status: str, body: str, link: str
) -> None:
    text = news_text(page=page, title=title, status=status, body=body, link=link)
    assert len(encoded(text)) <= ROOM
    assert text == link or text.endswith(f" {link}")


def test_whatever_is_written_is_sent_in_the_alphabet() -> None:
    written_by_somebody = map(chr, [*range(0xD800), *range(0xE000, 0x20000)])
    for char in written_by_somebody:
        plain = spelt(f"a{char}b")
        assert len(encoded(plain)) == septets(plain), char


def test_what_is_in_the_alphabet_stays_as_it_is() -> None:
    for char in LETTERS:
        assert spelt(char) == char


@given(written, st.integers(0, 200))
def test_what_is_cut_is_a_beginning_that_fits(text: str, room: int) -> None:
    plain = spelt(text)
    cut = fitted(plain, room)
    assert len(encoded(plain)) == septets(plain)
    assert len(encoded(cut)) <= room
    assert cut == plain or plain.startswith(cut.removesuffix("..."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Störung: Größe, € 5", "Störung: Größe, € 5"),
        ("Ça marche, déjà", "Ça marche, déjà"),
        ("ação às três", "acao às tres"),
        ("“Quotes” – and…", '"Quotes" - and...'),
        ("障害が発生", "?"),
        ("Down 🙈 now", "Down now"),
        ("tab\tand\nline", "tab and line"),
        ("".join(chr(ord(each) + 0xFEE0) for each in "Full"), "Full"),
    ],
)
def test_spelling(text: str, expected: str) -> None:
    assert spelt(text) == expected


def test_extension_characters_take_two() -> None:
    assert septets("[€]") == 6


def test_news_says_page_title_status_and_what_is_noticed() -> None:
    text = news_text(
        page="Acme",
        title="Checkout is down",
        status="Investigating",
        body="Who pays sees an error.",
        link=LINK,
    )
    assert text == f"Acme: Checkout is down - Investigating. Who pays sees an error. {LINK}"


def test_words_give_way_first_then_the_title_and_the_status_stays() -> None:
    text = news_text(
        page="Acme", title="word " * 40, status="Resolved", body="It is over.", link=LINK
    )
    assert text.startswith("Acme: word word")
    assert f"... - Resolved. {LINK}" in text


def test_a_title_in_another_script_leaves_page_and_status() -> None:
    text = news_text(page="Acme", title="", status="Investigating", body="", link=LINK)
    assert text == f"Acme: Investigating. {LINK}"
