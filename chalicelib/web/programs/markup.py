"""XML by the standard library: every text escaped, and nothing in it that XML can't hold."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

# What XML holds and doesn't discourage (https://www.w3.org/TR/xml/#charsets), which is what HTML
# takes too: no controls, no halves of characters, no code points that will never be characters.
_PLANES = range(0x10000, 0x110000, 0x10000)
_NO_TEXT = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    "|[" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES) + "]"
)


def root(tag: str, attributes: Mapping[str, str]) -> Element:
    return Element(tag, _clean_all(attributes))


def add(
    parent: Element, tag: str, text: str | None = None, attributes: Mapping[str, str] | None = None
) -> Element:
    """One more child, with that text in it."""
    child = SubElement(parent, tag, _clean_all(attributes or {}))
    child.text = None if text is None else clean(text)
    return child


def document(element: Element) -> str:
    """A whole XML document."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="unicode")


def picture(element: Element) -> str:
    """An SVG without a prologue."""
    return tostring(element, encoding="unicode")


def html_of(element: Element) -> str:
    """The element and all in it as HTML."""
    return tostring(element, encoding="unicode", method="html")


def clean(text: str) -> str:
    """The text without control characters and the like."""
    return _NO_TEXT.sub("", text)


def _clean_all(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(value) for name, value in attributes.items()}
