"""The colours of a page: the owner's two, and those of the states.

The states' colours keep WCAG's contrasts (4.5:1 for text, 3:1 for marks) on both grounds, and
never stand alone: a shape and a word go with each.
"""

from chalicelib.domain.components import ComponentStatus

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#14171a"

# status: (text and marks on the light ground, the same on the dark one)
STATUS_COLORS = {
    ComponentStatus.OPERATIONAL: ("#1e7b34", "#6fd08c"),
    ComponentStatus.UNDER_MAINTENANCE: ("#1f5fa8", "#8ab8ff"),
    ComponentStatus.DEGRADED_PERFORMANCE: ("#7a5c00", "#f2cf5b"),
    ComponentStatus.PARTIAL_OUTAGE: ("#a84b00", "#ffab66"),
    ComponentStatus.MAJOR_OUTAGE: ("#b3261e", "#ff8a80"),
    ComponentStatus.NO_DATA: ("#5f6368", "#bdc1c6"),
}

_INK_LIGHT, _INK_DARK = "#ffffff", "#111111"


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two #rrggbb colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Whichever of light and dark ink reads better on that ground."""
    return max((_INK_LIGHT, _INK_DARK), key=lambda ink: contrast(ink, ground))


def theme_css(brand: str, accent: str) -> str:
    """The colours as custom properties, for light and, by the reader's setting, dark grounds."""
    own = f"--brand:{brand};--on-brand:{ink_on(brand)};--accent:{accent};"
    light = "".join(f"--{status}:{pair[0]};" for status, pair in STATUS_COLORS.items())
    dark = "".join(f"--{status}:{pair[1]};" for status, pair in STATUS_COLORS.items())
    return f":root{{{own}{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def favicon_svg(status: ComponentStatus) -> str:
    """A dot in the state's colour for the browser's tab."""
    color = STATUS_COLORS[status][0]
    dot = f'<circle cx="8" cy="8" r="7" fill="{color}" stroke="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{dot}</svg>'


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
