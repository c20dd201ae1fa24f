"""What people write, which is Markdown: as safe HTML for pages, and as plain text for all else.

Links, lists, emphasis and code; no HTML, no images. A heading is a line in bold, and a new line in
the text is one for readers too, as whoever writes on a phone expects.

The parser takes 30 ms to import: it is, when a person's text is shown for the first time. What our
checks say is plain text, and needs none of this.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import count, repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markupsafe import Markup

TAGS = frozenset({"a", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
REL = "nofollow noopener noreferrer"
SCHEMES = frozenset({"http", "https", "mailto"})

_RULES = ("newline", "escape", "backticks", "emphasis", "link", "autolink")
_BLOCKS = ("list", "fence", "heading")
# Whole addresses alone: what has no host, or no scheme, leads to somewhere on our own page.
_LEADS = re.compile(r"https?://[^/\s]|mailto:[^\s]", re.IGNORECASE)
# An address as it stands in a sentence: what ends the sentence isn't part of it.
_BARE = re.compile(
    r"(?<![a-z0-9])https?://[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*[a-z0-9\-_~/#=&%+@$]", re.IGNORECASE
)
_KEPT = 256  # renderings; of the longest texts they are 4 MB


@lru_cache(maxsize=_KEPT)
def html_of(text: str) -> "Markup":
    """The text as HTML that may stand in any page: nothing in it runs, or is fetched.

    It has the tags and attributes above, and links lead to http, https and mailto alone.
    """
    import nh3
    from markupsafe import Markup

    made = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes={"*": set(), **ATTRIBUTES},  # else `title` and `lang` may be on any tag
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel=REL,
    )
    return Markup(made.strip())  # noqa: S704 - it was sanitised the line before


@lru_cache(maxsize=_KEPT)
def plain_of(text: str) -> str:
    """The text as people write it without Markdown: `words (https://…)`, and `- ` before items."""
    return "".join(_written(_parser().parse(text))) or text.strip()


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"breaks": True}).enable([*_RULES, *_BLOCKS])
    parser.core.ruler.push("bare_links", _link_bare)
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    # What isn't allowed stays text that all can read, with the address in it.
    parser.validateLink = _leads_elsewhere  # type: ignore[method-assign]
    return parser


def _leads_elsewhere(url: str) -> bool:
    return _LEADS.match(url) is not None


def _link_bare(state: "StateCore") -> None:
    """Addresses that were just pasted into the text lead there as well."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_with_links(block.children))


def _with_links(children: list["Token"]) -> Iterator["Token"]:
    depth = 0
    for token in children:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not depth:
            yield from _linked(token.content)
        else:
            yield token


def _linked(text: str) -> Iterator["Token"]:
    from markdown_it.token import Token

    end = 0
    for found in _BARE.finditer(text):
        yield Token("text", "", 0, content=text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]}, markup="autolink")
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1, markup="autolink")
        end = found.end()
    yield Token("text", "", 0, content=text[end:])


def _written(tokens: list["Token"]) -> Iterator[str]:
    """Block by block, each with what parts it from the one before."""
    markers: list[Iterator[str]] = []  # of each list that is open
    marker, gap = "", ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                markers.append(repeat("- "))
            case "ordered_list_open":
                markers.append(_numbers(int(token.attrs.get("start", 1))))
            case "bullet_list_close" | "ordered_list_close":
                markers.pop()
                gap = gap if markers else gap and "\n\n"
            case "list_item_open":
                marker = next(markers[-1])
            case "inline" | "fence":
                words = _words(token.children) if token.children is not None else token.content
                room = "  " * len(markers)
                begin = room.removeprefix("  ") + marker if marker else room
                yield gap + begin + words.strip("\n").replace("\n", f"\n{room}")
                marker, gap = "", "\n" if markers else "\n\n"


def _numbers(first: int) -> Iterator[str]:
    return (f"{number}. " for number in count(first))


def _words(children: list["Token"]) -> str:
    """The words of one block; where a link's words aren't its address, that follows them."""
    written: list[str] = []
    leads: list[str] = []
    for token in children:
        match token.type:
            case "softbreak" | "hardbreak":
                written.append("\n")
            case "link_open":
                is_bare = token.markup == "autolink"
                url = str(token.attrGet("href")).removeprefix("mailto:")
                leads.append("" if is_bare else f" ({url})")
            case "link_close":
                written.append(leads.pop())
            case _:
                written.append(token.content)
    return "".join(written)
