"""Every colour of a page against everything that it stands on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.colors import DARK_GROUNDS, LIGHT_GROUNDS, MARK, TEXT, contrast
from chalicelib.domain.components import ComponentStatus
from chalicelib.web.assets import stylesheet
from chalicelib.web.theme import BAR_COLORS, STATUS_COLORS, colors, theme_css

owner_colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = {"light": LIGHT_GROUNDS, "dark": DARK_GROUNDS}


def declared(css: str, scheme: str) -> dict[str, str]:
    """What a browser makes of the custom properties, by the reader's preference."""
    blocks = re.split(r"@media \(prefers-color-scheme:dark\)", css)
    light = dict(re.findall(r"--([\w-]+):(#\w+)", blocks[0]))
    return light if scheme == "light" else light | dict(re.findall(r"--([\w-]+):(#\w+)", blocks[1]))


@given(owner_colors, owner_colors)
@pytest.mark.parametrize("scheme", GROUNDS)
def test_whatever_the_owner_chose_everything_can_be_read(
    scheme: str, brand: str, accent: str
) -> None:
    shown = declared(theme_css(brand, accent), scheme)
    assert contrast(shown["on-brand"], shown["brand"]) >= TEXT
    for ground in GROUNDS[scheme]:
        assert contrast(shown["accent"], ground) >= TEXT
        for status in ComponentStatus:
            assert contrast(shown[status.value], ground) >= TEXT, status
            assert contrast(shown[f"bar-{status}"], ground) >= MARK, status


@pytest.mark.parametrize("table", [STATUS_COLORS, BAR_COLORS])
def test_every_state_has_its_colour(table: dict[ComponentStatus, object]) -> None:
    assert set(table) == set(ComponentStatus)


def test_a_bar_is_corrected_on_the_ground_where_it_misses_and_only_there() -> None:
    light, dark = (colors("#1e7b34", grounds) for grounds in GROUNDS.values())
    assert light["bar-operational"] == "#2ea34d"
    assert dark["bar-operational"] == BAR_COLORS[ComponentStatus.OPERATIONAL]


def test_the_style_has_no_other_grounds_than_those_that_contrasts_are_computed_for() -> None:
    css = stylesheet("#1f5fa8", "#1e7b34")
    grounds = set(re.findall(r"--(?:ground|sheet):(#\w+)", css))
    assert grounds == {*LIGHT_GROUNDS, *DARK_GROUNDS}
