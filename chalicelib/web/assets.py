"""Style and script of a page: squeezed, and small enough to travel inside of it."""

import re
from functools import cache, lru_cache
from pathlib import Path

from chalicelib.web.theme import theme_css

_TEMPLATES = Path(__file__).parent / "templates"

PAGE = ("base.css", "style.css")
DETAILS = (*PAGE, "details.css")
NOTICE = ("base.css",)
TEAM = ("base.css", "admin/admin.css")
LIVE = ("script.js",)
COPY = ("copy.js",)
# A browser's own look at the product, which the page shows as well as the notice.
GLANCE = ("glance.js", "you.js")


@lru_cache(maxsize=4)
def stylesheet(brand: str, accent: str, sheets: tuple[str, ...] = PAGE) -> str:
    """The page's style, small enough to travel inside each page: one request shows everything."""
    source = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)
    without_comments = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    squeezed = re.sub(r"\s*([{}:;,>])\s*", r"\1", re.sub(r"\s+", " ", without_comments))
    return theme_css(brand, accent) + squeezed.strip()


@cache
def script_of(*names: str) -> str:
    """The scripts as one; it travels inside of the page, as the style does."""
    sources = ((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    return squeezed_script("\n".join(sources))


def squeezed_script(source: str) -> str:
    """The script without lines that are comments, and without room that means nothing.

    What stands in quotes stays as it is. The source has no regular expressions, which could be
    taken for something else, and ends its statements with semicolons.
    """
    lines = (line.strip() for line in source.splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    tight = re.sub(_QUOTED_OR_ROOM, lambda found: found[1] or found[2] or found[3], code)
    return tight.replace(";}", "}")


_QUOTED_OR_ROOM = re.compile(
    r"""("[^"]*"|`[^`]*`)|\s*([{}()\[\]=,;:?<>&|*!]+)\s*|(?<=[\w)\]]) ([-+/]) (?=[\w(])"""
)
