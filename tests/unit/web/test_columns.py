"""Text for a terminal takes no more room than it is given, and commands nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.programs.columns import padded, printable, width, wrapped


@given(st.text(), st.integers(10, 80), st.sampled_from(["", "    "]))
def test_no_line_is_wider_than_its_columns(text: str, columns: int, indent: str) -> None:
    for line in wrapped(text, columns, indent):
        assert width(line) <= columns
        assert line.startswith(indent)


@given(st.text(), st.integers(10, 80))
def test_nothing_is_lost_but_spaces_and_what_a_terminal_would_obey(text: str, columns: int) -> None:
    kept = "".join("".join(wrapped(text, columns)).split())
    assert kept == "".join(printable(text).split())


@given(st.text())
def test_no_control_character_gets_through(text: str) -> None:
    categories = {unicodedata.category(character) for character in printable(text)}
    assert categories.isdisjoint({"Cc", "Cf", "Cs"})


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("障害", 4), ("ｱ", 1)]
)
def test_a_character_is_as_wide_as_it_looks(text: str, columns: int) -> None:
    assert width(text) == columns
    assert width(padded(text, 10)) == 10


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("abcdefghij", 4, "  ") == ["  ab", "  cd", "  ef", "  gh", "  ij"]
    assert wrapped("\x1b[31mred", 80) == ["[31mred"]
