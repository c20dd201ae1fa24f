"""Badges for READMEs and dashboards: a flat SVG of our own, and data for shields.io."""

from xml.etree.ElementTree import Element

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.headline import headline
from chalicelib.domain.snapshot import View
from chalicelib.domain.wording import status_within
from chalicelib.web.programs.entries import component_of
from chalicelib.web.programs.letters import text_width
from chalicelib.web.programs.markup import add, picture, root
from chalicelib.web.responses import Reply, data, text
from chalicelib.web.theme import STATUS_COLORS, favicon_svg
from chalicelib.words import Tongue

# shields.io has names for them, and looks after their contrast itself.
_SHIELDS_COLORS = {
    ComponentStatus.OPERATIONAL: "brightgreen",
    ComponentStatus.NO_DATA: "lightgrey",
    ComponentStatus.UNDER_MAINTENANCE: "blue",
    ComponentStatus.DEGRADED_PERFORMANCE: "yellow",
    ComponentStatus.PARTIAL_OUTAGE: "orange",
    ComponentStatus.MAJOR_OUTAGE: "red",
}
LABEL_GROUND = "#555555"
INK = "#ffffff"
_HEIGHT, _MARGIN = 20, 6
_LONGEST = 60


def badge_svg(view: View, tongue: Tongue, component_id: str | None = None) -> Reply:
    """A picture of how the page, or one component, is; raises NotFound."""
    return text(picture(_badge(*_said(view, tongue, component_id))), "image/svg+xml")


def badge_json(view: View, tongue: Tongue, component_id: str | None = None) -> Reply:
    """The same for https://shields.io/badges/endpoint-badge, which refuses any other key."""
    label, message, status = _said(view, tongue, component_id)
    body = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": _SHIELDS_COLORS[status],
        "cacheSeconds": 300,  # the least that it takes
    }
    return data(body)


def favicon(view: View, tongue: Tongue) -> Reply:
    """The state as a picture of 16 pixels."""
    return text(favicon_svg(headline(view, tongue).status), "image/svg+xml")


def _said(view: View, tongue: Tongue, component_id: str | None) -> tuple[str, str, ComponentStatus]:
    """Label, message and status."""
    if component_id is not None:
        name = component_of(view, component_id).name
        status = view.statuses[component_id]
        return _short(name), status_within(status, tongue), status
    top = headline(view, tongue)
    unknown = top.status is ComponentStatus.NO_DATA
    words = status_within(top.status, tongue) if unknown else top.words
    return tongue.say("status"), _short(words), top.status


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _badge(label: str, message: str, status: ComponentStatus) -> Element:
    """Two fields side by side; the widths are given, so that any font fits them."""
    left, right = (text_width(words) + 2 * _MARGIN for words in (label, message))
    total, title = left + right, f"{label}: {message}"
    svg = root(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(total),
            "height": str(_HEIGHT),
            "viewBox": f"0 0 {total} {_HEIGHT}",
            "role": "img",
            "aria-label": title,
        },
    )
    add(svg, "title", title)
    ground = STATUS_COLORS[status][0]
    add(svg, "path", None, {"fill": LABEL_GROUND, "d": _left_half(left)})
    add(svg, "path", None, {"fill": ground, "d": _right_half(left, total)})
    font = "Verdana,DejaVu Sans,Geneva,sans-serif"
    words = add(svg, "g", None, {"fill": INK, "font-family": font, "font-size": "11"})
    _words(words, label, _MARGIN, left - 2 * _MARGIN)
    _words(words, message, left + _MARGIN, right - 2 * _MARGIN)
    return svg


def _words(parent: Element, words: str, x: int, width: int) -> None:
    add(parent, "text", words, {"x": str(x), "y": "14", "textLength": str(width)})


def _left_half(width: int) -> str:
    return f"M3 0H{width}V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z"


def _right_half(start: int, end: int) -> str:
    return f"M{start} 0H{end - 3}A3 3 0 0 1 {end} 3V17A3 3 0 0 1 {end - 3} 20H{start}Z"
