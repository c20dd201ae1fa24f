"""The colours of a page: the owner's two, and those of the states.

All keep WCAG's contrasts (4.5:1 for text, 3:1 for marks) on whatever they stand on, light and
dark, and none stands alone: a shape and a word go with each. What the owner chose is corrected
where it would miss that.
"""

from collections.abc import Mapping, Sequence

from chalicelib.domain.colors import DARK_GROUNDS, LIGHT_GROUNDS, MARK, TEXT, corrected, ink_on
from chalicelib.domain.components import ComponentStatus

# status: (text and marks on the light ground, the same on the dark one)
STATUS_COLORS = {
    ComponentStatus.OPERATIONAL: ("#1e7b34", "#6fd08c"),
    ComponentStatus.UNDER_MAINTENANCE: ("#1f5fa8", "#8ab8ff"),
    ComponentStatus.DEGRADED_PERFORMANCE: ("#7a5c00", "#f2cf5b"),
    ComponentStatus.PARTIAL_OUTAGE: ("#a84b00", "#ffab66"),
    ComponentStatus.MAJOR_OUTAGE: ("#b3261e", "#ff8a80"),
    ComponentStatus.NO_DATA: ("#5f6368", "#bdc1c6"),
}

# What fills the bars of days and charts. Words don't stand on it.
BAR_COLORS = {
    ComponentStatus.OPERATIONAL: "#2fa84f",
    ComponentStatus.UNDER_MAINTENANCE: "#3a7bd5",
    ComponentStatus.DEGRADED_PERFORMANCE: "#a67c00",
    ComponentStatus.PARTIAL_OUTAGE: "#d9660a",
    ComponentStatus.MAJOR_OUTAGE: "#d93025",
    ComponentStatus.NO_DATA: "#80868b",
}


# Strokes within a square of 16: a tick, dots, a pause, an exclamation mark, a bar, a cross.
_SIGNS = {
    ComponentStatus.OPERATIONAL: "M4.5 8.5 7 11l4.5-6",
    ComponentStatus.NO_DATA: "M4.5 8h0M8 8h0M11.5 8h0",
    ComponentStatus.UNDER_MAINTENANCE: "M6 5v6M10 5v6",
    ComponentStatus.DEGRADED_PERFORMANCE: "M8 4v5M8 12h0",
    ComponentStatus.PARTIAL_OUTAGE: "M4.5 8h7",
    ComponentStatus.MAJOR_OUTAGE: "M5 5l6 6M11 5l-6 6",
}


def theme_css(brand: str, accent: str) -> str:
    """The colours as custom properties, for light and, by the reader's setting, dark grounds.

    `--brand` is a ground for `--on-brand`; `--accent` is for links and focus; `--<status>` is for
    a state's words and marks, `--bar-<status>` for its bars.
    """
    light, dark = colors(accent, LIGHT_GROUNDS), colors(accent, DARK_GROUNDS)
    own = {"brand": brand, "on-brand": ink_on(brand)}
    of_dark = {name: color for name, color in dark.items() if color != light[name]}
    return (
        f":root{{{_properties(own | light)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_properties(of_dark)}}}}}"
    )


def colors(accent: str, grounds: Sequence[str]) -> dict[str, str]:
    """Every colour that stands on these grounds, by the name of its custom property."""
    which = 0 if grounds == LIGHT_GROUNDS else 1
    return {
        "accent": corrected(accent, grounds, TEXT),
        **{status.value: pair[which] for status, pair in STATUS_COLORS.items()},
        **{
            f"bar-{status}": corrected(color, grounds, MARK) for status, color in BAR_COLORS.items()
        },
    }


def favicon_svg(status: ComponentStatus) -> str:
    """A dot in the state's colour, with its sign in it, for the browser's tab."""
    dot = f'<circle cx="8" cy="8" r="8" fill="{STATUS_COLORS[status][0]}"/>'
    stroke = 'fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"'
    sign = f'<path d="{_SIGNS[status]}" {stroke}/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{dot}{sign}</svg>'


def _properties(named: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{color};" for name, color in named.items())
