"""How the owner's colours read, in numbers and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.colors import TEXT, contrast
from chalicelib.domain.contrast import contrasts, mark_words, ratio_text, text_words

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (21.0, "21.0 : 1, at least 7: easy to read"),
        (7.0, "7.0 : 1, at least 7: easy to read"),
        (6.99, "6.9 : 1, at least 4.5: good to read"),
        (4.5, "4.5 : 1, at least 4.5: good to read"),
        (4.499, "4.4 : 1, below 4.5: hard to read in sunlight"),
        (4.1, "4.1 : 1, below 4.5: hard to read in sunlight"),
        (2.999, "2.9 : 1, below 4.5: many people can't read it at all"),
    ],
)
def test_a_ratio_is_said_in_numbers_and_words(ratio: float, words: str) -> None:
    assert plain(text_words(ratio)) == words


def test_a_shape_needs_less_than_words() -> None:
    assert plain(mark_words(3.0)) == "3.0 : 1, at least 3: seen well"
    assert plain(mark_words(2.99)).startswith("2.9 : 1, below 3: ")


def test_what_cant_be_read_is_shown_as_it_can_on_the_ground_that_needs_it() -> None:
    light, dark = contrasts("#1f5fa8", "#e6b800").looks
    assert (light.is_corrected, dark.is_corrected) == (True, False)
    assert (light.accent, dark.accent) == ("#8a6e00", "#e6b800")
    assert plain(ratio_text(light.ratio)) == "1.7 : 1"


@given(colors, colors)
def test_whatever_is_chosen_is_shown_so_that_it_can_be_read(brand: str, accent: str) -> None:
    seen = contrasts(brand, accent)
    assert contrast(seen.ink, brand) == seen.ink_ratio >= TEXT
    for look in seen.looks:
        assert look.shown_ratio >= TEXT
        assert look.is_corrected == (look.ratio < TEXT)
