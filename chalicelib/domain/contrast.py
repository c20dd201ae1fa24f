"""How the owner's two colours read on light and dark pages: WCAG's ratios, in numbers and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from chalicelib.domain.colors import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    MARK,
    TEXT,
    contrast,
    corrected,
    ink_on,
)

_EASY = 7.0  # WCAG 2.2, 1.4.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One of the page's two grounds, `light` or `dark`, with the colours as they are shown there.

    `ratio` is that of the accent as it was written, on whichever of the ground's sheets it is less.
    """

    name: str
    ground: str
    sheet: str
    accent: str
    ratio: float
    shown_ratio: float
    is_corrected: bool
    button_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """`ink` is what words on the brand are written in, whose ratio to it is `ink_ratio`."""

    brand: str
    accent: str
    ink: str
    ink_ratio: float
    looks: tuple[Look, ...]


def contrasts(brand: str, accent: str) -> Contrasts:
    """How both colours read, and how they are shown."""
    ink = ink_on(brand)
    return Contrasts(
        brand=brand,
        accent=accent,
        ink=ink,
        ink_ratio=contrast(ink, brand),
        looks=(
            _look("light", brand, accent, LIGHT_GROUNDS),
            _look("dark", brand, accent, DARK_GROUNDS),
        ),
    )


def ratio_text(ratio: float) -> str:
    """Such as `4.4 : 1`; rounded down, as what is below a bound never reads as if it weren't."""
    return f"{floor(ratio * 10) / 10:.1f}\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}1"


def text_words(ratio: float) -> str:
    """How well words in such a contrast can be read."""
    if ratio >= _EASY:
        return f"{ratio_text(ratio)}, at least {_EASY:.0f}: easy to read"
    if ratio >= TEXT:
        return f"{ratio_text(ratio)}, at least {TEXT}: good to read"
    if ratio >= MARK:
        return f"{ratio_text(ratio)}, below {TEXT}: hard to read in sunlight"
    return f"{ratio_text(ratio)}, below {TEXT}: many people can't read it at all"


def mark_words(ratio: float) -> str:
    """How well a shape in such a contrast can be seen."""
    if ratio >= MARK:
        return f"{ratio_text(ratio)}, at least {MARK:.0f}: seen well"
    return f"{ratio_text(ratio)}, below {MARK:.0f}: its shape is hard to see, its words are not"


def _look(name: str, brand: str, accent: str, grounds: Sequence[str]) -> Look:
    shown = corrected(accent, grounds, TEXT)
    return Look(
        name=name,
        ground=grounds[0],
        sheet=grounds[1],
        accent=shown,
        ratio=_least(accent, grounds),
        shown_ratio=_least(shown, grounds),
        is_corrected=shown != accent,
        button_ratio=contrast(brand, grounds[0]),
    )


def _least(color: str, grounds: Sequence[str]) -> float:
    return min(contrast(color, ground) for ground in grounds)
