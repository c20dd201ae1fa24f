"""Contrasts, and what is done to a colour that misses them."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.colors import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    MARK,
    TEXT,
    contrast,
    corrected,
    correction_note,
    has_contrast,
    ink_on,
    luminance,
)

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
grounds = st.sampled_from([LIGHT_GROUNDS, DARK_GROUNDS])
least = st.sampled_from([TEXT, MARK])


def hue_and_saturation(color: str) -> tuple[float, float]:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    hue, _, saturation = colorsys.rgb_to_hls(*channels)
    return hue, saturation


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#123456", "#123456", 1.0),
        ("#777777", "#ffffff", 4.48),  # the grey that is known for just missing it
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(colors, grounds, least)
def test_any_colour_can_be_read_once_it_is_corrected(
    color: str, on: tuple[str, ...], ratio: float
) -> None:
    assert all(contrast(corrected(color, on, ratio), ground) >= ratio for ground in on)


@given(colors, grounds, least)
def test_a_colour_that_can_be_read_stays_as_it_is(
    color: str, on: tuple[str, ...], ratio: float
) -> None:
    once = corrected(color, on, ratio)
    assert corrected(once, on, ratio) == once
    assert (once == color) == has_contrast(color, on, ratio)


@given(colors, grounds)
def test_a_correction_goes_away_from_the_ground_and_no_further_than_it_must(
    color: str, on: tuple[str, ...]
) -> None:
    shown = corrected(color, on, TEXT)
    if shown == color:
        return
    assert (luminance(shown) < luminance(color)) == (on == LIGHT_GROUNDS)
    # One step is at most a few hundredths of lightness away from the boundary.
    assert min(contrast(shown, ground) for ground in on) < TEXT * 1.1


@given(colors, grounds)
def test_a_correction_keeps_the_hue(color: str, on: tuple[str, ...]) -> None:
    (before, saturation), (after, left) = map(
        hue_and_saturation, (color, corrected(color, on, TEXT))
    )
    if min(saturation, left) < 0.25:  # a grey has no hue to speak of
        return
    apart = abs(before - after)
    assert min(apart, 1 - apart) < 0.02


@given(colors)
def test_ink_can_be_read_on_any_brand(brand: str) -> None:
    assert contrast(ink_on(brand), brand) >= TEXT


def test_the_owner_is_told_of_an_accent_that_a_light_page_can_not_show() -> None:
    assert correction_note("#1e7b34") is None
    assert correction_note("#ffcc00") == (
        'The accent "#ffcc00" can\'t be read on a light page; links are shown in "#896e00" there, '
        "the nearest colour that can."
    )
