"""What is written in bad faith, and what must never come of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib

_VECTORS = Path(__file__).parent / "testdata" / "xss.txt"
_RUNS = {"script", "iframe", "object", "embed", "base", "frame", "applet", "foreignobject"}
_LEADS = ("href", "src", "action", "formaction", "data", "srcdoc", "xlink:href", "background")
_BAD = re.compile(r"\s*(javascript|vbscript|data|file):", re.IGNORECASE)


def vectors() -> list[str]:
    """Vectors of cross-site scripting of every kind that is well known, one a line."""
    return _VECTORS.read_text(encoding="utf-8").splitlines()


def elements(fragment: str) -> Iterator[Any]:
    """All elements that a browser makes of a piece of HTML."""
    for top in html5lib.parseFragment(fragment, namespaceHTMLElements=False):
        yield from top.iter()


def harms(html: str, *, own_scripts: int = 0) -> list[str]:
    """What in a page or a fragment would run, or lead to something that does; sentences.

    `own_scripts` is how many scripts are ours; an image or an icon may be `data:`.
    """
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    scripts = len(tree.findall(".//script"))
    found = [f"{scripts} scripts"] if scripts != own_scripts else []
    for each in tree.iter():
        tag = str(each.tag).lower()
        if tag in _RUNS - {"script"}:
            found.append(f"<{tag}>")
        for name, value in each.items():
            is_picture = tag in ("img", "link") and value.startswith("data:image/")
            if str(name).lower().startswith("on") or name == "style":
                found.append(f"<{tag} {name}>")
            if name in _LEADS and _BAD.match(_squeezed(value)) and not is_picture:
                found.append(f"<{tag} {name}={value}>")
    return found


def _squeezed(url: str) -> str:
    """Without what browsers leave out of addresses."""
    return re.sub(r"[\x00-\x20]", "", url)
