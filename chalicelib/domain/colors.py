"""Colours as #rrggbb: how well one is told from another, and what has to change for it.

WCAG 2.2 asks a contrast of 4.5:1 of text (1.4.3), and 3:1 of what is looked at (1.4.11).
"""

import colorsys
from collections.abc import Sequence

TEXT, MARK = 4.5, 3.0

# What the page's things stand on: the page itself, and its sheets.
LIGHT_GROUNDS = ("#ffffff", "#f6f7f8")
DARK_GROUNDS = ("#14171a", "#1c2125")

# Between them, one is readable on any ground; with a softer black, mid greys have no ink.
_LIGHT_INK, _DARK_INK = "#ffffff", "#000000"
_STEP = 1 / 255  # the least that makes a difference


def correction_note(accent: str) -> str | None:
    """What to tell the owner of a page whose accent can't be read on a light ground, or None.

    Hardly any colour can be read on both light and dark grounds: that it gets lighter for readers
    who prefer dark pages is no news.
    """
    shown = corrected(accent, LIGHT_GROUNDS, TEXT)
    if shown == accent:
        return None
    return (
        f'The accent "{accent}" can\'t be read on a light page; links are shown in "{shown}" '
        "there, the nearest colour that can."
    )


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Whichever of light and dark ink reads better on that ground; it has at least 4.5:1."""
    return max((_LIGHT_INK, _DARK_INK), key=lambda ink: contrast(ink, ground))


def corrected(color: str, grounds: Sequence[str], least: float) -> str:
    """The colour itself when it has that contrast on each ground; else the nearest that has.

    Its hue stays: it only gets darker on light grounds and lighter on dark ones. It ends in black
    or white, so `least` has to be within reach of these.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    end, step = (0.0, -_STEP) if ink_on(grounds[0]) == _DARK_INK else (1.0, _STEP)
    while not has_contrast(color, grounds, least) and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
        color = _written(colorsys.hls_to_rgb(hue, lightness, saturation))
    return color


def has_contrast(color: str, grounds: Sequence[str], least: float) -> bool:
    return all(contrast(color, ground) >= least for ground in grounds)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    red, green, blue = (_linear(channel) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
